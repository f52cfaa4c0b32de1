// 5.4: in an inner block too, where a bare `return` means the result.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
fn f(c: bool) -> u32 {
    defer!(|| result += 1);
    if c {
        let result = 1;
        println!("{result}");
        return;
    }
    2
}

fn main() {}
