// 9.3: each mistake is shown in one run.
use defer_runtime::{defer, with_defer};

#[with_defer(n)]
fn f(n: u32) -> u32 {
    defer!();
    loop {
        defer!(n += 1);
        defer! { break; }
        if n > 1 {
            let x = defer!(println!("bye"));
        }
    }
}

fn main() {}
