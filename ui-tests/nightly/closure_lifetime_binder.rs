// 1.6: a closure that binds a lifetime
//= closure
//= function
//= 3
#![feature(closure_lifetime_binder)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    defer!(println!("function"));
    let same = for<'a> |n: &'a u32| -> &'a u32 {
        defer!(println!("closure"));
        n
    };
    *same(&3)
}

fn main() {
    println!("{}", f());
}
