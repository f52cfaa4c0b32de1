// 3.5: what a box holds is moved and gets a new value in the closure, which takes the box along.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn of_a_box(mut name: Box<String>) -> usize {
    defer!(println!("bye"));
    let taken = *name;
    *name = String::new();
    taken.len()
}

fn main() {}
