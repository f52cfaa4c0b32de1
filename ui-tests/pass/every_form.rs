// 2: no form of a deferred call warns.
#![deny(warnings, unused, rust_2018_idioms, rust_2024_compatibility, unused_qualifications)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(mut v: Vec<u32>) {
    let n = 1;
    let cleanup = |n: u32| println!("{n}");
    defer!(println!("{n}"));
    defer!(cleanup(n + 1));
    defer!((|n: u32| println!("{n}"))(n));
    defer!(v.clear());
    defer!(v[n as usize].clone_from(&n));
    defer!(println!("{n} {}", n));
    defer!(move || println!("{n}"));
    defer!(unsafe { v.set_len(2) });
    defer!({ v.push(n) });
    defer!(|| {
        for _ in 0..n {
            v.push(n);
            break;
        }
        if v.is_empty() {
            return;
        }
    });
    defer! { v.push(n); }
    defer! {}
    v.push(2);
}

fn main() {
    f(vec![1, 2]);
}
