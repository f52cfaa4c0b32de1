//! What rustc warns of.

use super::{check, wanted};
use crate::trace::{finish, note, pause, say};
use defer_runtime::{defer, errdefer, with_defer};

/// Behind a deferred call.
#[with_defer]
#[must_use]
pub fn behind(n: usize, found: Option<usize>) -> usize {
    defer!(say("deferred"));
    #[expect(unused_imports, reason = "nothing is counted")]
    use std::collections::BTreeMap;
    #[expect(dead_code, reason = "nothing calls it")]
    const fn unused_function() {}
    #[expect(unused_macros, reason = "nothing calls it")]
    macro_rules! unused_macro {
        () => {};
    }
    #[expect(unused_variables, reason = "nothing reads it")]
    let unused = n;
    #[expect(unused_mut, reason = "nothing changes it")]
    let mut fixed = n;
    #[expect(non_snake_case, reason = "it looks like a type")]
    let badName = fixed;
    #[expect(unused_variables, reason = "the pattern binds it for nothing")]
    if let Some(unused) = found {
        say("found");
    }
    #[expect(unused_must_use, reason = "the value is wanted")]
    wanted(n);
    #[expect(unused_must_use, reason = "the error is lost")]
    check(n);
    #[expect(deprecated, reason = "it is old")]
    let aged = super::old(n);
    let mut last = aged;
    note("last", last);
    #[expect(unused_assignments, reason = "nothing reads it")]
    {
        last = 2;
    }
    #[expect(unused_parens, reason = "one pair is enough")]
    if (n > 2) {
        return badName;
    }
    #[expect(unreachable_patterns, reason = "the first arm takes it")]
    match n {
        0 | 1 => note("small", n),
        1 => say("one"),
        _ => say("many"),
    }
    n
}

/// Code that is never reached, in the function and in deferred code.
///
/// # Panics
///
/// If the number is one.
#[with_defer]
#[must_use]
pub fn unreachable(n: usize) -> usize {
    defer!(|| {
        if n == 2 {
            return;
            #[expect(unreachable_code, reason = "it stands behind a return")]
            {
                say("never");
            }
        }
        say("deferred");
    });
    if n == 1 {
        panic!("one");
        #[expect(unreachable_code, reason = "it stands behind a panic")]
        {
            say("never");
        }
    }
    n
}

/// In a deferred block.
#[with_defer]
pub fn block(n: usize) {
    defer!(|| {
        #[expect(unused_imports, reason = "nothing is counted")]
        use std::collections::BTreeMap;
        #[expect(dead_code, reason = "nothing calls it")]
        const fn unused_function() {}
        #[expect(unused_variables, reason = "nothing reads it")]
        let unused = n;
        #[expect(unused_mut, reason = "nothing changes it")]
        let mut fixed = n;
        #[expect(non_snake_case, reason = "it looks like a type")]
        let badName = fixed;
        #[expect(unused_must_use, reason = "the error is lost")]
        check(badName);
        #[expect(unused_labels, reason = "nothing names it")]
        'words: for word in ["a", "b"] {
            say(word);
        }
        #[expect(irrefutable_let_patterns, reason = "it always matches")]
        if let other = n {
            note("other", other);
        }
    });
    note("body", n);
}

/// A value that a deferred call leaves unused (rule 2.11).
#[expect(unused_must_use, reason = "the value is wanted")]
#[with_defer]
pub fn call(n: usize) {
    defer!(wanted(n));
    note("body", n);
}

/// The same with an error, as the value of a block.
#[expect(unused_must_use, reason = "the error is lost")]
#[with_defer]
pub fn value_of_a_block(n: usize) {
    defer!(|| check(n));
    note("body", n);
}

