// 0, 3.2: a deferred call of an inner block runs behind it, where the items of the block are out of sight.
use defer_runtime::{defer, with_defer};
use std::cell::Cell;

fn helper() {}

#[with_defer]
fn function(open: bool) {
    if open {
        fn helper() {}
        defer!(helper());
        defer!(|| helper());
    }
}

#[with_defer]
fn types(open: bool) {
    if open {
        const LIMIT: u32 = 3;
        struct Door;
        defer!(|| println!("{}", LIMIT));
        defer!(drop(Door));
        defer!(|| drop(Door));
    }
}

#[with_defer]
fn methods(open: bool) {
    if open {
        trait Close {
            fn close(&self) {}
        }
        impl Close for u32 {}
        defer!(|| 3.close());
    }
}

#[with_defer]
fn macros(open: bool) {
    if open {
        macro_rules! close {
            () => {};
        }
        defer!(|| close!());
    }
}

#[with_defer]
fn of_a_macro(open: bool) {
    if open {
        thread_local! {
            static COUNT: Cell<u32> = const { Cell::new(1) };
        }
        defer!(|| COUNT.set(2));
    }
}

#[with_defer]
fn unnamed(open: bool) {
    if open {
        const LIMIT: u32 = 3;
        let n = LIMIT;
        defer!(|| println!("{n}"));
    }
}

#[with_defer]
fn of_another_language(open: bool) {
    if open {
        unsafe extern "C" {
            safe fn abs(n: i32) -> i32;
        }
        defer!(|| drop(abs(-1)));
    }
}

fn main() {
    helper();
}
