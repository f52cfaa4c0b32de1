// 3.6: the attribute cannot see into another macro.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    println!("{}", {
        defer!(println!("bye"));
        1
    });
}

fn main() {}
