// 4.1: a value is what it is before the deferred code, which may not change it by what borrows it.
use defer_runtime::{defer, with_defer};
use std::cell::Cell;

fn add(n: &mut u32) {
    *n += 100;
}

#[with_defer]
fn returned() -> Option<u32> {
    let mut x = 1;
    loop {
        let r = &mut x;
        defer!(|| *r += 100);
        return Some(x);
    }
}

#[with_defer]
fn value_of_now() -> Option<(u32, u32)> {
    let mut x = 1;
    loop {
        let r = &mut x;
        defer!(add(r));
        return Some((2, x));
    }
}

#[with_defer]
fn broken_out_of_two(c: bool) -> Option<u32> {
    let mut x = 1;
    let mut change = || x += 100;
    'outer: loop {
        if c {
            defer!(|| change());
        }
        loop {
            defer!(println!("end"));
            break 'outer Some(x);
        }
    }
}

#[with_defer]
fn shared() -> Option<Cell<u32>> {
    let cell = Cell::new(1);
    let r = &cell;
    loop {
        defer!(r.set(2));
        return Some(cell);
    }
}

#[with_defer]
async fn in_async() -> Result<u32, ()> {
    let mut x = 1;
    let r = &mut x;
    loop {
        defer!(|| *r += 100);
        std::future::ready(()).await;
        return Ok(x);
    }
}

fn main() {}
