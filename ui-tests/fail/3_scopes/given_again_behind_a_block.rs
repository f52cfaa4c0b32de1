// 3.5: whether a method, a macro or a pattern has moved it in a block with a deferred call can't be told, and a new value behind that block
// doesn't tell either.
use defer_runtime::{defer, with_defer};

trait Spend: Sized {
    fn spend(self) {}
    fn into_nothing(self) {}
}

impl Spend for String {}

macro_rules! run {
    ($($code:tt)*) => {
        $($code)*
    };
}

#[with_defer]
fn by_a_method(mut name: String, n: u32) {
    'a: {
        defer!(println!("bye"));
        if n > 0 {
            name.spend();
            break 'a;
        }
    }
    name = String::new();
    println!("{name}");
}

#[with_defer]
fn by_a_method_of_such_a_name(n: u32) {
    let mut name = n.to_string();
    'a: {
        defer!(println!("bye"));
        if n > 0 {
            name.into_nothing();
        }
    }
    name = String::new();
    println!("{name}");
}

#[with_defer(scope = block)]
fn by_a_macro(n: u32) {
    let mut name = n.to_string();
    {
        defer!(println!("bye"));
        if n > 0 {
            run!(drop(name););
        }
    }
    name = String::new();
    println!("{name}");
}

#[with_defer]
fn in_part(mut pair: (String, String), n: u32) {
    'a: {
        defer!(println!("bye"));
        if n > 0 {
            pair.0.spend();
        }
    }
    pair.0 = String::new();
    println!("{}", pair.0);
}

fn main() {}
