// 1.6: a struct literal with default values, as a success
//= S { x: 3, y: 4 }
//= S { x: 3, y: 4 }
//= failed 10
//= Ok(S { x: 3, y: 1 }) Err(10)
#![feature(default_field_values)]

use defer_runtime::{defer, errdefer, with_defer};

#[derive(Debug)]
struct S {
    x: u32 = 3,
    y: u32,
}

fn show(s: S) {
    println!("{s:?}");
}

#[with_defer]
fn f(y: u32) -> Result<S, u32> {
    errdefer!(|| println!("failed {y}"));
    defer!(show(S { y: 4, .. }));
    if y > 9 {
        return Err(y);
    }
    Ok(S { y, .. })
}

fn main() {
    println!("{:?} {:?}", f(1), f(10));
}
