// 5.2: in a loop as well.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
fn f() -> u32 {
    loop {
        defer!(|| result += 1);
        return "a";
    }
}

fn main() {}
