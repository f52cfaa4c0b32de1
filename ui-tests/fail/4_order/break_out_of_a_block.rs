// 4.2: `break` leaves no deferred block.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    loop {
        defer!(|| {
            break;
        });
    }
}

fn main() {}
