// 3.5: what a macro does with what it is given can't be told: it may come to it or not, and may have declared a local of the name.
use defer_runtime::{defer, with_defer};

macro_rules! when {
    ($condition:expr => $then:expr) => {
        if $condition {
            $then
        }
    };
}

macro_rules! local {
    ($name:ident) => {
        let $name = String::from("local");
    };
}

macro_rules! look {
    ($name:ident) => {
        println!("{}", $name);
    };
}

#[with_defer]
fn comes_to_it_or_not(name: String, n: u32) {
    defer!(println!("bye"));
    when!(n > 1 => drop(name));
}

// The `name` that is moved is the macro's.
#[with_defer]
fn declares_it(name: String, n: u32) -> Option<usize> {
    defer!(println!("bye"));
    local!(name);
    n.checked_sub(1)?;
    Some(name.into_bytes().len())
}

#[with_defer]
fn may_declare_it(name: String, n: u32) -> Option<()> {
    defer!(println!("bye"));
    look!(name);
    n.checked_sub(1)?;
    drop(name);
    Some(())
}

fn main() {}
