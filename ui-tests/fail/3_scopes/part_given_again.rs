// 3.5: a part that is moved and gets a new value goes into the closure, and so would the new value.
use defer_runtime::{defer, with_defer};

struct Pair {
    first: String,
    second: String,
}

#[with_defer]
fn by_a_field(mut pair: Pair) -> usize {
    defer!(println!("bye"));
    let first = pair.first;
    pair.first = String::new();
    first.len()
}

#[with_defer]
fn swapped(mut pair: Pair) -> usize {
    defer!(println!("bye"));
    (pair.first, pair.second) = (pair.second, pair.first);
    pair.first.len()
}

#[with_defer]
fn of_a_box(mut name: Box<String>) -> usize {
    defer!(println!("bye"));
    let taken = *name;
    *name = String::new();
    taken.len()
}

fn main() {}
