// 5.4: and in a loop whose deferred calls look at it.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
fn f() -> u32 {
    for result in 0..2 {
        defer!(println!("bye"));
        println!("{result}");
    }
    2
}

fn main() {}
