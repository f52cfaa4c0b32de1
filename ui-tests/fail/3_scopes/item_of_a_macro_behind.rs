// 0: an item is in view in all of its block, but one that a macro declares behind a deferred call can't come out from there.
use defer_runtime::{defer, with_defer};
use std::cell::Cell;

thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

macro_rules! statics {
    ($($statics:tt)*) => {
        thread_local! { $($statics)* }
    };
}

#[with_defer]
fn in_front() {
    println!("{}", COUNT.get());
    defer!(println!("bye"));
    statics! {
        static COUNT: Cell<u32> = const { Cell::new(1) };
    }
}

#[with_defer]
fn in_deferred_code() {
    for _ in 0..2 {
        defer!(|| COUNT.set(0));
        statics! {
            static COUNT: Cell<u32> = const { Cell::new(1) };
        }
    }
}

macro_rules! one {
    () => {
        0
    };
}

#[with_defer]
fn in_an_item() -> u32 {
    defer!(println!("bye"));
    let one = one!();
    macro_rules! one {
        () => {
            1
        };
    }
    fn two() -> u32 {
        one!() + 1
    }
    one + two()
}

fn main() {}
