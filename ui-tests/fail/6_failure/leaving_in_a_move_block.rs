// 6.6: what a `move` block holds is taken now.
use defer_runtime::{defer, leaving, with_defer};

#[with_defer]
fn f() {
    defer!(move || drop(leaving!()));
}

fn main() {}
