// 3.6: a `const` block is evaluated by the compiler.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    const {
        defer!(println!("bye"));
    }
}

fn main() {}
