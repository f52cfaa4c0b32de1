// 3.6: and that of a `static`.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() {
    static N: u32 = {
        defer!(println!("bye"));
        1
    };
    println!("{N}");
}

fn main() {}
