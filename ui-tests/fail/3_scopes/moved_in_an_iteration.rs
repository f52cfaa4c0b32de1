// 3.1: an iteration that moves an outer variable leaves none for the next.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(name: String) {
    for _ in 0..2 {
        defer!(println!("end"));
        drop(name);
    }
}

fn main() {}
