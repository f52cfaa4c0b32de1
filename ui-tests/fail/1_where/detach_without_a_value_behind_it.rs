// 1.2: and says it.
use defer_runtime::{defer, with_defer};

#[with_defer(detach = )]
async fn f() {
    defer!(println!("bye"));
}

fn main() {}
