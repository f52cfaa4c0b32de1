// 3.5: whether a call moves what is called can't be told unless its type says so, so the deferred call expects it to be there.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn called(name: String, n: u32) -> Option<String> {
    let give = move || name;
    defer!(println!("bye"));
    n.checked_sub(1)?;
    Some(give())
}

fn main() {}
