// 1.2, 3.8: `block` is the one value of `scope`, which names no result.
use defer_runtime::{defer, with_defer};

#[with_defer(scope = loop)]
fn keyword() {
    defer!(println!("bye"));
}

#[with_defer(scope = function, result)]
fn name() -> i32 {
    defer!(println!("bye"));
    1
}

#[with_defer(scope = "block")]
fn text() {
    defer!(println!("bye"));
}

#[with_defer(scope = block::all)]
fn path() {
    defer!(println!("bye"));
}

#[with_defer(scope)]
fn alone() -> i32 {
    defer!(println!("bye"));
    1
}

#[with_defer(scope =)]
fn nothing() {
    defer!(println!("bye"));
}

struct Item;

#[with_defer(scope = fn)]
impl Item {
    fn method(&self) {
        defer!(println!("bye"));
    }
}

// All of them are still there.
fn main() {
    keyword();
    _ = name() + alone();
    text();
    path();
    nothing();
    Item.method();
}
