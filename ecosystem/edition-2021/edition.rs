//! `#[with_defer]` in a crate of edition 2021.

#![deny(warnings)]

const EDITION: u32 = 2021;

#[macro_use]
#[path = "../editions/trace.rs"]
mod trace;

#[path = "../editions/every.rs"]
mod every;

#[path = "../editions/since_2018.rs"]
mod since_2018;

use defer_runtime::{defer, with_defer};
use std::fmt::Display;
use trace::say;

/// What is opaque holds no lifetime that it doesn't name.
#[test]
fn opaque_types_hold_no_lifetimes() {
    #[with_defer]
    fn length(text: &str) -> impl Display {
        defer!(say(text));
        text.len()
    }
    let text = String::from("text");
    let length = length(&text);
    drop(text);
    assert_eq!(length.to_string(), "4");
}

/// What nothing tells the type of is `()` where the other way diverges.
#[test]
#[allow(dependency_on_unit_never_type_fallback)]
fn fallback_of_diverging_types() {
    fn read<T: Default>(text: &str) -> Result<T, String> {
        match text {
            "" => Err(String::from("empty")),
            _ => Ok(T::default()),
        }
    }
    #[with_defer]
    fn check(texts: &[&str]) -> Result<(), String> {
        defer!(say("left"));
        for text in texts {
            defer!(say(text));
            read(text)?;
        }
        read("text")?;
        Ok(())
    }
    assert_eq!(check(&["a", "b"]), Ok(()));
    assert_eq!(check(&[""]), Err(String::from("empty")));
}

/// `gen` is a name yet, and a macro's `$p:pat` is more than one pattern.
#[test]
fn names_and_fragments() {
    macro_rules! is_one {
        ($value:expr, $pat:pat) => {
            matches!($value, $pat)
        };
    }
    #[with_defer]
    fn small(gen: u32) -> bool {
        defer!(say(&format!("{gen}")));
        for gen in 0..gen {
            defer!(|| say(&is_one!(gen, 0 | 2).to_string()));
        }
        is_one!(gen, 1 | 3)
    }
    let said = trace::trace(|| assert!(small(3)));
    pretty_assertions::assert_eq!(said, ["true", "false", "true", "3"]);
}
