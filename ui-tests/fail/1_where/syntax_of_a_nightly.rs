// 1.6: of syntax that isn't known yet nothing is emitted without its deferred calls.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> Option<u32> {
    defer!(println!("bye"));
    do yeet;
}

struct Door;

#[with_defer]
impl Door {
    fn open(&self) -> u32 {
        defer!(println!("closed"));
        let numbers = gen { yield 1; };
        numbers.sum()
    }
}

fn main() {}
