// 3.5: a closure that moves a part captures that alone, and the others stay outside; but of a box, an array and a variant it captures all,
// so that what is left would be dropped with it.
use defer_runtime::{defer, with_defer};

struct Node {
    name: String,
    next: Option<Box<Node>>,
}

enum Kind {
    Two(String, String),
    None,
}

#[with_defer]
fn of_a_box(node: Box<Node>) -> Option<Box<Node>> {
    defer!(println!("bye"));
    println!("next");
    node.next
}

#[with_defer]
fn of_a_box_in_a_tuple() -> String {
    let node = (Box::new(Node { name: String::new(), next: None }), 1);
    defer!(println!("bye"));
    let name = node.0.name;
    name
}

#[with_defer]
fn by_a_pattern(node: Box<Node>) -> String {
    defer!(println!("bye"));
    let Node { name, .. } = *node;
    name
}

type Link = Box<Node>;

fn count(_: &Link) -> usize {
    1
}

// Behind a use that may have moved something of it, which is named again, it is asked all the same.
#[with_defer]
fn by_a_method(node: Link) -> Vec<u8> {
    let shown = node.name.len() + count(&node);
    defer!(println!("{shown}"));
    node.name.to_bytes()
}

trait ToBytes {
    fn to_bytes(self) -> Vec<u8>;
}

impl ToBytes for String {
    fn to_bytes(self) -> Vec<u8> {
        self.into_bytes()
    }
}

#[with_defer]
fn matched(node: Box<Node>) -> usize {
    defer!(println!("bye"));
    println!("matched");
    match node.next {
        Some(next) => next.name.len(),
        None => 0,
    }
}

#[with_defer]
fn of_an_array(names: [String; 2]) -> String {
    defer!(println!("bye"));
    let [first, _] = names;
    first
}

#[with_defer]
fn of_a_variant(kind: Kind) -> String {
    defer!(println!("bye"));
    println!("matched");
    match kind {
        Kind::Two(first, _) => first,
        Kind::None => String::new(),
    }
}

#[with_defer]
fn in_a_loop(mut cursor: Option<Box<Node>>) {
    while let Some(node) = cursor {
        defer!(println!("bye"));
        cursor = node.next;
        println!("next");
    }
}

#[with_defer]
fn in_a_closure(node: Box<Node>) -> impl FnOnce() -> String {
    move || {
        defer!(println!("bye"));
        node.name
    }
}

fn main() {}
