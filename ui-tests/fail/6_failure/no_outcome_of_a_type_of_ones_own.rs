// 6.1: a type of one's own says whether it is a failure.
use defer_runtime::{errdefer, with_defer};

struct Status {
    code: u32,
}

#[with_defer]
fn f(code: u32) -> Status {
    errdefer!(println!("failed"));
    Status { code }
}

fn main() {
    assert_eq!(f(1).code, 1);
}
