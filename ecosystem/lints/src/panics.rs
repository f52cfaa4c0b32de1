//! Values that a panic has read, or nothing at all: each is assigned, and given another value before the function comes to its end.

use crate::trace::{note, pause, say};
use defer_runtime::{defer, errdefer, recover, with_defer};

fn step(n: usize, fail: usize) {
    assert!(n != fail, "it failed");
}

/// What deferred code names.
///
/// # Panics
///
/// In the step of this number, as the others do.
#[with_defer]
pub fn straight(fail: usize) {
    let mut phase = 0;
    defer!(|| note("phase", phase));
    phase = 1;
    step(1, fail);
    phase = 2;
    step(2, fail);
}

/// In a loop that goes on until it panics.
///
/// # Panics
///
/// Always.
#[with_defer]
pub fn repeated(fail: usize) {
    let mut phase = 0;
    defer!(|| note("phase", phase));
    loop {
        phase = 1;
        step(1, fail);
        phase = 2;
        step(2, fail);
    }
}

/// In a function that never returns.
///
/// # Panics
///
/// Always.
#[with_defer]
pub fn never(fail: usize) -> ! {
    let mut phase = 0;
    defer!(|| note("phase", phase));
    phase = 1;
    step(1, fail);
    phase = 2;
    panic!("at the end");
}

/// In the body of a loop.
///
/// # Panics
///
/// As above.
#[with_defer]
pub fn iteration(fail: usize) {
    let mut phase = 0;
    for n in [1, 3] {
        defer!(|| note("phase", phase));
        phase = n;
        step(n, fail);
        phase = n + 1;
        step(n + 1, fail);
    }
}

/// Where the call may not be reached, and a local of its block.
///
/// # Panics
///
/// As above.
#[with_defer]
pub fn branch(fail: usize) {
    let mut phase = 0;
    if fail > 0 {
        let mut inner = 4;
        defer!(|| note("phase", phase));
        defer!(|| note("inner", inner));
        inner = 5;
        step(inner, fail);
        inner = 6;
    }
    phase = 1;
    step(1, fail);
    phase = 2;
    step(2, fail);
}

/// By an operator, in a branch, in an arm, several at once, and as what a block ends with.
///
/// # Panics
///
/// As above.
#[with_defer]
pub fn ways(fail: usize, words: &[&str]) {
    let mut phase = 0;
    let mut count = words.len();
    defer!(|| note("phase", phase * 10 + count));
    phase += 1;
    step(1, fail);
    match words {
        [] => phase = 2,
        [_] => phase = 3,
        _ => {
            phase = 4;
        }
    }
    step(phase, fail);
    (phase, count) = (5, 6);
    step(5, fail);
    if count == 6 {
        phase = 7;
    } else {
        phase = 8;
    }
    step(phase, fail);
    [phase, count] = [9, 9];
}

macro_rules! add {
    ($to:ident += $n:expr) => {
        $to += $n;
    };
}

/// By a macro, which is given the assignment as it is written, and in a block of its own.
///
/// # Panics
///
/// As above.
#[with_defer]
pub fn given(fail: usize, place: &mut Place) {
    let mut phase = 0;
    defer!(|| note("phase", phase));
    for n in 1..3 {
        add!(phase += n);
        step(n, fail);
    }
    {
        place.state = phase;
    }
    step(place.state, fail);
    place.state = 4;
}

/// In deferred code that runs before.
///
/// # Panics
///
/// As above.
#[with_defer]
pub fn deferred(fail: usize) {
    let mut phase = 0;
    defer!(|| note("phase", phase));
    defer!(|| {
        phase = 1;
        step(1, fail);
        phase = 2;
        step(2, fail);
    });
    say("body");
}

/// What `errdefer!` names.
///
/// # Errors
///
/// Never.
///
/// # Panics
///
/// As above.
#[with_defer]
pub fn failing(fail: usize) -> Result<(), String> {
    let mut phase = 0;
    errdefer!(|| note("phase", phase));
    phase = 1;
    step(1, fail);
    phase = 2;
    step(2, fail);
    Ok(())
}

/// A named result, which deferred code only makes the function return.
///
/// # Panics
///
/// Never.
#[with_defer(result)]
#[must_use]
pub fn result(fail: usize) -> usize {
    defer!(|| {
        if recover!().is_some() {
            say("recovered");
        }
    });
    result = 1;
    step(1, fail);
    result = 2;
    step(2, fail);
    3
}

