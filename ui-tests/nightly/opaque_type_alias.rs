// 1.6: a function that defines an opaque type
//~ mismatched types
#![feature(type_alias_impl_trait)]

use defer_runtime::{defer, with_defer};

type X = impl Sized;

#[define_opaque(X)]
#[with_defer]
fn f() -> X {
    defer!(println!("bye"));
    3u32
}

fn main() {
    f();
}