/// The same in a branch, in a loop body, and on failure.
///
/// # Errors
///
/// If the number is large.
#[with_defer]
pub fn elsewhere(n: usize) -> Result<usize, String> {
    if n > 0 {
        let more = n + 1;
        defer!(|| {
            note("more", more);
            #[expect(unused_must_use, reason = "the error is lost")]
            check(more);
            #[expect(unused_mut, reason = "nothing changes it")]
            let mut fixed = more;
            note("fixed", fixed);
        });
    }
    errdefer!(|| {
        #[expect(unused_must_use, reason = "the value is wanted")]
        wanted(n);
        #[expect(unused_variables, reason = "nothing reads it")]
        let unused = n;
    });
    for i in 0..n {
        defer!(|| {
            #[expect(unused_must_use, reason = "the value is wanted")]
            wanted(i);
            check(i)?;
        });
        #[expect(unused_variables, reason = "nothing reads it")]
        let unused = i;
        #[expect(unused_must_use, reason = "the error is lost")]
        check(i);
    }
    check(n)
}

/// A deprecated call, in parentheses.
#[expect(deprecated, reason = "it is old")]
#[with_defer]
pub fn old_call(n: usize) {
    defer!(note("old", super::old(n)));
    defer!(|| note("old", super::old(n)));
}

/// A parameter that nothing uses, and one that nothing changes.
#[with_defer]
#[must_use]
pub fn parameters(
    #[expect(unused_variables, reason = "nothing reads it")] unused: usize,
    #[expect(unused_mut, reason = "nothing changes it")] mut fixed: usize,
) -> usize {
    defer!(note("fixed", fixed));
    fixed + 1
}

/// In an async function, and in deferred code that waits.
#[with_defer]
pub async fn waiting(n: usize) -> usize {
    defer!(|| {
        #[expect(unused_variables, reason = "nothing reads it")]
        let unused = n;
        #[expect(unused_must_use, reason = "it is never awaited")]
        pause();
        #[expect(unused_must_use, reason = "the error is lost")]
        check(n);
        pause().await;
    });
    #[expect(unused_variables, reason = "nothing reads it")]
    let unused = n;
    #[expect(unused_mut, reason = "nothing changes it")]
    let mut fixed = n;
    #[expect(unused_must_use, reason = "it is never awaited")]
    pause();
    for i in 0..n {
        defer!(pause().await);
        #[expect(unused_variables, reason = "nothing reads it")]
        let unused = i;
        #[expect(unused_must_use, reason = "the value is wanted")]
        wanted(i);
        pause().await;
    }
    fixed
}

/// An async function whose deferred call leaves a value unused.
#[expect(unused_must_use, reason = "the error is lost")]
#[with_defer]
pub async fn async_call(n: usize) {
    defer!(check(n));
    pause().await;
}

/// A future that is made and never awaited.
#[with_defer]
pub fn never_awaited(n: usize) {
    defer!(note("n", n));
    #[expect(unused_must_use, reason = "it is never awaited")]
    async_call(n);
    finish(async_call(n));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let (values, said) = trace(|| [behind(1, Some(1)), behind(3, None)]);
        assert_eq!(values, [1, 3]);
        assert_eq!(said, ["found", "last 1", "small 1", "deferred", "last 3", "deferred"]);
        let (values, said) = trace(|| [unreachable(2), unreachable(3)]);
        assert_eq!((values, said), ([2, 3], vec![String::from("deferred")]));
        let ((), said) = trace(|| block(1));
        assert_eq!(said, ["body 1", "a", "b", "other 1"]);
        let ((), said) = trace(|| {
            call(1);
            value_of_a_block(2);
            old_call(3);
            never_awaited(4);
        });
        assert_eq!(said, ["body 1", "body 2", "old 3", "old 3", "n 4"]);
        assert_eq!(parameters(1, 2), 3);
    }

    #[test]
    fn each_runs_elsewhere() {
        let (values, said) = trace(|| [elsewhere(1), elsewhere(10)]);
        assert_eq!(values, [Ok(1), Err(String::from("10"))]);
        assert_eq!(said, ["more 2", "fixed 2", "more 11", "fixed 11"]);
        assert_eq!(finish(waiting(2)), 2);
    }
}
