// 4.1: what a macro may have bound may be a borrow, too.
use defer_runtime::{defer, with_defer};

macro_rules! bind {
    ($name:ident = $value:expr) => {
        let $name = $value;
    };
}

#[with_defer]
fn f() -> Option<u32> {
    let mut x = 1;
    bind!(r = &mut x);
    loop {
        defer!(|| *r += 100);
        return Some(x);
    }
}

fn main() {}
