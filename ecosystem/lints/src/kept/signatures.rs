//! What clippy says of a function as a whole.

use super::check;
use crate::trace::{note, say};
use defer_runtime::{defer, with_defer};

/// A parameter that need not be a value.
#[expect(clippy::needless_pass_by_value, reason = "a borrow is enough")]
#[with_defer]
pub fn by_value(words: Vec<String>) {
    defer!(note("words", words.len()));
    say("body");
}

/// A parameter that need not be mutable.
#[expect(clippy::needless_pass_by_ref_mut, reason = "nothing changes it")]
#[with_defer]
fn by_mut(words: &mut [String]) {
    defer!(|| note("words", words.len()));
    say("body");
}

/// A parameter that need not be a vector.
#[with_defer]
pub fn vector(#[expect(clippy::ptr_arg, reason = "a slice is enough")] words: &Vec<String>) {
    defer!(note("words", words.len()));
    say("body");
}

/// A small parameter by reference.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "it is small")]
#[with_defer]
fn small(flag: &bool) {
    defer!(note("flag", usize::from(*flag)));
    say("body");
}

/// Calls those above that clippy leaves alone where they are public.
pub fn private(words: &mut [String]) {
    by_mut(words);
    small(&words.is_empty());
    Idle.act(words.len());
}

/// A value that nobody has to use.
#[expect(clippy::must_use_candidate, reason = "it is a candidate")]
#[with_defer]
pub fn unused(n: usize) -> usize {
    defer! {}
    n + 1
}

/// A failure that the documentation is silent about.
#[expect(clippy::missing_errors_doc, reason = "there is none")]
#[with_defer]
pub fn failing(n: usize) -> Result<usize, String> {
    defer!(say("deferred"));
    check(n)
}

/// A panic that it is silent about, in the body.
#[expect(clippy::missing_panics_doc, reason = "there is none")]
#[with_defer]
pub fn panicking(found: Option<usize>) {
    defer!(say("deferred"));
    note("found", found.unwrap());
}

/// The same in deferred code.
#[expect(clippy::missing_panics_doc, reason = "there is none")]
#[with_defer]
pub fn panicking_at_exit(found: Option<usize>) {
    defer!(|| note("found", found.unwrap()));
    say("body");
}

/// Many parameters.
#[expect(clippy::too_many_arguments, reason = "there are eight")]
#[expect(clippy::fn_params_excessive_bools, reason = "four of them are flags")]
#[with_defer]
#[must_use]
pub fn many(p: bool, q: bool, r: bool, s: bool, left: usize, right: usize, above: usize, below: usize) -> usize {
    defer!(note("flags", [p, q, r, s].into_iter().filter(|flag| *flag).count()));
    left + right + above + below
}

/// A receiver that nothing needs.
struct Idle;

impl Idle {
    #[expect(clippy::unused_self, reason = "nothing reads it")]
    #[with_defer]
    fn act(&self, n: usize) {
        defer!(note("deferred", n));
        say("body");
    }
}

/// A list with a name of its own.
#[derive(Debug)]
pub struct List(Vec<usize>);

#[expect(clippy::len_without_is_empty, reason = "there is none")]
impl List {
    /// A list that is made by name, where `Self` would do.
    #[expect(clippy::use_self, reason = "it has a shorter name")]
    #[with_defer]
    #[must_use]
    pub fn new(n: usize) -> List {
        defer!(say("made"));
        Self(vec![n])
    }

    /// Its length: there is no `is_empty` beside.
    #[with_defer]
    #[must_use]
    pub fn len(&self) -> usize {
        defer!(say("measured"));
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let ((), said) = trace(|| {
            by_value(Vec::new());
            vector(&Vec::new());
            private(&mut []);
            panicking(Some(1));
            panicking_at_exit(Some(2));
        });
        assert_eq!(
            said.join(", "),
            "body, words 0, body, words 0, body, words 0, body, flag 1, body, deferred 0, found 1, deferred, body, found 2"
        );
        assert_eq!((unused(1), failing(1)), (2, Ok(1)));
        assert_eq!(many(true, false, true, false, 1, 2, 3, 4), 10);
        assert_eq!(
            trace(|| List::new(1).len()),
            (1, ["made", "measured"].map(String::from).to_vec())
        );
    }
}
