//! The same as in `panics`, of futures.

use crate::trace::{note, pause};
use defer_runtime::{defer, with_defer};

fn step(n: usize, fail: usize) {
    assert!(n != fail, "it failed");
}

/// In an async function.
///
/// # Panics
///
/// As above.
#[with_defer]
pub async fn waiting(fail: usize) {
    let mut phase = 0;
    defer!(|| {
        pause().await;
        note("phase", phase);
    });
    pause().await;
    phase = 1;
    step(1, fail);
    phase = 2;
    step(2, fail);
}

/// In an async block, and behind a call that may not be reached.
///
/// # Panics
///
/// As above.
#[with_defer]
pub async fn block(fail: usize) {
    let mut phase = 0;
    let block = async {
        if fail > 0 {
            defer!(|| {
                pause().await;
                note("phase", phase);
            });
        }
        phase = 1;
        step(1, fail);
        phase = 2;
        step(2, fail);
    };
    block.await;
    note("behind", phase);
}

/// Deferred code that never comes back: how the function was left is read by nobody.
#[with_defer]
pub async fn aborted(n: usize) -> usize {
    defer!(|| std::process::exit(1));
    pause().await;
    n
}

/// The same of an async block, and of code that waits.
#[with_defer]
pub async fn stopped(n: usize) -> usize {
    let block = async {
        defer!(|| loop {
            pause().await;
        });
        pause().await;
        n
    };
    block.await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{finish, trace};
    use pretty_assertions::assert_eq;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    #[test]
    fn a_panic_reads_it() {
        for fail in [1, 2] {
            let said = [
                trace(|| catch_unwind(AssertUnwindSafe(|| finish(waiting(fail)))).is_err()),
                trace(|| catch_unwind(AssertUnwindSafe(|| finish(block(fail)))).is_err()),
            ];
            assert_eq!(said, [(), ()].map(|()| (true, vec![format!("phase {fail}")])));
        }
        let ((), said) = trace(|| finish(block(0)));
        assert_eq!(said, ["behind 2"]);
    }
}
