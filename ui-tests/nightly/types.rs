// 1.6: types and bounds
//= bye
//= 4
#![feature(const_trait_impl, f16, impl_trait_in_bindings, never_type, pattern_type_macro, pattern_types, unsafe_binders)]
#![allow(incomplete_features)]

use defer_runtime::{defer, with_defer};

const trait Number {
    fn number(&self) -> u32;
}

impl const Number for u32 {
    fn number(&self) -> u32 {
        *self
    }
}

#[with_defer]
fn f<N: const Number>(
    n: N,
    _bound: Option<unsafe<'a> &'a u32>,
    _above: Option<std::pat::pattern_type!(u32 is 1..)>,
    never: Result<f16, !>,
) -> u32 {
    defer!(println!("bye"));
    let Ok(_half) = never;
    let more: impl Into<u32> + Copy = 3u32;
    let more: u32 = more.into();
    n.number() + more
}

fn main() {
    println!("{}", f(1, None, None, Ok(1.0f16)));
}
