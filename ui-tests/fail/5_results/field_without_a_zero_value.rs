// 5.1: so does a field of such a type.
use defer_runtime::{defer, with_defer};

struct Opaque;

#[with_defer(a, b)]
fn f() -> (u32, Opaque) {
    defer!(|| {
        let _ = (&a, &b);
    });
    (1, Opaque)
}

fn main() {}
