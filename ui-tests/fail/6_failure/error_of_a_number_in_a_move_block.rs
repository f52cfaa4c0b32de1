// 6.2: a number holds no error that a block could get, one that moves what it uses neither.
use defer_runtime::{errdefer, with_defer};

#[with_defer]
fn f() -> u32 {
    errdefer!(move |err| println!("{err}"));
    1
}

fn main() {}
