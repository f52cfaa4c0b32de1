// 6.1: of `impl Trait` the type that it stands for is looked at.
use defer_runtime::{errdefer, with_defer};

#[with_defer]
fn f() -> impl Future<Output = u32> {
    errdefer!(println!("failed"));
    std::future::ready(1)
}

fn main() {
    drop(f());
}