/// What stands behind a loop, whose iterations stop a panic.
///
/// # Panics
///
/// Never.
#[with_defer]
#[must_use]
pub fn recovered(fail: usize) -> usize {
    let mut phase = 0;
    for _ in 0..1 {
        defer!(|| note("stopped", usize::from(recover!().is_some())));
        phase = 1;
        step(1, fail);
        phase = 2;
        step(2, fail);
        phase = 3;
    }
    phase
}

/// What a closure has captured, and what one inside of it assigns.
///
/// # Panics
///
/// As above.
#[with_defer]
pub fn captured(fail: usize) {
    let mut phase = 0;
    defer!(|| note("phase", phase));
    let mut run = |n: usize| {
        defer!(say("ran"));
        phase = n;
        step(n, fail);
        phase = n + 1;
    };
    run(1);
    std::iter::once(2).for_each(|n| {
        phase = n;
        step(n, fail);
        phase = n + 1;
    });
    (0..1).map(|_| phase = 4).last();
    step(4, fail);
    phase = 5;
}

/// A place that outlives the function.
#[derive(Debug, Default)]
pub struct Place {
    state: usize,
    inner: (usize, usize),
}

impl Place {
    /// What no deferred code names.
    ///
    /// # Panics
    ///
    /// As above.
    #[with_defer]
    pub fn left(&mut self, at: &mut usize, fail: usize) {
        defer!(say("left"));
        self.state = 1;
        self.inner.0 = 1;
        *at = 1;
        step(1, fail);
        self.state += 1;
        self.inner.0 = 2;
        *at = 2;
        step(2, fail);
        (self.state, *at) = (3, 3);
        self.inner.0 = 3;
    }

    /// The same of a future.
    ///
    /// # Panics
    ///
    /// As above.
    #[with_defer]
    pub async fn left_async(&mut self, at: &mut usize, fail: usize) {
        defer!(say("left"));
        pause().await;
        self.state = 1;
        *at = 1;
        step(1, fail);
        self.state = 2;
        *at = 2;
        step(2, fail);
        self.state = 3;
        *at = 3;
    }
}

/// Fields, of which rustc minds the whole where no closure does.
///
/// # Panics
///
/// As above.
#[with_defer]
#[must_use]
pub fn fields(fail: usize) -> Place {
    let mut place = Place::default();
    defer!(say("fields"));
    place.state = 1;
    step(1, fail);
    place.state = 2;
    place.inner.1 = 2;
    step(2, fail);
    place.inner.1 = 3;
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{finish, trace};
    use pretty_assertions::assert_eq;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    fn said(program: impl FnOnce()) -> String {
        trace(|| catch_unwind(AssertUnwindSafe(program)).is_err()).1.join(", ")
    }

    #[test]
    fn a_panic_reads_it() {
        let functions: [fn(usize); 7] = [
            straight,
            |fail| repeated(fail),
            |fail| drop(failing(fail)),
            |fail| never(fail),
            iteration,
            |fail| ways(fail, &[]),
            captured,
        ];
        let said = functions.map(|function| [1, 2].map(|fail| said(|| function(fail))).join("; "));
        assert_eq!(
            said,
            [
                "phase 1; phase 2",
                "phase 1; phase 2",
                "phase 1; phase 2",
                "phase 1; phase 2",
                "phase 1; phase 2",
                "phase 10; phase 20",
                "ran, phase 1; ran, phase 2",
            ]
        );
        assert_eq!(
            [1, 5].map(|fail| self::said(|| branch(fail))),
            ["inner 6, phase 1", "inner 5, phase 0"]
        );
        assert_eq!(
            [1, 2].map(|fail| self::said(|| deferred(fail))),
            ["body, phase 1", "body, phase 2"]
        );
    }

    #[test]
    fn a_macro_takes_it_apart() {
        let mut place = Place::default();
        assert_eq!(said(|| given(3, &mut place)), "phase 3");
        assert_eq!(place.state, 3);
    }

    #[test]
    fn what_goes_on_reads_it() {
        assert_eq!([0, 1, 2].map(result), [3, 1, 2]);
        assert_eq!([0, 1, 2].map(recovered), [3, 1, 2]);
        let mut place = Place::default();
        let mut at = 0;
        assert_eq!(said(|| place.left(&mut at, 2)), "left");
        assert_eq!((place.state, place.inner.0, at), (2, 2, 2));
        assert_eq!(said(|| finish(place.left_async(&mut at, 1))), "left");
        assert_eq!((place.state, at, fields(0).state), (1, 1, 2));
    }
}
