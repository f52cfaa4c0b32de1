// 3.5: what a rest names as a whole its closure captures as a whole, and what is left of it, where a part is moved, would be dropped with
// that.
use defer_runtime::{defer, with_defer};

#[derive(Debug)]
struct Pair {
    first: String,
    second: String,
}

impl Pair {
    fn look(&self) {}
}

fn look(_: &Pair) {}

trait Length {
    fn length(self) -> usize;
}

impl Length for String {
    fn length(self) -> usize {
        self.len()
    }
}

#[with_defer]
fn borrowed(pair: Pair) -> String {
    defer!(println!("bye"));
    look(&pair);
    pair.first
}

#[with_defer]
fn by_a_method(pair: Pair) {
    defer!(println!("bye"));
    pair.look();
    drop(pair.first);
}

#[with_defer]
fn printed(pair: Pair) {
    defer!(println!("bye"));
    println!("{pair:?}");
    drop(pair.first);
}

#[with_defer]
fn by_reference(pair: Pair) {
    defer!(println!("bye"));
    let ref all = pair;
    look(all);
    let Pair { first, .. } = pair;
}

#[with_defer]
fn in_a_closure(pair: Pair) {
    defer!(println!("bye"));
    let closure = || look(&pair);
    closure();
    drop(pair.first);
}

#[with_defer]
fn further_in(pairs: (Pair, u32)) {
    defer!(println!("bye"));
    look(&pairs.0);
    let (Pair { first, .. }, _) = pairs;
}

#[with_defer]
fn by_a_literal(pair: Pair) -> Pair {
    defer!(println!("bye"));
    look(&pair);
    Pair {
        first: String::new(),
        ..pair
    }
}

#[with_defer]
async fn in_an_async_function(pair: Pair) -> String {
    defer!(println!("bye"));
    look(&pair);
    async {}.await;
    pair.first
}

// Held so that the future can be sent.
#[with_defer]
async fn held(pair: Pair) -> usize {
    defer!(println!("bye"));
    async {}.await;
    pair.first.length()
}

// What is copied stays.
#[with_defer]
fn copied(pair: (u32, Pair)) -> u32 {
    defer!(println!("bye"));
    println!("{pair:?}");
    look(&pair.1);
    pair.0
}

fn main() {}
