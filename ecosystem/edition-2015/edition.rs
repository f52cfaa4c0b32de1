//! `#[with_defer]` in a crate of edition 2015.

#![deny(warnings)]
#![allow(anonymous_parameters)]

#[macro_use]
extern crate defer_runtime;
extern crate pretty_assertions;

const EDITION: u32 = 2015;

#[macro_use]
#[path = "../editions/trace.rs"]
mod trace;

#[path = "../editions/every.rs"]
mod every;

#[path = "../editions/before_2021.rs"]
mod before_2021;

use trace::{say, trace as said};

trait Shop {
    fn price(&self, &str, u32) -> u32;

    #[with_defer]
    fn price_of_one(&self, item: &str) -> u32 {
        defer!(say(item));
        self.price(item, 1)
    }
}

#[with_defer]
impl Shop for u32 {
    fn price(&self, item: &str, count: u32) -> u32 {
        defer!(say(&format!("{} {}", count, item)));
        self * count
    }
}

/// 1.1: parameters without a name, beside a method with a body
#[test]
fn parameters_without_a_name() {
    pretty_assertions::assert_eq!(said(|| assert_eq!(3.price_of_one("pear"), 3)), ["1 pear", "pear"]);
}

/// Words of later editions: the attribute reads names that bear them as raw ones.
#[with_defer]
fn r#async(r#await: u32, r#dyn: &mut Vec<u32>) -> u32 {
    let r#try = r#await + 1;
    defer!(r#dyn.push(r#await));
    defer!(|| {
        let gen = r#try;
        r#dyn.push(gen);
    });
    for r#await in 0..2 {
        defer!(|| r#dyn.push(r#await));
        say(&format!("{}", r#await));
    }
    r#try
}

#[test]
fn words_of_later_editions() {
    let mut pushed = Vec::new();
    let said = said(|| assert_eq!(async(1, &mut pushed), 2));
    pretty_assertions::assert_eq!(said, ["0", "1"]);
    pretty_assertions::assert_eq!(pushed, [0, 1, 2, 1]);
}

mod paths {
    pub mod inner {
        /// 1.2, 1.5: a path begins at the crate, and so does one that begins with `::`.
        #[::defer_runtime::with_defer]
        pub fn leading_colons() {
            ::defer_runtime::defer!(::say("at exit"));
            ::trace::say("body");
        }

        #[with_defer(crate = defer_runtime)]
        pub fn from_the_root() {
            defer!(::say("at exit"));
            ::trace::say("body");
        }

        #[with_defer(crate = ::defer_runtime)]
        pub fn from_the_root_with_colons() {
            defer!(::say("at exit"));
            ::trace::say("body");
        }
    }
}

#[test]
fn paths_of_the_runtime() {
    for body in &[
        paths::inner::leading_colons as fn(),
        paths::inner::from_the_root,
        paths::inner::from_the_root_with_colons,
    ] {
        pretty_assertions::assert_eq!(said(body), ["body", "at exit"]);
    }
}
