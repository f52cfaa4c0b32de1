// 3.5: where a method or a macro may have moved a local, or a part of it was moved, and it gets a new value, that is the closure's, too.
use defer_runtime::{defer, with_defer};

struct Named(String);

impl Named {
    fn spend(self) {}
}

struct Pair {
    first: Named,
    second: Named,
}

fn named() -> Named {
    Named(String::new())
}

fn pair() -> Pair {
    Pair { first: named(), second: named() }
}

macro_rules! give {
    ($place:ident = $value:expr) => {
        $place = $value
    };
}

macro_rules! give_to {
    ($place:expr, $value:expr) => {
        $place = $value
    };
}

#[with_defer]
fn by_a_method() {
    let mut local = named();
    defer!(println!("bye"));
    local.spend();
    local = named();
}

#[with_defer]
fn in_part() {
    let mut held = pair();
    defer!(println!("bye"));
    held.first.spend();
    held = pair();
}

#[with_defer]
fn in_part_on_one_way(n: u32) {
    for _ in 0..n {
        let mut held = pair();
        defer!(println!("bye"));
        if n > 1 {
            let _first = held.first;
            held = pair();
        }
    }
}

#[with_defer]
fn by_a_macro() {
    let mut local = named();
    defer!(println!("bye"));
    drop(local);
    give!(local = named());
}

#[with_defer]
fn part_by_a_macro() {
    let mut held = pair();
    defer!(println!("bye"));
    drop(held.first);
    give_to!(held.first, named());
}

fn main() {}
