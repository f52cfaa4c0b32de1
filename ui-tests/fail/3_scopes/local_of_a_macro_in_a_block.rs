// 0, 3.4: whether a macro declares a local that deferred code of the same block names, can't be told.
use defer_runtime::{defer, with_defer};

macro_rules! bind {
    ($name:ident = $value:expr) => {
        let $name = $value;
    };
}

#[with_defer]
fn f(n: u32, open: bool) {
    if open {
        bind!(n = 3);
        defer!(|| println!("{n}"));
    }
}

#[with_defer]
fn further_out(n: u32, open: bool) {
    if open {
        bind!(n = 3);
        if n > 2 {
            defer!(|| println!("{n}"));
        }
    }
}

/// A callee is a value of now, and a local of the block is the block's whatever the macro does.
#[with_defer]
fn fine(open: bool) {
    if open {
        bind!(close = || println!("closed"));
        defer!(close());
        let m = 1;
        bind!(m = m + 1);
        defer!(|| println!("{m}"));
    }
}

fn main() {}
