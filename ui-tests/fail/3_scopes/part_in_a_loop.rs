// 3.5: a part that is moved on some way out of a loop's body and named again on another goes through the closure, as far as that can be told.
use defer_runtime::{defer, with_defer};

struct Name(String);

impl Name {
    fn spend(self) {}

    fn fold(&self, init: usize, with: fn(usize) -> usize) -> usize {
        with(init + self.0.len())
    }
}

struct Pair {
    first: Name,
    second: (Name, Name),
    boxed: Box<(Name, Name)>,
}

// Whether a method of any name moves it can't be told.
#[with_defer]
fn by_a_method(pair: Pair, n: u32) {
    for i in 0..3 {
        defer!(println!("bye"));
        if i == n {
            pair.first.spend();
            break;
        }
    }
}

// It only borrows.
#[with_defer]
fn by_a_name_that_misleads(pair: Pair, n: u32) {
    for i in 0..3 {
        defer!(println!("bye"));
        if i == n {
            pair.first.fold(0, |len| len + 1);
            break;
        }
    }
}

// One is a part of the other.
#[with_defer]
fn with_a_part_of_it(pair: Pair, n: u32) {
    for i in 0..3 {
        defer!(println!("bye"));
        if i == n {
            drop(pair.second.0);
            break;
        }
        if i == 2 {
            drop(pair.second);
            break;
        }
    }
}

// Another local of the name is in view where it would be given back.
#[with_defer]
fn behind_another_of_the_name(pair: Pair, n: u32) {
    for i in 0..3 {
        defer!(println!("bye"));
        if i == n {
            drop(pair.first);
            break;
        }
        let pair = i;
        if pair == 1 {
            continue;
        }
    }
}

#[with_defer]
fn of_a_box(pair: Pair, n: u32) {
    for i in 0..3 {
        defer!(println!("bye"));
        if i == n {
            drop(pair.boxed.0);
            break;
        }
    }
}

// The deferred call names all of it.
#[with_defer]
fn that_is_mentioned(pair: Pair, n: u32) {
    for i in 0..3 {
        defer! {
            let Pair { first, .. } = &pair;
            first.fold(0, |len| len);
        }
        if i == n {
            drop(pair.second.0);
            break;
        }
    }
}

fn main() {}
