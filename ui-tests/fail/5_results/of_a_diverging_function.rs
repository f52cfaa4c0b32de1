// 5.4: a function that never returns has no result.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
fn f() -> ! {
    defer!(println!("bye"));
    panic!("never");
}

fn main() {}
