// 6.6: it takes no arguments.
use defer_runtime::{defer, leaving, with_defer};

#[with_defer]
fn f() {
    defer!(|| {
        leaving!("why");
    });
}

fn main() {}
