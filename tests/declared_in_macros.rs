//! Rule 3.5: what a macro has declared, or bound in a pattern, keeps its place, beside the same with a guard, where every way out moves it,
//! or none does. What can't be kept is refused: `ui-tests/fail/3_scopes/declared_by_a_macro.rs`.

use defer_tests::{Named, beside_guards, check, pause, polled, say, spend, told};

macro_rules! local {
    ($name:ident = $value:expr) => {
        let $name = $value;
    };
}

macro_rules! locals {
    ($($name:ident)*) => {
        $(let $name = Named(stringify!($name));)*
    };
}

macro_rules! found {
    ($name:pat) => {
        Some($name)
    };
}

macro_rules! function {
    ($name:ident) => {
        fn $name(named: &Named) -> u32 {
            say(named.0);
            1
        }
    };
}

macro_rules! same {
    ($found:expr, $expected:expr) => {
        let found: Result<_, ()> = $found;
        let _held = Named("found");
        say(if found == $expected { "same" } else { "other" });
    };
}

macro_rules! size {
    ($of:ty, $size:expr) => {
        say(if size_of::<$of>() == $size { "as large" } else { "other" });
    };
}

trait Parser<E> {
    fn parse(&self, n: u32) -> Result<u32, E>;
}

impl<E, F: Fn(u32) -> Result<u32, E>> Parser<E> for F {
    fn parse(&self, n: u32) -> Result<u32, E> {
        self(n)
    }
}

/// What its error is, only its use can tell.
fn parsed<E>(n: u32) -> Result<u32, E> {
    say("parsed");
    Ok(n)
}

fn look(named: &Named) -> u32 {
    say(named.0);
    1
}

fn named(n: u32) -> Option<Named> {
    (n > 1).then_some(Named("named"))
}

beside_guards!(
    kept,
    told,
    [None],
    [
        moved,
        borrowed,
        in_part,
        in_front_of_two,
        into_a_closure,
        in_an_iteration,
        in_a_closure,
        bound_in_a_pattern,
        an_item,
        a_function,
        a_function_with_methods,
        a_type,
        returned
    ],
    {
        pub fn moved(n: u32) -> Option<u32> {
            local!(held = Named("held"));
            defer!(say("deferred"));
            spend(held);
            check(n)
        }

        pub fn borrowed(n: u32) -> Option<u32> {
            locals!(first second);
            defer!(say("deferred"));
            check(n)?;
            look(&first);
            if n > 2 {
                return Some(look(&second));
            }
            let closure = || first.0.len() + second.0.len();
            check(closure() as u32)
        }

        pub fn in_part(n: u32) -> Option<u32> {
            local!(held = (Named("first"), Named("second")));
            defer!(say("deferred"));
            let first = held.0;
            look(&held.1);
            check(n)?;
            Some(look(&first))
        }

        pub fn in_front_of_two(n: u32) -> Option<u32> {
            local!(held = Named("held"));
            defer!(say("deferred"));
            local!(other = Named("other"));
            defer!(say("deferred"));
            look(&held);
            spend(other);
            check(n)
        }

        pub fn into_a_closure(n: u32) -> Option<u32> {
            local!(held = Named("held"));
            defer!(say("deferred"));
            let closure = move || look(&held);
            let _last = Named("last");
            check(n)?;
            Some(closure())
        }

        pub fn in_an_iteration(n: u32) -> Option<u32> {
            for i in 0..3 {
                local!(held = Named("held"));
                defer!(say("deferred"));
                if i == n {
                    look(&held);
                    continue;
                }
                check(i + 1)?;
            }
            Some(n)
        }

        pub fn in_a_closure(n: u32) -> Option<u32> {
            let closure = |n: u32| {
                local!(held = Named("held"));
                defer!(say("deferred"));
                spend(held) + n
            };
            check(closure(n))
        }

        pub fn bound_in_a_pattern(n: u32) -> Option<u32> {
            let mut list = vec![Named("first"), Named("second")];
            while let found!(last) = list.pop() {
                defer!(say("deferred"));
                check(n)?;
                look(&last);
            }
            let found!(held) = named(2) else { return Some(7) };
            defer!(say("deferred"));
            Some(spend(held))
        }

        pub fn an_item(n: u32) -> Option<u32> {
            function!(shown);
            let held = Named("held");
            defer!(say("deferred"));
            check(n)?;
            Some([held].iter().map(shown).sum())
        }

        pub fn a_function(n: u32) -> Option<u32> {
            same!(parsed(n), Ok(1));
            let held = Named("held");
            defer!(say("deferred"));
            same!(parsed(n), Ok(2));
            check(n)?;
            same!(parsed(n + 1), Ok(1));
            Some(spend(held))
        }

        pub fn a_function_with_methods(n: u32) -> Option<u32> {
            same!(parsed.parse(n), Ok(1));
            let held = Named("held");
            defer!(say("deferred"));
            check(n)?;
            same!(parsed.parse(n), Ok(2));
            Some(spend(held))
        }

        pub fn a_type(n: u32) -> Option<u32> {
            size!(u8, 1);
            size!(Option<(u8, u32)>, 8);
            let held = Named("held");
            defer!(say("deferred"));
            check(n)?;
            size!(u32, 4);
            size!(Option<u8>, 2);
            Some(spend(held))
        }

        pub fn returned(n: u32) -> Option<u32> {
            local!(given = Some(n));
            defer!(say("deferred"));
            check(n)?;
            given
        }
    }
);

beside_guards!(awaiting, polled, [None, Some(0)], [in_a_future], {
    pub async fn in_a_future(n: u32) -> Option<u32> {
        local!(held = (Named("first"), Named("second")));
        defer!(say("deferred"));
        pause().await;
        spend(held.0);
        pause().await;
        check(look(&held.1) + n)
    }
});
