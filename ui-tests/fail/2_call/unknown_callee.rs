// 2.1: a function that does not exist is shown by its name.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(nothing_of_that_name(1));
}

fn main() {}
