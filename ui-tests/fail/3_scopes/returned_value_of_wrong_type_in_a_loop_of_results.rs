// 3.1: and where `?` leaves the loop too.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(text: &str) -> Option<u32> {
    for c in text.chars() {
        defer!(println!("bye"));
        c.to_digit(10)?;
        return Some("a");
    }
    None
}

fn main() {}
