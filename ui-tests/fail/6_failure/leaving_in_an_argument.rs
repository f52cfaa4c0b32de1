// 6.6: an argument is evaluated now, when the scope is not left yet.
use defer_runtime::{defer, leaving, with_defer};

#[with_defer]
fn f() {
    defer!(drop(leaving!()));
    defer!(println!("{:?}", leaving!()));
}

fn main() {}
