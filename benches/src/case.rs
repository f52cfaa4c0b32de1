//! A case as data, so that a test, the counts and the times go through the same table.

use crate::World;
use std::fmt;

/// How the cleanup is written, in the order of [`Case::kinds`].
pub const KINDS: [&str; 5] = [
    "by hand",
    "`Drop` guard",
    "`scopeguard`",
    "`defer` crate",
    "`with_defer`",
];

/// One function, in each kind.
#[derive(Clone, Copy)]
pub struct Case {
    /// What it is called in the tables.
    pub title: &'static str,
    /// The function, by hand first.
    pub kinds: [fn(&mut World) -> u64; 5],
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title)
    }
}

/// Makes `CASE` of the five functions of this module. The expression calls one of them.
macro_rules! case {
    ($title:literal, |$function:ident, $world:ident| $call:expr) => {
        pub const CASE: $crate::Case = $crate::Case {
            title: $title,
            kinds: [
        case!(@ by_hand, $function, $world, $call),
        case!(@ drop_guard, $function, $world, $call),
        case!(@ scopeguard, $function, $world, $call),
        case!(@ defer_crate, $function, $world, $call),
        case!(@ with_defer, $function, $world, $call),
            ],
        };
    };
    (@ $kind:ident, $function:ident, $world:ident, $call:expr) => {
        |$world| {
            let $function = $kind;
            $crate::case::Digest::digest($call)
        }
    };
}
pub(crate) use case;

/// What a case returned, as a number.
pub trait Digest {
    /// Equal for equal results.
    fn digest(self) -> u64;
}

impl Digest for u64 {
    fn digest(self) -> u64 {
        self
    }
}

impl<E> Digest for Result<u64, E> {
    fn digest(self) -> u64 {
        self.unwrap_or(u64::MAX)
    }
}
