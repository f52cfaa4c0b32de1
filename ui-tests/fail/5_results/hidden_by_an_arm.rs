// 5.4: the pattern of an arm hides it too.
use defer_runtime::{defer, with_defer};

#[with_defer(result)]
fn f(n: Option<u32>) -> u32 {
    defer!(|| result += 1);
    match n {
        Some(result) => {
            println!("{result}");
            return;
        }
        None => println!("none"),
    }
    2
}

fn main() {}
