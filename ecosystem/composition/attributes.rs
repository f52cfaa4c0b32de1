//! Other attributes on a function with deferred calls, in front of `#[with_defer]` and behind it (1.1, 2.10, 9.3).
//! `#[tokio::main]`, `#[tokio::test]` and `#[async_trait]` are in `defer-tests`.

#![deny(warnings, unfulfilled_lint_expectations, clippy::pedantic)]

mod trace;

use defer_runtime::{defer, errdefer, okdefer, with_defer};
use pretty_assertions::assert_eq;
use trace::{finish, say, trace};

/// `#[test]` and `#[should_panic]`
mod tests {
    use super::{assert_eq, defer, say, trace, with_defer};
    use std::cell::Cell;

    #[test]
    #[with_defer]
    fn test_in_front() {
        let n = Cell::new(1);
        defer!(|| assert_eq!(n.get(), 2));
        n.set(2);
    }

    #[with_defer]
    #[test]
    fn test_behind() -> Result<(), String> {
        let mut n = 1;
        defer!(|| assert_eq!(n, 2));
        n += "1".parse::<u32>().map_err(|error| error.to_string())?;
        Ok(())
    }

    #[test]
    #[should_panic(expected = "in the body")]
    #[with_defer]
    fn should_panic_in_front() {
        defer!(say("deferred"));
        panic!("in the body");
    }

    #[with_defer]
    #[test]
    #[should_panic(expected = "in deferred code")]
    fn should_panic_behind() {
        defer!(|| panic!("in deferred code"));
        panic!("in the body");
    }

    #[should_panic(expected = "deferred by a call")]
    #[with_defer]
    #[test]
    fn should_panic_and_test_around() {
        defer!(std::panic::panic_any("deferred by a call"));
    }

    #[with_defer]
    #[test]
    #[ignore = "it is to be ignored"]
    fn ignored() {
        defer!(|| panic!("it was not ignored"));
    }

    #[test]
    #[cfg_attr(all(), with_defer)]
    fn by_cfg_attr() {
        let mut n = 1;
        defer!(|| assert_eq!(n, 2));
        n += 1;
    }

    #[tokio::test]
    #[should_panic(expected = "behind an await")]
    #[with_defer]
    async fn should_panic_async() {
        defer!(tokio::task::yield_now().await);
        tokio::task::yield_now().await;
        panic!("behind an await");
    }

    #[test]
    fn others_run() {
        assert_eq!(trace(|| super::harmless(1)), ["deferred 1"]);
    }
}

/// Attributes that ask rustc for something about the function as a whole.
#[inline(never)]
#[with_defer]
#[cold]
#[must_use]
#[doc(alias = "innocuous")]
#[doc(hidden)]
fn harmless(n: u32) -> u32 {
    #![allow(clippy::let_and_return)]
    defer!(say(format!("deferred {n}")));
    let n = n + 1;
    n
}

/// 9.3: what the user asks to be warned of, rustc still warns of; an expectation says so.
mod lints {
    use super::{assert_eq, defer, errdefer, finish, okdefer, say, trace, with_defer};

    #[with_defer]
    #[must_use]
    fn must_use_behind() -> u32 {
        defer! {}
        1
    }

    #[must_use]
    #[with_defer]
    fn must_use_in_front() -> u32 {
        defer! {}
        1
    }

    #[with_defer]
    #[must_use = "it is wanted"]
    async fn must_use_async() -> u32 {
        defer!(tokio::task::yield_now().await);
        1
    }

    #[with_defer]
    #[deprecated(note = "it is old")]
    fn deprecated() -> String {
        defer! {}
        String::new()
    }

    #[test]
    fn of_the_function() {
        #[expect(unused_must_use)]
        must_use_behind();
        #[expect(unused_must_use)]
        must_use_in_front();
        finish(async {
            #[expect(unused_must_use)]
            must_use_async().await;
        });
        #[expect(deprecated)]
        drop(deprecated());
    }

    #[with_defer]
    #[expect(unused_variables, reason = "both in the body and in deferred code")]
    fn expected_behind() {
        defer!(|| {
            let unused = 1;
        });
        let unused = 2;
    }

    #[expect(unused_mut)]
    #[with_defer]
    fn expected_in_front() -> u32 {
        defer! {}
        let mut n = 1;
        n + 1
    }

    #[with_defer]
    #[expect(clippy::unused_async)]
    async fn expected_of_an_async_function() {
        defer!(say("deferred"));
    }

    #[with_defer]
    #[allow(unused_variables, unreachable_code, clippy::diverging_sub_expression)]
    fn allowed() -> u32 {
        defer!(|| {
            let unused = 1;
        });
        return 1;
        2
    }

    /// 2.10: on deferred calls, at each kind of site
    #[with_defer]
    fn expected_of_a_deferred_call(branch: bool) -> Option<()> {
        #[expect(unused_variables)]
        defer!(|| {
            let unused = 1;
        });
        #[expect(deprecated)]
        defer!(drop(deprecated()));
        #[expect(deprecated)]
        defer!(drop(deprecated()));
        #[allow(deprecated)]
        errdefer!(drop(deprecated()));
        #[allow(unused_variables)]
        okdefer!(|| {
            let unused = 1;
        });
        if branch {
            #[expect(unused_variables)]
            defer!(|| {
                let unused = 1;
            });
            #[expect(deprecated)]
            defer!(drop(deprecated()));
        }
        if branch {
            let kept = 1;
            #[expect(unused_variables)]
            defer!(|| {
                let unused = kept;
            });
        }
        for _ in 0..1 {
            #[expect(unused_variables)]
            defer!(|| {
                let unused = 1;
            });
            #[expect(deprecated)]
            defer!(drop(deprecated()));
        }
        Some(())
    }

    /// 2.10: on the statements around
    #[with_defer]
    fn expected_of_statements(branch: bool) -> u32 {
        #[expect(unused_variables)]
        let unused = 1;
        defer! { say("deferred"); }
        #[expect(unused_variables)]
        let unused = 2;
        #[expect(unused_must_use)]
        must_use_behind();
        #[allow(clippy::if_same_then_else)]
        if branch {
            #[expect(unused_variables)]
            let unused = 3;
            defer!(|| {
                #[expect(unused_variables)]
                let unused = 4;
                say("in the branch");
            });
            1
        } else {
            1
        }
    }

    #[test]
    fn of_statements() {
        expected_behind();
        assert_eq!(expected_in_front(), 2);
        assert_eq!(allowed(), 1);
        assert_eq!(trace(|| finish(expected_of_an_async_function())), ["deferred"]);
        assert_eq!(expected_of_a_deferred_call(true), Some(()));
        assert_eq!(trace(|| expected_of_statements(true)), ["in the branch", "deferred"]);
    }
}
