//! `#[with_defer]` in a crate of edition 2024.

#![deny(warnings)]

const EDITION: u32 = 2024;

#[macro_use]
#[path = "../editions/trace.rs"]
mod trace;

#[path = "../editions/every.rs"]
mod every;

#[path = "../editions/since_2018.rs"]
mod since_2018;

use defer_runtime::{defer, errdefer, with_defer};
use std::cell::RefCell;
use trace::{Noisy, say};

/// A tail may borrow the locals of its block.
#[test]
fn tails_borrow_locals() {
    #[with_defer]
    fn first(text: &str) -> usize {
        let outer = RefCell::new(text.len());
        defer!(|| *outer.borrow_mut() += 1);
        let inner = RefCell::new(vec![text]);
        defer!(|| inner.borrow_mut().push("deferred"));
        let n = {
            let local = RefCell::new(text);
            defer!(|| say(&local.borrow()));
            local.borrow().len()
        };
        n + inner.borrow().len() + *outer.borrow()
    }
    let said = trace::trace(|| assert_eq!(first("text"), 9));
    pretty_assertions::assert_eq!(said, ["text"]);
}

/// `if let` chains, with deferred calls in them and as a way out.
#[test]
fn let_chains() {
    #[with_defer]
    fn chain(texts: &[&str]) -> Option<u32> {
        defer!(say("left"));
        errdefer!(say("none"));
        for text in texts {
            if let Some(digit) = text.strip_prefix('#')
                && let Ok(n) = digit.parse::<u32>()
                && n > 1
            {
                defer!(|| say(digit));
                if n > 8 {
                    return None;
                }
                continue;
            }
            defer!(say(text));
        }
        if let [first, ..] = texts
            && Noisy("temporary").none().is_none()
        {
            defer!(say("behind the temporary"));
            say(first);
        }
        Some(1)
    }
    let said = |texts: &[&str]| trace::trace(|| chain(texts));
    pretty_assertions::assert_eq!(
        said(&["#2", "x"]),
        ["2", "x", "temporary", "#2", "behind the temporary", "left"]
    );
    pretty_assertions::assert_eq!(said(&["#9"]), ["9", "none", "left"]);
}

/// What is opaque holds the lifetimes in scope, or those that it says.
#[test]
fn opaque_types_hold_lifetimes() {
    #[with_defer]
    fn words(text: &str) -> impl Iterator<Item = String> {
        defer!(say(text));
        text.split(' ').map(str::to_owned)
    }
    #[with_defer]
    fn length(text: &str) -> impl Fn() -> usize + use<> {
        defer!(say(text));
        let n = text.len();
        move || n
    }
    let text = String::from("a b");
    assert_eq!(words(&text).count(), 2);
    let length = length(&text);
    drop(text);
    assert_eq!(length(), 3);
}

/// A macro's `$e:expr_2021`, and a boxed slice's `into_iter()`, which gives values.
#[test]
fn fragments_and_slices() {
    macro_rules! twice {
        ($value:expr_2021) => {
            $value * 2
        };
    }
    #[with_defer]
    fn sum(numbers: Box<[u32]>) -> u32 {
        let n = twice!(numbers.len() as u32);
        defer!(|| say(&twice!(n).to_string()));
        numbers.into_iter().map(|n: u32| n).sum()
    }
    let said = trace::trace(|| assert_eq!(sum(Box::new([1, 2])), 3));
    pretty_assertions::assert_eq!(said, ["8"]);
}
