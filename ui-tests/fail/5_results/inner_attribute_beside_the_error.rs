// 9.3: what stands in for a value beside an error comes behind the attributes of the body.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
fn body() -> Result<i32, String> {
    #![allow(unused_variables)]
    let unused = 1;
    defer!();
    return;
}

fn main() {}
