// 6.6: nor does deferred code that asks how its scope is left, in any scope.
#![deny(warnings, unused, rust_2018_idioms, rust_2024_compatibility, unused_qualifications)]

use defer_runtime::{Leaving, defer, errdefer, leaving, okdefer, recover, with_defer};

fn see(_: Leaving) {}

#[with_defer]
fn function(c: bool) -> Result<(), String> {
    defer!(|| see(leaving!()));
    errdefer!(|_err| see(leaving!()));
    okdefer! { see(leaving!()) }
    if c {
        defer!(|| {
            if leaving!() == Leaving::Panicking {
                return;
            }
            see(leaving!());
        });
        return Ok(());
    }
    for i in 0..3 {
        defer!(|| {
            match leaving!() {
                Leaving::Normally => {}
                Leaving::Panicking => drop(recover!()),
                Leaving::Cancelled => unreachable!(),
            }
        });
        if i == 1 {
            break;
        }
    }
    let closure = || {
        defer!(|| see(leaving!()));
        1
    };
    closure();
    Err("why".to_owned())
}

#[with_defer]
fn never() -> ! {
    defer!(|| see(leaving!()));
    std::process::exit(1)
}

#[with_defer]
async fn future(c: bool) -> u32 {
    defer!(|| see(leaving!()));
    defer!(|| {
        if leaving!() == Leaving::Cancelled {
            return;
        }
        std::future::ready(()).await;
    });
    if c {
        defer!(|| see(leaving!()));
        errdefer!(|| see(leaving!()));
    }
    loop {
        defer!(|| see(leaving!()));
        std::future::ready(()).await;
        return 1;
    }
}

fn main() {
    let _ = (function(true), function(false), never as fn() -> !, future(true));
}
