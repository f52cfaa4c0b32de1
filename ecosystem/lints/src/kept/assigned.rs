//! What rustc says of values that nothing reads, whatever way the function is left.

use crate::trace::{note, say};
use defer_runtime::{defer, okdefer, with_defer};

/// Of a local that no deferred code names, from in front of it and from behind.
#[with_defer]
pub fn unnamed(n: usize) {
    let mut outer = n;
    note("outer", outer);
    defer!(say("deferred"));
    #[expect(unused_assignments, reason = "nothing reads it")]
    {
        outer = 1;
    }
    note("n", n);
    outer = 2;
    let mut inner = outer;
    note("inner", inner);
    #[expect(unused_assignments, reason = "nothing reads it")]
    {
        inner = 3;
    }
    note("n", n);
    inner = 4;
    note("inner", inner);
}

/// Of one that deferred code names, but nothing in between can panic.
#[expect(unused_assignments, reason = "nothing reads the first")]
#[with_defer]
pub fn at_once(n: usize) {
    let mut phase = 0;
    defer!(|| note("phase", phase));
    phase = n;
    phase = 2;
    note("n", n);
}

/// Of one that deferred code names which a panic doesn't run.
#[with_defer]
pub fn on_success(n: usize) {
    let mut phase = 0;
    okdefer!(|| note("phase", phase));
    #[expect(unused_assignments, reason = "nothing reads it")]
    {
        phase = 1;
    }
    note("n", n);
    phase = 2;
}

/// In front of the deferred call that names it, in the other branch, and in a loop.
#[with_defer]
pub fn elsewhere(n: usize) {
    let mut phase = 0;
    note("phase", phase);
    #[expect(unused_assignments, reason = "nothing reads it")]
    {
        phase = 1;
    }
    note("n", n);
    phase = 2;
    if n > 1 {
        defer!(|| note("phase", phase));
    } else {
        #[expect(unused_assignments, reason = "nothing reads it")]
        {
            phase = 3;
        }
        note("n", n);
        phase = 4;
    }
    let mut count = 0;
    note("count", count);
    for i in 0..n {
        defer!(say("iteration"));
        #[expect(unused_assignments, reason = "nothing reads it")]
        {
            count = i;
        }
        note("i", i);
        count = 1;
    }
    note("count", count);
}

/// In an async function.
#[with_defer]
pub async fn waiting(n: usize) {
    let mut outer = n;
    note("outer", outer);
    defer!(crate::trace::pause().await);
    #[expect(unused_assignments, reason = "nothing reads it")]
    {
        outer = 1;
    }
    note("n", n);
    outer = 2;
    note("outer", outer);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{finish, trace};
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let ((), said) = trace(|| unnamed(1));
        assert_eq!(said.join(", "), "outer 1, n 1, inner 2, n 1, inner 4, deferred");
        let ((), said) = trace(|| {
            at_once(1);
            on_success(1);
        });
        assert_eq!(said, ["n 1", "phase 2", "n 1", "phase 2"]);
        let ((), said) = trace(|| elsewhere(2));
        assert_eq!(
            said.join(", "),
            "phase 0, n 2, count 0, i 0, iteration, i 1, iteration, count 1, phase 2"
        );
        let ((), said) = trace(|| finish(waiting(1)));
        assert_eq!(said, ["outer 1", "n 1", "outer 2"]);
    }
}
