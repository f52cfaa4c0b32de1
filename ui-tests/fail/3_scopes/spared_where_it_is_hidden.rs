// 3.5: what one arm moves can't be kept in another one that binds its name to something else and has a guard, which may name it too.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn hides(name: String, other: Option<String>) {
    defer!(println!("bye"));
    match other {
        Some(name) if name.len() > 1 => println!("{name}"),
        _ => drop(name),
    }
}

fn main() {}
