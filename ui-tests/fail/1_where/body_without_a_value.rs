// 9.3: what does not parse is what rustc calls it, and nothing is said of the deferred call.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(println!("bye"));
    let n = ;
}

fn main() {
    f();
}
