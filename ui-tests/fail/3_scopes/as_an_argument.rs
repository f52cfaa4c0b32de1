// 3.6: so it is no argument.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    drop(defer!(println!("bye")));
}

fn main() {}
