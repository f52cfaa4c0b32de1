//! Rule 3.5 where an `FnOnce` is called in a guard, or behind `&&` or `||`: each function beside the same with a guard, on every way out.

use defer_tests::{Named, beside_guards, check, pause, polled, say, told};
use pretty_assertions::assert_eq;

/// A closure that owns something; where it takes that, it is dropped by the call.
fn asks(is_taken: bool) -> impl FnOnce(u32) -> bool {
    let name = Named("captured");
    move |n| {
        say("asked");
        if is_taken {
            drop(name);
        }
        n > 2
    }
}

beside_guards!(
    calls,
    told,
    [None],
    [
        in_a_guard,
        behind_and,
        behind_or,
        in_a_condition,
        that_are_left,
        boxed,
        in_a_loop,
        passed_on
    ],
    {
        pub fn in_a_guard(n: u32) -> Option<u32> {
            Self::guarded(asks(n.is_multiple_of(2)), n.checked_sub(1))
        }

        fn guarded(ask: impl FnOnce(u32) -> bool, n: Option<u32>) -> Option<u32> {
            let _before = Named("before");
            defer!(say("deferred"));
            let _behind = Named("behind");
            match n {
                Some(n) if ask(n) => Some(n),
                Some(n) => check(n),
                _ => None,
            }
        }

        pub fn behind_and(n: u32) -> Option<u32> {
            Self::and(asks(n == 4), n)
        }

        fn and<F: FnOnce(u32) -> bool>(ask: F, n: u32) -> Option<u32> {
            defer!(say("deferred"));
            let _behind = Named("behind");
            let both = n > 1 && ask(n);
            both.then_some(n)
        }

        pub fn behind_or(n: u32) -> Option<u32> {
            Self::or(asks(true), n)
        }

        fn or<F>(ask: F, n: u32) -> Option<u32>
        where
            F: FnOnce(u32) -> bool,
        {
            defer!(say("deferred"));
            if n < 2 || ask(n) {
                check(n)?;
            }
            Some(n)
        }

        pub fn in_a_condition(n: u32) -> Option<u32> {
            Self::condition(asks(false), n)
        }

        fn condition(ask: impl FnOnce(u32) -> bool, n: u32) -> Option<u32> {
            let _before = Named("before");
            defer!(say("deferred"));
            let given = if n > 1 && n < 5 && ask(n) { check(n - 2)? } else { n };
            check(given)
        }

        pub fn that_are_left(n: u32) -> Option<u32> {
            Self::left(asks(true), n)
        }

        fn left(ask: impl FnOnce(u32) -> bool, n: u32) -> Option<u32> {
            defer!(say("deferred"));
            check(n)?;
            let is_asked = n > 1 && ask(check(n - 2)?);
            is_asked.then_some(n)
        }

        pub fn boxed(n: u32) -> Option<u32> {
            Self::of_a_box(Box::new(asks(true)), n)
        }

        fn of_a_box(ask: Box<dyn FnOnce(u32) -> bool>, n: u32) -> Option<u32> {
            defer!(say("deferred"));
            (n > 1 && ask(n)).then_some(n)
        }

        pub fn in_a_loop(n: u32) -> Option<u32> {
            for i in 0..3 {
                Self::and(asks(i == 1), n + i);
                defer!(say("deferred"));
                check(n)?;
            }
            Some(n)
        }

        pub fn passed_on(n: u32) -> Option<u32> {
            Self::passed(asks(true), n)
        }

        fn passed(ask: impl FnOnce(u32) -> bool, n: u32) -> Option<u32> {
            fn is_asked(ask: impl FnOnce(u32) -> bool) -> bool {
                ask(3)
            }
            defer!(say("deferred"));
            (n > 2 && is_asked(ask)).then_some(n)
        }
    }
);

beside_guards!(awaiting, polled, [None, Some(0), Some(1)], [in_a_future], {
    pub async fn in_a_future(n: u32) -> Option<u32> {
        Self::future(asks(true), n).await
    }

    async fn future(ask: impl FnOnce(u32) -> bool, n: u32) -> Option<u32> {
        let _before = Named("before");
        defer!(say("deferred"));
        pause().await;
        let is_asked = n > 2 && ask(n);
        pause().await;
        is_asked.then_some(n)
    }
});
