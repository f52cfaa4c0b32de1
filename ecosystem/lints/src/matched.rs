//! A `match` or `if let` behind the only deferred call of a function, which leaves something of what it takes a part of.

use crate::trace::say;
use defer_runtime::{defer, with_defer};

/// What is taken apart.
#[derive(Debug)]
pub enum Both {
    /// Two.
    Of(String, String),
    /// One.
    One(String),
    /// None.
    Neither,
}

impl Both {
    /// Values.
    #[with_defer]
    #[must_use]
    pub fn first(self) -> Option<String> {
        defer!(say("deferred"));
        match self {
            Self::Of(first, _) => Some(first),
            Self::One(one) => {
                say("one");
                Some(one)
            }
            Self::Neither => None,
        }
    }

    /// No values.
    #[with_defer]
    pub fn show(self) {
        defer!(say("deferred"));
        match self {
            Self::Of(first, _) => say(&first),
            Self::One(one) => {
                say(&one);
            }
            Self::Neither => {}
        }
    }

    /// Ways out in the arms.
    #[with_defer]
    #[must_use]
    pub fn second(self, otherwise: Option<String>) -> Option<String> {
        defer!(say("deferred"));
        match self {
            Self::Of(_, second) => {
                let longer = otherwise.filter(|other| other.len() > second.len());
                let Some(longer) = longer else { return Some(second) };
                Some(longer)
            }
            Self::One(_) => Some(otherwise? + "."),
            Self::Neither => None,
        }
    }

    /// An `if let` of one value.
    #[with_defer]
    #[must_use]
    pub fn of_both(self) -> String {
        defer!(say("deferred"));
        if let Self::Of(first, _) = self {
            first
        } else {
            String::new()
        }
    }
}

/// A part of a box.
#[derive(Debug)]
pub struct Held {
    /// In a box.
    pub inner: Box<(String, String)>,
}

impl Held {
    /// All that it ends with.
    #[with_defer]
    #[must_use]
    pub fn part(self) -> String {
        defer!(say("deferred"));
        self.inner.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Both, Held};

    #[test]
    fn in_part() {
        let both = || Both::Of("a".to_owned(), "b".to_owned());
        assert_eq!(both().first(), Some("a".to_owned()));
        assert_eq!(both().second(None), Some("b".to_owned()));
        assert_eq!(Both::One(String::new()).second(None), None);
        assert_eq!(both().of_both(), "a");
        both().show();
        Both::Neither.show();
        let held = || Held {
            inner: Box::new(("a".to_owned(), "b".to_owned())),
        };
        assert_eq!(held().part(), "a");
    }
}
