// 1.6: items of a function
//= T { n: 7 }
//= 3
#![feature(auto_traits, decl_macro, default_field_values, extern_types, negative_impls, trait_alias)]

use defer_runtime::{defer, with_defer};

#[with_defer]
fn f() -> u32 {
    defer!(println!("{:?}", T { .. }));
    auto trait Auto {}
    struct S;
    impl !Auto for S {}
    trait Alias = Copy;
    unsafe extern "C" {
        type Opaque;
    }
    #[derive(Debug)]
    struct T {
        n: u32 = 7,
    }
    macro plus_one($n:expr) {
        $n + 1
    }
    fn same<A: Alias>(n: A) -> A {
        n
    }
    let _: (S, Option<&Opaque>) = (S, None);
    plus_one!(same(2))
}

fn main() {
    println!("{}", f());
}
