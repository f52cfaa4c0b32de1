// 4.2: `continue` leaves none either.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    loop {
        defer!(|| {
            continue;
        });
    }
}

fn main() {}
