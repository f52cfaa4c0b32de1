//! Rule 3.5 where an arm that keeps a local binds its name: each function beside the same with a guard, on every way out.

use defer_tests::{Named, beside_guards, check, pause, polled, say, told};
use pretty_assertions::assert_eq;

enum Kind {
    One(Named),
    Two { name: Named, other: Named },
    Three(Named, u32),
    None,
}

fn kind(n: u32) -> Kind {
    match n % 4 {
        0 => Kind::One(Named("one")),
        1 => Kind::Two {
            name: Named("two"),
            other: Named("other"),
        },
        2 => Kind::Three(Named("three"), n),
        _ => Kind::None,
    }
}

beside_guards!(
    arms,
    told,
    [None],
    [
        of_a_match,
        that_borrow_it,
        of_an_if_let,
        of_several_alternatives,
        by_reference_and_mutable,
        that_leave,
        in_a_loop,
        in_a_block,
        in_a_closure,
        of_a_parameter,
        within_another
    ],
    {
        pub fn of_a_match(n: u32) -> Option<u32> {
            let _before = Named("before");
            let name = Named("name");
            defer!(say("deferred"));
            let _behind = Named("behind");
            match kind(n) {
                Kind::One(name) => {
                    say(name.0);
                    Some(1)
                }
                Kind::Two { name, other } => {
                    say(other.0);
                    say(name.0);
                    Some(2)
                }
                Kind::Three(name, n) => {
                    say(name.0);
                    Some(n)
                }
                Kind::None => {
                    drop(name);
                    None
                }
            }
        }

        pub fn that_borrow_it(n: u32) -> Option<u32> {
            let mut name = Some(Named("name"));
            defer!(say("deferred"));
            let _behind = Named("behind");
            if let Some(name) = name.as_mut().filter(|_| n > 2) {
                say(name.0);
                *name = Named("other");
                Some(n)
            } else {
                say(name.unwrap().0);
                None
            }
        }

        pub fn of_an_if_let(n: u32) -> Option<u32> {
            let name = Named("name");
            defer!(say("deferred"));
            let given = if let Kind::One(name) | Kind::Three(name, _) = kind(n) {
                say(name.0);
                n
            } else if n > 4 {
                drop(name);
                1
            } else {
                2
            };
            check(given)
        }

        pub fn of_several_alternatives(n: u32) -> Option<u32> {
            let (first, second) = (Named("first"), Named("second"));
            defer!(say("deferred"));
            match (kind(n), kind(n + 1)) {
                (Kind::One(first), Kind::Two { name: second, .. })
                | (Kind::Two { name: second, .. }, Kind::Three(first, _)) => {
                    say(first.0);
                    say(second.0);
                    Some(n)
                }
                _ => {
                    drop((first, second));
                    None
                }
            }
        }

        pub fn by_reference_and_mutable(n: u32) -> Option<u32> {
            let name = Named("name");
            defer!(say("deferred"));
            match kind(n) {
                Kind::One(ref mut name) => {
                    say(name.0);
                    *name = Named("changed");
                    Some(1)
                }
                Kind::Two { name: ref two, .. } => {
                    say(two.0);
                    drop(name);
                    Some(2)
                }
                ref other @ Kind::Three(ref name, count) => {
                    say(name.0);
                    Some(count + u32::from(matches!(other, Kind::None)))
                }
                Kind::None => None,
            }
        }

        pub fn that_leave(n: u32) -> Option<u32> {
            let name = Named("name");
            defer!(say("deferred"));
            let given = match kind(n) {
                Kind::One(mut name) => {
                    check(n)?;
                    name = Named(name.0);
                    say(name.0);
                    1
                }
                Kind::Two { name, .. } => return Some(name.0.len() as u32),
                Kind::Three(..) => {
                    drop(name);
                    check(n - 2)?
                }
                Kind::None => 0,
            };
            check(given)
        }

        pub fn in_a_loop(n: u32) -> Option<u32> {
            for i in 0..3 {
                let name = Named("name");
                defer!(say("deferred"));
                match kind(n + i) {
                    Kind::One(name) => say(name.0),
                    Kind::Two { name, .. } => say(name.0),
                    Kind::Three(..) => break,
                    Kind::None => drop(name),
                }
            }
            Some(n)
        }

        pub fn in_a_block(n: u32) -> Option<u32> {
            let name = Named("name");
            defer!(say("deferred"));
            {
                let name = match kind(n) {
                    Kind::One(name) => name,
                    Kind::Two { name: two, .. } => two,
                    _ => name,
                };
                say(name.0);
            }
            check(n)
        }

        pub fn in_a_closure(n: u32) -> Option<u32> {
            let read = |n: u32| -> Option<u32> {
                let name = Named("name");
                defer!(say("deferred"));
                match kind(n) {
                    Kind::One(name) => {
                        say(name.0);
                        Some(1)
                    }
                    _ => {
                        drop(name);
                        None
                    }
                }
            };
            read(n)
        }

        pub fn of_a_parameter(n: u32) -> Option<u32> {
            Self::given(Named("given"), Named("second"), n)
        }

        fn given(given: Named, second: Named, n: u32) -> Option<u32> {
            defer!(say("deferred"));
            match kind(n) {
                Kind::One(given) | Kind::Three(given, _) => {
                    say(given.0);
                    drop(second);
                    None
                }
                Kind::Two { name: second, .. } => {
                    say(second.0);
                    drop(given);
                    Some(1)
                }
                Kind::None => check(n - 3),
            }
        }

        pub fn within_another(n: u32) -> Option<u32> {
            let name = Named("name");
            defer!(say("deferred"));
            match kind(n) {
                Kind::One(name) => match kind(n + 1) {
                    Kind::Two { name: second, .. } => {
                        say(second.0);
                        drop(name);
                        Some(1)
                    }
                    Kind::One(name) => Some(name.0.len() as u32),
                    _ => None,
                },
                _ => {
                    drop(name);
                    None
                }
            }
        }
    }
);

