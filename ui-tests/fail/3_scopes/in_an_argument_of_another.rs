// 3.6: nor in an argument of another deferred call.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(drop({
        defer!(println!("bye"));
        String::new()
    }));
}

fn main() {}
