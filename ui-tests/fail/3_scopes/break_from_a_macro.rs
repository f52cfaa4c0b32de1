// 3.1: a `break` that a macro makes cannot leave the loop.
use defer_runtime::{defer, with_defer};

macro_rules! stop {
    () => {
        break
    };
}

#[with_defer]
fn f() {
    loop {
        defer!(println!("bye"));
        stop!();
    }
}

fn main() {}
