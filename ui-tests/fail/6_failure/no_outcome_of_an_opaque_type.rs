// 6.1: of `impl Trait` the type that it stands for is looked at.
use defer_runtime::{errdefer, with_defer};

#[with_defer]
fn f() -> impl Iterator<Item = u32> {
    errdefer!(println!("failed"));
    std::iter::once(1)
}

fn main() {
    f();
}
