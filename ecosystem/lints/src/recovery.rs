//! Panics that a deferred call stops (chapter 7).

use crate::trace::{note, say};
use defer_runtime::{Leaving, defer, errdefer, leaving, recover, with_defer};

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

/// A worker that goes on until it panics; it gives `()` then.
#[with_defer]
pub fn worker(mut job: impl FnMut()) {
    let mut repeat = || {
        defer!(|| {
            let stopped = recover!();
            note("stopped", usize::from(stopped.is_some()));
        });
        errdefer!(|| note("failed", 1));
        loop {
            job();
        }
    };
    repeat();
}

/// The same as a future.
#[with_defer]
pub fn task(mut job: impl FnMut() + Send) -> impl Future<Output = ()> + Send {
    async move {
        defer!(|| {
            let stopped = recover!();
            note("stopped", usize::from(stopped.is_some()));
        });
        loop {
            job();
            std::future::ready(()).await;
        }
    }
}

/// How each number is left.
#[with_defer]
#[must_use]
pub fn divide(numbers: &[usize]) -> Option<usize> {
    let mut sum = 0;
    for n in numbers {
        defer!(|| {
            let left = match leaving!() {
                Leaving::Normally => "normally",
                Leaving::Panicking => "panicking",
                Leaving::Cancelled => "cancelled",
            };
            note(left, *n);
            drop(recover!());
        });
        if *n == 7 {
            return None;
        }
        sum += 6 / n;
    }
    Some(sum)
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
        let mut jobs = 0;
        let ((), said) = trace(|| {
            worker(|| {
                jobs += 1;
                assert!(jobs < 3);
            });
        });
        assert_eq!(said, ["failed 1", "stopped 1"]);
        let ((), said) = trace(|| {
            let mut task = std::pin::pin!(task(|| panic!("at once")));
            let cx = &mut std::task::Context::from_waker(std::task::Waker::noop());
            assert!(task.as_mut().poll(cx).is_ready());
        });
        assert_eq!(said, ["stopped 1"]);
        let (sum, said) = trace(|| divide(&[2, 0, 7]));
        assert_eq!(sum, None);
        assert_eq!(said, ["normally 2", "panicking 0", "normally 7"]);
        let (count, said) = trace(|| survivors(&[1, 0, 2]));
        assert_eq!(count, 2);
        assert_eq!(
            said,
            ["quotient 6", "stopped 0", "stopped 1", "quotient 3", "stopped 0"]
        );
    }
}
