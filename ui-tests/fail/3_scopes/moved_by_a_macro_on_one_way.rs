// 3.5: whether a macro moves its argument can't be told, so the deferred call expects it to be there.
use defer_runtime::{defer, with_defer};

macro_rules! take {
    ($value:expr) => {
        drop($value)
    };
}

fn check(n: u32) -> Result<(), String> {
    (n > 0).then_some(()).ok_or_else(String::new)
}

#[with_defer]
fn given_to_a_macro(n: u32) -> Result<(), String> {
    let name = n.to_string();
    defer!(println!("bye"));
    check(n)?;
    take!(name);
    Ok(())
}

fn main() {}
