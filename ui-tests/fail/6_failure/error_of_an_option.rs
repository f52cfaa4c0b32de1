// 6.2: an `Option` holds no error.
use defer_runtime::{errdefer, with_defer};

#[with_defer]
fn f() -> Option<u32> {
    errdefer!(|err| println!("{err:?}"));
    None
}

fn main() {}
