// 9.3: what is typed halfway are the only errors: the function and its locals are there.
#![deny(unused)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn half(text: &str) -> Option<u64> {
    let length = text.len();
    defer!(|| {
        println!("left");
        text.
    });
    defer!(length.);
    text.parse().ok()
}

fn main() {
    let whole = half("1").unwrap_or(2) / 2;
    println!("{whole}");
}
