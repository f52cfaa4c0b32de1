// 3.1: nor can a `return` of a value.
use defer_runtime::{defer, with_defer};

macro_rules! done {
    () => {
        return 1
    };
}

#[with_defer]
fn f() -> u32 {
    loop {
        defer!(println!("bye"));
        done!();
    }
}

fn main() {}
