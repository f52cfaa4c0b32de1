// 3.1: an `async` block is a scope of its own, not supported yet.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> impl Future<Output = ()> {
    async {
        defer!(println!("bye"));
    }
}

fn main() {}
