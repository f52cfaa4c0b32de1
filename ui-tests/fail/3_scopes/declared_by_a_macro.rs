// 3.5: what is moved of a local that a macro has declared, in part, is refused as of any other; so is what a pattern of a macro may move.
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

macro_rules! function {
    ($name:ident($argument:ident) => $body:expr) => {
        let $name = |$argument: u32| $body;
    };
}

macro_rules! when {
    ($condition:expr => $then:expr) => {
        if $condition {
            $then;
        }
    };
}

#[with_defer]
fn declared_as_it_is_called(name: String, n: u32) {
    function!(run(more) => {
        drop(name);
        more
    });
    defer!(println!("bye"));
    when!(n > 0 => run(n));
}

#[with_defer]
fn of_the_name_of_a_type(n: u32) {
    local!(u8 = String::new());
    defer!(println!("bye"));
    when!(n > 0 => drop(u8));
}

fn main() {}
