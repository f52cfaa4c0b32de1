// 4.2: with a label neither.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    'outer: loop {
        defer!(|| {
            for _ in 0..1 {
                continue 'outer;
            }
        });
    }
}

fn main() {}
