// 6.1: a `T` may be a failure, and needs the bound to say so.
use defer_runtime::{errdefer, with_defer};

#[with_defer]
fn transaction<T>(body: impl FnOnce() -> T) -> T {
    errdefer!(println!("rollback"));
    body()
}

fn main() {}
