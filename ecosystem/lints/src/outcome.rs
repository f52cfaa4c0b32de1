//! Deferred calls that look at how their scope is left (chapter 6).

use crate::trace::{note, say};
use defer_runtime::{defer, errdefer, okdefer, with_defer};
use std::fmt;

/// What goes wrong here.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken(pub usize);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "broken {}", self.0)
    }
}

const fn check(n: usize) -> Result<usize, Broken> {
    if n > 2 { Err(Broken(n)) } else { Ok(n) }
}

/// Both in every form.
///
/// # Errors
///
/// If the number is too large.
#[with_defer]
pub fn both(n: usize) -> Result<usize, Broken> {
    errdefer!(note("failed", n));
    okdefer! { note("done", n); }
    errdefer!(|| say("undone"));
    let n = check(n)?;
    Ok(n + 1)
}

/// What success takes along, with other parts beside it.
#[derive(Debug, PartialEq, Eq)]
pub struct Opened {
    /// Is undone otherwise.
    pub name: String,
    /// How long it is.
    pub len: usize,
}

/// What is taken along by a value in each place.
///
/// # Errors
///
/// If the number is too large.
#[with_defer]
pub fn taken_along(n: usize) -> Result<Opened, Broken> {
    let mut name = String::from("name");
    errdefer!(name.clear());
    if n == 0 {
        return Ok(Opened { name, len: 0 });
    }
    name.push('!');
    match n {
        1 => Err(Broken(1)),
        n => Ok(Opened {
            len: check(n)? + name.len(),
            name,
        }),
    }
}

/// The error, looked at and changed.
///
/// # Errors
///
/// If the number is too large.
#[with_defer]
pub fn with_error(n: usize) -> Result<(), Broken> {
    errdefer!(|err| say(&err.to_string()));
    errdefer!(|err: &mut Broken| err.0 += 1);
    check(n)?;
    Ok(())
}

/// `?` in deferred calls.
///
/// # Errors
///
/// If the number is too large, or the one after it.
#[with_defer]
pub fn deferred_question(n: usize) -> Result<usize, Broken> {
    defer!(check(n + 1)?);
    defer!(|| {
        let n = check(n)?;
        note("checked", n);
    });
    if n == 0 {
        return Ok(0);
    }
    Ok(n)
}

/// In branches and loop bodies.
///
/// # Errors
///
/// If one of the numbers is too large.
#[with_defer]
pub fn inner(numbers: &[usize]) -> Result<usize, Broken> {
    let mut sum = 0;
    if numbers.len() > 1 {
        errdefer!(note("failed", numbers.len()));
    }
    for &n in numbers {
        errdefer!(note("failed at", n));
        defer!(check(n)?);
        if n == 0 {
            continue;
        }
        sum += check(n + 1)?;
    }
    Ok(sum)
}

/// With a named result, on an `Option`.
#[with_defer(result)]
#[must_use]
pub fn named(words: &[&str]) -> Option<usize> {
    okdefer! { say("found"); }
    errdefer!(say("missing"));
    let first = words.first()?;
    Some(first.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let (values, said) = trace(|| [1, 3].map(both));
        assert_eq!(values, [Ok(2), Err(Broken(3))]);
        assert_eq!(said, ["done 1", "undone", "failed 3"]);
        let (value, said) = trace(|| with_error(3));
        assert_eq!((value, &*said), (Err(Broken(4)), &[String::from("broken 4")][..]));
        assert_eq!(
            [0, 1, 2, 3].map(deferred_question).map(Result::ok),
            [Some(0), Some(1), None, None]
        );
        let (values, said) = trace(|| [inner(&[0, 1]), inner(&[1, 2])]);
        assert_eq!(values, [Ok(2), Err(Broken(3))]);
        assert_eq!(said, ["failed at 2", "failed 2"]);
        let (values, said) = trace(|| [named(&["a"]), named(&[])]);
        assert_eq!(values, [Some(1), None]);
        assert_eq!(said, ["found", "missing"]);
    }
}
