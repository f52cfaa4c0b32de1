// 3.1: a `break` in a macro call that may bring a loop of its own says with a label which loop it gives a value to.
use defer_runtime::{defer, with_defer};

macro_rules! or {
    ($value:expr, $leave:expr) => {
        match $value {
            Some(value) => value,
            None => $leave,
        }
    };
}

#[with_defer]
fn f(next: fn() -> Option<u32>) -> u32 {
    loop {
        defer!(println!("bye"));
        let n: u32 = or!(next(), break 3);
        println!("{n}");
    }
}

#[with_defer]
fn fine(next: fn() -> Option<u32>) -> u32 {
    'next: loop {
        defer!(println!("bye"));
        let n: u32 = or!(next(), break 'next 3);
        println!("{n}");
    }
}

fn main() {}
