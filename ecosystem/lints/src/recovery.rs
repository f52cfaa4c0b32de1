//! Panics that a deferred call stops (chapter 7).

use crate::trace::{note, say};
use defer_runtime::{defer, recover, with_defer};

/// Without a value.
///
/// # Panics
///
/// Never, whatever the number.
#[with_defer]
pub fn quiet(n: usize) {
    defer!(|| {
        if let Some(panic) = recover!() {
            say(panic.message().unwrap_or("no message"));
        }
    });
    assert!(n > 0, "it is zero");
    note("fine", n);
}

/// The named result says what went wrong.
///
/// # Errors
///
/// If the program panics.
#[with_defer(result)]
pub fn run(program: impl FnOnce() -> usize) -> Result<usize, String> {
    defer!(|| {
        if let Some(panic) = recover!() {
            result = Err(panic.to_string());
        }
    });
    Ok(program())
}

/// In an iteration, which goes on with the next.
#[with_defer]
#[must_use]
pub fn survivors(numbers: &[usize]) -> usize {
    let mut count = 0;
    for n in numbers {
        defer!(|| {
            let stopped = recover!();
            note("stopped", usize::from(stopped.is_some()));
        });
        note("quotient", 6 / n);
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let ((), said) = trace(|| [0, 1].into_iter().for_each(quiet));
        assert_eq!(said, ["it is zero", "fine 1"]);
        assert_eq!(run(|| 1), Ok(1));
        assert_eq!(run(|| panic!("stopped")), Err(String::from("stopped")));
        let (count, said) = trace(|| survivors(&[1, 0, 2]));
        assert_eq!(count, 2);
        assert_eq!(
            said,
            ["quotient 6", "stopped 0", "stopped 1", "quotient 3", "stopped 0"]
        );
    }
}
