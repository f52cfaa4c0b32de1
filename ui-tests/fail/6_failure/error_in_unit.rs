// 6.2: nor does `()`.
use defer_runtime::{errdefer, with_defer};

#[with_defer]
fn f() {
    errdefer!(|err| println!("{err:?}"));
}

fn main() {}
