// 3.6: so is the value of a constant.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    const N: u32 = {
        defer!(println!("bye"));
        1
    };
    println!("{N}");
}

fn main() {}
