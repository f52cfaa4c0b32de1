// 3.5: what is named again hasn't been moved, but where it needn't be there: a wildcard, what a macro may leave out, another part.
use defer_runtime::{defer, with_defer};

struct Pair {
    first: String,
    second: String,
}

trait Spend: Sized {
    fn spend(self) {}
}

impl Spend for String {}

macro_rules! ignore {
    ($($ignored:expr),*) => {
        ()
    };
}

macro_rules! take_first {
    ($pair:expr) => {
        drop($pair.first)
    };
}

#[with_defer]
fn by_a_wildcard(name: String, n: u32) {
    defer!(println!("bye"));
    if n > 0 {
        name.spend();
        let _ = name;
    }
}

#[with_defer]
fn by_an_assignment(name: String, n: u32) {
    defer!(println!("bye"));
    if n > 0 {
        name.spend();
        _ = name;
    }
}

#[with_defer]
fn by_a_macro(name: String, n: u32) {
    defer!(println!("bye"));
    if n > 0 {
        name.spend();
        let nothing = ignore!(&name);
        nothing
    }
}

#[with_defer]
fn by_a_macro_that_shows_it(name: String, n: u32) -> &'static str {
    defer!(println!("bye"));
    if n > 0 {
        name.spend();
        return stringify!(name);
    }
    ""
}

#[with_defer]
fn by_another_part(pair: Pair, n: u32) {
    defer!(println!("bye"));
    if n > 0 {
        take_first!(pair);
        println!("{}", pair.second);
    }
}

#[with_defer]
fn by_what_an_assignment_leaves(pair: (String, String), n: u32) {
    defer!(println!("bye"));
    if n > 0 {
        let first;
        (first, _) = pair;
        println!("{first}{}", pair.1);
    }
}

#[with_defer]
fn by_what_a_pattern_leaves(pair: (Pair, u32), n: u32) {
    defer!(println!("bye"));
    if n > 0 {
        let Pair { first, .. } = pair.0;
        println!("{first}{}", pair.0.second);
    }
}

fn main() {}
