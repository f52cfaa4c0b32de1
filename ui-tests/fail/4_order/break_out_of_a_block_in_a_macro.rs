// 4.2: nor in the arguments of a macro.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    loop {
        defer!(|| println!("{}", if true { break } else { 1 }));
    }
}

fn main() {}
