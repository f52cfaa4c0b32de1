// 5.1: a type without a zero value needs a first value.
use defer_runtime::{defer, with_defer};

struct Opaque;

#[with_defer(result)]
fn f() -> Opaque {
    defer!(|| {
        let _ = &result;
    });
    Opaque
}

fn main() {}
