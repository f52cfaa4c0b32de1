// 3.6: nor is it returned.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    return defer!(println!("bye"));
}

fn main() {}
