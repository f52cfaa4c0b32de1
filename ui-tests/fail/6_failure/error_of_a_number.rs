// 6.2: nor does a number.
use defer_runtime::{errdefer, with_defer};

#[with_defer]
fn f() -> u32 {
    errdefer!(|err| println!("{err:?}"));
    1
}

fn main() {}
