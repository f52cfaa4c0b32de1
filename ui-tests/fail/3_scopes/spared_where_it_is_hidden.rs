// 3.5: what one arm moves can't be kept in another one that binds its name to something else.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn hides(name: String, other: Option<String>) {
    defer!(println!("bye"));
    match other {
        Some(name) => println!("{name}"),
        None => drop(name),
    }
}

#[with_defer]
fn hides_in_a_condition(name: String, other: Option<String>) {
    defer!(println!("bye"));
    if let Some(name) = &other {
        println!("{name}");
    } else {
        drop(name);
    }
}

fn main() {}
