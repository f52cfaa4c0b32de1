// 1.4: the attribute sees what is written, not what another macro makes.
use defer_runtime::{defer, with_defer};

macro_rules! cleanup {
    () => {
        defer!(println!("bye"))
    };
}

#[with_defer]
fn f() {
    cleanup!();
}

fn main() {}