beside_guards!(awaiting, polled, [None, Some(0)], [in_a_future], {
    pub async fn in_a_future(n: u32) -> Option<u32> {
        let name = Named("name");
        defer!(say("deferred"));
        pause().await;
        match kind(n) {
            Kind::One(name) => {
                pause().await;
                say(name.0);
                Some(1)
            }
            Kind::Two { name, other } => {
                say(other.0);
                drop(name);
                check(n)
            }
            _ => {
                drop(name);
                pause().await;
                None
            }
        }
    }
});

beside_guards!(
    patterns_in_a_loop,
    told,
    [None],
    [around, in_the_body, by_if_let, left_by_a_question],
    {
        pub fn around(n: u32) -> Option<u32> {
            let _before = Named("before");
            let mut found = None;
            defer!(say("deferred"));
            let _behind = Named("behind");
            for i in 0..4 {
                match found {
                    None => found = Some(Named("first")),
                    Some(name) => found = Some(Self::next(name)),
                }
                if i == n {
                    return Some(n);
                }
            }
            check(n)
        }

        pub fn in_the_body(n: u32) -> Option<u32> {
            let mut found = None;
            for i in 0..4 {
                defer!(say("deferred"));
                let _behind = Named("behind");
                match kind(n + i) {
                    Kind::One(one) => match found {
                        None => found = Some(one),
                        Some(name) => found = Some(Self::next(name)),
                    },
                    Kind::Two { .. } => {}
                    Kind::Three(three, _) => return Some(three.0.len() as u32),
                    Kind::None => break,
                }
            }
            found.map(|name: Named| name.0.len() as u32)
        }

        pub fn by_if_let(n: u32) -> Option<u32> {
            let mut found = Some(Named("found"));
            defer!(say("deferred"));
            for i in 0..3 {
                if let Some(name) = found {
                    found = (i != n).then(|| Self::next(name));
                } else {
                    found = Some(Named("new"));
                }
            }
            check(n)
        }

        pub fn left_by_a_question(n: u32) -> Option<u32> {
            let mut found = Some(Named("found"));
            for i in 0..3 {
                defer!(say("deferred"));
                check((n + i) % 4)?;
                match found {
                    Some(name) => found = Some(Self::next(name)),
                    None => found = Some(Named("new")),
                }
            }
            Some(n)
        }

        fn next(name: Named) -> Named {
            say(name.0);
            Named("next")
        }
    }
);
