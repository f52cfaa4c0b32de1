// 3.5: a method that is taken to move a part by its name is asked where something else may have moved it; and what a macro may give a value is
// refused.
use defer_runtime::{defer, with_defer};

struct Name(String);

impl Name {
    fn into_length(&self) -> usize {
        self.0.len()
    }

    fn spend(self) {}
}

macro_rules! renewed {
    ($name:expr) => {
        Name(String::from("new") + &{ $name }.0)
    };
}

macro_rules! give {
    ($place:expr, $value:expr) => {
        $place = $value
    };
}

#[with_defer]
fn by_a_macro(n: u32) -> usize {
    let mut pair = (Name(n.to_string()), n);
    defer!(println!("bye"));
    pair.0 = renewed!(pair.0);
    pair.0.into_length()
}

#[with_defer]
fn by_a_method(pair: (Name, u32), n: u32) {
    defer!(println!("bye"));
    println!("{}", pair.0.into_length());
    if n > 0 {
        pair.0.spend();
    }
}

#[with_defer]
fn given(n: u32) {
    let mut pair = (Name(n.to_string()), n);
    defer!(println!("bye"));
    drop(pair.0);
    give!(pair.0, Name(String::new()));
    println!("{}", pair.1);
}

fn main() {}
