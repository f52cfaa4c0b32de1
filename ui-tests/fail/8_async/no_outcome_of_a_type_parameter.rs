// 6.1: in an async function, too, a `T` may be a failure.
use defer_runtime::{errdefer, with_defer};

#[with_defer]
async fn transaction<T>(body: impl Future<Output = T>) -> T {
    errdefer!(println!("rollback"));
    body.await
}

fn main() {}
