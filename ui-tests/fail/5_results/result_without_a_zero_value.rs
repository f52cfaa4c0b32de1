// 5.1: so does a `Result` of such a type.
use defer_runtime::{defer, with_defer};

struct Opaque;

#[with_defer(result)]
fn f() -> Result<Opaque, String> {
    defer!(|| {
        let _ = &result;
    });
    Ok(Opaque)
}

fn main() {}
