// 2.6: a captured name that does not exist is shown in the string.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("{nothing_of_that_name}"));
}

fn main() {}
