// 5: nor does a named result.
#![deny(warnings, unused, rust_2018_idioms, rust_2024_compatibility, unused_qualifications)]

use defer_runtime::{defer, recover, with_defer};

#[with_defer(n, err = None)]
fn f(c: bool) -> (u32, Option<String>) {
    defer!(|| {
        if let Some(panic) = recover!() {
            err = panic.message().map(str::to_owned);
        }
        n += 1;
    });
    if c {
        return;
    }
    panic!("oops");
}

#[with_defer(result = 1)]
fn never_assigned() -> u32 {
    defer!(println!("bye"));
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    assert_eq!(f(true), (1, None));
    assert_eq!(f(false), (1, Some("oops".to_owned())));
    assert_eq!(never_assigned(), 1);
}
