// 3.5: what a macro has declared, or bound in a pattern, can't be seen: where it is moved on one way, and on another it is there, that is
// refused, and so is what a pattern of a macro may move.
use defer_runtime::{defer, with_defer};

macro_rules! local {
    ($name:ident = $value:expr) => {
        let $name = $value;
    };
}

macro_rules! found {
    ($name:ident) => {
        Some($name)
    };
}

macro_rules! first {
    ($name:ident) => {
        ($name, _)
    };
}

type Pair = (String, String);

#[with_defer]
fn moved(n: u32) {
    local!(name = String::from("name"));
    defer!(println!("bye"));
    if n > 0 {
        drop(name);
    }
}

#[with_defer]
fn returned(n: u32) -> Option<String> {
    local!(name = String::from("name"));
    defer!(println!("bye"));
    n.checked_sub(1)?;
    Some(name)
}

#[with_defer]
fn by_a_method(n: u32) -> usize {
    local!(name = String::from("name"));
    defer!(println!("bye"));
    if n > 0 {
        return 0;
    }
    name.into_bytes().len()
}

#[with_defer]
fn by_a_closure(n: u32) {
    local!(name = String::from("name"));
    defer!(println!("bye"));
    if n > 0 {
        let closure = move || println!("{name}");
        closure();
    }
}

#[with_defer]
fn matched(n: u32) -> Option<()> {
    local!(name = Some(String::from("name")));
    defer!(println!("bye"));
    n.checked_sub(1)?;
    if let Some(name) = name {
        drop(name);
    }
    Some(())
}

#[with_defer]
fn in_part(n: u32) -> Option<()> {
    local!(pair = Pair::default());
    defer!(println!("bye"));
    n.checked_sub(1)?;
    drop(pair.0);
    Some(())
}

#[with_defer]
fn in_part_and_named_whole() {
    local!(pair = Pair::default());
    defer!(println!("bye"));
    println!("{pair:?}");
    let other = &pair;
    drop(other.0.len());
    drop(pair.0);
}

#[with_defer]
fn in_an_iteration(mut names: Vec<String>, n: usize) {
    while let found!(name) = names.pop() {
        defer!(println!("bye"));
        if names.len() == n {
            continue;
        }
        drop(name);
    }
}

#[with_defer]
fn parameter(first!(name): Pair, n: u32) {
    defer!(println!("bye"));
    if n > 0 {
        drop(name);
    }
}

#[with_defer]
async fn awaiting(n: u32) {
    local!(name = String::from("name"));
    defer!(println!("bye"));
    async {}.await;
    if n > 0 {
        drop(name);
    }
}

#[with_defer]
fn taken_apart(pair: Pair, n: u32) {
    defer!(println!("bye"));
    if n > 0 {
        let first!(_first) = pair;
    }
}

#[with_defer]
fn matched_by_a_macro(name: Option<String>, n: u32) {
    defer!(println!("bye"));
    if n > 0 {
        match name {
            found!(found) => drop(found),
            None => {}
        }
    }
}

fn main() {}
