// 3.6: nor in the place that is assigned to.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(v: &mut [u32]) {
    v[{
        defer!(println!("bye"));
        0
    }] = 1;
}

fn main() {}
