// 2.6: what is printed is what it is now, so a later change is refused.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(mut name: String) {
    defer!(println!("{}", name));
    name.push('!');
}

fn main() {}
