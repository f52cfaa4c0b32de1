// 0: where the name of a macro decides, it has to be the standard library's: this one declares a local.
use defer_runtime::{defer, with_defer};

macro_rules! println {
    ($name:ident) => {
        let $name = 2;
    };
}

#[with_defer]
fn f() {
    let n = 1;
    if n == 1 {
        println!(n);
        defer! { drop(n); }
    }
}

fn main() {
    f();
}
