// 3.4: a local of an inner block that a deferred block mentions lives on, but not what it borrows.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn shows(wanted: bool) -> u32 {
    if wanted {
        let text = String::from("text");
        let shown = &text;
        defer!(|| println!("{shown}"));
    }
    7
}

fn main() {}
