// 9.3: what a local that gets its value behind the deferred call borrows is gone before it.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn by_a_method() {
    let longest;
    defer!(println!("bye"));
    {
        let name = String::new();
        longest = name.as_str();
    }
    println!("{longest}");
}

fn main() {}
