// 2.6: a captured name is such an argument too.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(mut name: String) {
    defer!(println!("{name}"));
    name.push('!');
}

fn main() {}
