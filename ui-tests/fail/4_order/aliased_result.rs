// 4.1: a value is what it is in front of the deferred code: an alias that changes it there is refused, as without the attribute.
use defer_runtime::{defer, with_defer};
use std::cell::Cell;

#[with_defer]
fn by_a_mutable_reference() -> Option<u32> {
    let mut x = 1;
    loop {
        let r = &mut x;
        defer!(|| *r += 100);
        return Some(x);
    }
}

#[with_defer]
fn by_a_value_of_now() -> Option<Cell<u32>> {
    let x = Cell::new(1);
    loop {
        defer!(Cell::set(aliased(&x), 100));
        return Some(x);
    }
}

#[with_defer]
fn by_a_cell() -> Option<Cell<u32>> {
    let x = Cell::new(1);
    loop {
        let r = &x;
        defer!(|| r.set(100));
        return Some(x);
    }
}

fn aliased(x: &Cell<u32>) -> &Cell<u32> {
    x
}

fn main() {
    by_a_mutable_reference();
    by_a_value_of_now();
    by_a_cell();
}
