// 3.5: whether a macro gives what has been moved a new value can't be told: it may come to that or not.
use defer_runtime::{defer, with_defer};

macro_rules! set {
    ($name:ident, $value:expr) => {
        $name = $value
    };
}

#[with_defer]
fn on_every_way(mut name: String, n: u32) -> Option<u32> {
    defer!(println!("bye"));
    drop(name);
    set!(name, String::from("new"));
    n.checked_sub(1)?;
    println!("{name}");
    Some(n)
}

#[with_defer]
fn for_the_first_time(n: u32) -> Option<u32> {
    let name;
    defer!(println!("bye"));
    set!(name, String::from("first"));
    if n == 1 {
        drop(name);
    }
    Some(n)
}

fn main() {}
