// 2.10: an attribute stands on the deferred call, not in it.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    defer!(#[cfg(unix)] || println!("bye"));
}

fn main() {}
