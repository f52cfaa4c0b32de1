//! What ended with edition 2021.

#![allow(bare_trait_objects, ellipsis_inclusive_range_patterns, non_fmt_panics)]

use crate::trace::{say, trace};
use defer_runtime::{defer, recover, with_defer};
use std::fmt::Display;

fn message(program: fn()) -> String {
    let payload = std::panic::catch_unwind(program).unwrap_err();
    match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => payload.downcast_ref::<&str>().expect("a message").to_string(),
    }
}

/// 2.6, 7.1: the only argument of a panic is its payload, not a format string.
mod panics {
    use super::*;

    #[test]
    fn in_the_body() {
        #[with_defer]
        fn braces() {
            defer! {}
            panic!("{}")
        }
        #[with_defer]
        fn names() {
            let name = 1;
            defer!(|| assert_eq!(name, 1));
            panic!("{name}")
        }
        assert_eq!(message(braces), "{}");
        assert_eq!(message(names), "{name}");
    }

    #[test]
    fn any_payload() {
        #[with_defer]
        fn body() {
            defer!(|| {
                let panic = recover!().unwrap();
                say(&panic.payload().downcast_ref::<u64>().unwrap().to_string());
            });
            panic!(7_u64)
        }
        pretty_assertions::assert_eq!(trace(body), ["7"]);
    }

    #[test]
    fn in_a_block_form() {
        #[with_defer]
        fn body() {
            let name = 1;
            defer! { assert_eq!(name, 1); panic!("{name}") }
        }
        assert_eq!(message(body), "{name}");
    }

    #[test]
    fn in_a_call_form() {
        #[with_defer]
        fn braces() {
            defer!(panic!("{}"));
        }
        assert_eq!(message(braces), "{}");
    }

    #[test]
    fn in_a_loop() {
        #[with_defer]
        fn body() {
            for i in 0..2 {
                defer!(|| assert_eq!(i, 0));
                if i == 0 {
                    panic!("{i}");
                }
            }
        }
        assert_eq!(message(body), "{i}");
    }
}

/// 1.1, 2.1: trait objects without `dyn`
#[test]
fn bare_trait_objects() {
    #[with_defer]
    fn show(shown: &Display, boxed: Box<Display>) -> Box<Display> {
        defer!(say(&shown.to_string()));
        let all: Vec<&Display> = vec![shown];
        defer!((|first: &Display| say(&first.to_string()))(all[0]));
        boxed
    }
    pretty_assertions::assert_eq!(trace(|| show(&1, Box::new(2))), ["1", "1"]);
}

/// Patterns and words of then.
#[test]
fn patterns_and_names() {
    #[with_defer]
    fn name(gen: u32) -> &'static str {
        let try_ = gen;
        defer!(say(match try_ {
            0...9 => "small",
            _ => "large",
        }));
        match gen {
            0...9 => "digit",
            _ => "number",
        }
    }
    pretty_assertions::assert_eq!(trace(|| assert_eq!(name(3), "digit")), ["small"]);
}

/// An array's `into_iter()` gives references.
#[test]
#[allow(array_into_iter, clippy::into_iter_on_ref)]
fn arrays() {
    #[with_defer]
    fn sum(numbers: [u32; 3]) -> u32 {
        defer!(|| say(&numbers.into_iter().map(|n: &u32| n.to_string()).collect::<String>()));
        numbers.into_iter().map(|n: &u32| n + 1).sum()
    }
    pretty_assertions::assert_eq!(trace(|| assert_eq!(sum([1, 2, 3]), 9)), ["123"]);
}

/// A macro's `$x:expr` and `$p:pat` of then.
#[test]
fn fragments() {
    macro_rules! choose {
        ($value:expr, $first:pat | $second:pat => $result:expr) => {
            match $value {
                $first | $second => $result,
                _ => 0,
            }
        };
    }
    #[with_defer]
    fn chosen(n: u32) -> u32 {
        defer!(|| say(&choose!(n, 1 | 2 => 7).to_string()));
        for _ in 0..1 {
            defer!(say("iteration"));
            if choose!(n, 1 | 2 => 1) == 0 {
                return choose!(n, 8 | 9 => 8);
            }
        }
        choose!(n, 1 | 2 => 3)
    }
    pretty_assertions::assert_eq!(trace(|| assert_eq!(chosen(2), 3)), ["iteration", "7"]);
    pretty_assertions::assert_eq!(trace(|| assert_eq!(chosen(9), 8)), ["iteration", "0"]);
}
