// 2.4: a method that does not exist is shown by its name.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(open: Vec<u32>) {
    defer!(open.nothing_of_that_name());
}

fn main() {}
