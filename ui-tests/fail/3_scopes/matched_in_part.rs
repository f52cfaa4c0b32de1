// 3.5: what a pattern leaves of what it takes a part of is kept where its `match` is all that stands behind a function's only deferred call.
use defer_runtime::{defer, errdefer, with_defer};

enum Kind {
    Both(String, String),
    One(String),
}

#[with_defer]
fn behind_something_else(kind: Kind, n: u32) -> Option<String> {
    defer!(println!("bye"));
    n.checked_sub(1)?;
    match kind {
        Kind::Both(left, _) => Some(left),
        Kind::One(_) => None,
    }
}

#[with_defer]
fn behind_two_calls(kind: Kind) -> Option<String> {
    defer!(println!("bye"));
    defer!(println!("bye"));
    match kind {
        Kind::Both(left, _) => Some(left),
        Kind::One(_) => None,
    }
}

#[with_defer]
fn with_a_guard(kind: Kind, n: u32) -> Option<String> {
    defer!(println!("bye"));
    match kind {
        Kind::Both(left, _) if n > 0 => Some(left),
        _ => None,
    }
}

#[with_defer]
fn with_a_call_in_an_arm(kind: Kind) -> Option<String> {
    defer!(println!("bye"));
    match kind {
        Kind::Both(left, _) => {
            defer!(println!("left"));
            Some(left)
        }
        Kind::One(_) => None,
    }
}

#[with_defer]
fn of_failures(kind: Kind) -> Option<String> {
    errdefer!(println!("bye"));
    match kind {
        Kind::Both(left, _) => Some(left),
        Kind::One(_) => None,
    }
}

#[with_defer]
async fn in_a_future(kind: Kind) -> Option<String> {
    defer!(println!("bye"));
    match kind {
        Kind::Both(left, _) => {
            std::future::ready(()).await;
            Some(left)
        }
        Kind::One(_) => None,
    }
}

#[with_defer]
fn in_a_loop(kinds: Vec<Kind>) {
    for kind in kinds {
        defer!(println!("bye"));
        match kind {
            Kind::Both(left, _) => drop(left),
            Kind::One(_) => {}
        }
    }
}

fn main() {}
