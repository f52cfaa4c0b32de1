// 3.1: so is a label that does not exist.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    loop {
        defer!(println!("bye"));
        break 'nowhere;
    }
}

fn main() {}
