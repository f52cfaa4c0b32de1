//! Rule 3.5 where all that stands behind a function's only deferred call is a `match` or `if let` that leaves something of what it takes a
//! part of: each function beside the same with a guard, on every way out. What can't be kept is refused:
//! `ui-tests/fail/3_scopes/matched_in_part.rs`.

#![allow(clippy::boxed_local, clippy::type_complexity)]

use defer_tests::{Named, beside_guards, check, say, spend, told};

enum Kind {
    One(Named),
    Two { first: Named, second: Named },
    Both(Named, Named),
    Inner(Option<(Named, Named)>),
    None,
}

fn kind(n: u32) -> Kind {
    match n {
        0 => Kind::One(Named("one")),
        1 => Kind::Two {
            first: Named("first"),
            second: Named("second"),
        },
        2 => Kind::Both(Named("left"), Named("right")),
        3 => Kind::Inner(Some((Named("in front"), Named("behind")))),
        4 => Kind::Inner(None),
        _ => Kind::None,
    }
}

struct Held {
    before: Named,
    kind: Kind,
    after: Named,
    boxed: Box<(Kind, Named)>,
}

fn held(n: u32) -> Held {
    Held {
        before: Named("before"),
        kind: kind(n),
        after: Named("after"),
        boxed: Box::new((kind(n), Named("boxed"))),
    }
}

fn used(named: &Named) -> Option<u32> {
    say(named.0);
    (named.0 != "left").then_some(1)
}

fn both(first: Named, second: Named, n: u32) -> Option<u32> {
    Some(spend(second) + spend(first) + n)
}

beside_guards!(
    matched,
    told,
    [None],
    [
        in_part,
        of_several,
        all_but_one,
        with_ways_out,
        moved_elsewhere,
        others_moved,
        in_a_field,
        in_a_box,
        if_it_is,
        or_else,
        in_a_closure,
        nested,
        mutable,
        by_reference,
        with_values_of_now,
        whole_in_another_arm,
        else_whole,
        a_field,
        a_field_of_a_box,
        into_a_call,
        into_a_call_beside_another
    ],
    {
        pub fn in_part(n: u32) -> Option<u32> {
            let _before = Named("before");
            let kind: Kind = kind(n);
            let _between = Named("between");
            defer!(say("deferred"));
            match kind {
                Kind::Two { first, .. } => Some(spend(first)),
                Kind::Both(_, right) => used(&right),
                Kind::Inner(Some((_, behind))) => used(&behind),
                _ => None,
            }
        }

        pub fn of_several(n: u32) -> Option<u32> {
            let kind: Kind = kind(n);
            defer!(say("deferred"));
            match kind {
                Kind::One(named) | Kind::Two { second: named, .. } | Kind::Both(named, _) => Some(spend(named)),
                Kind::Inner(_) | Kind::None => None,
            }
        }

        pub fn all_but_one(n: u32) -> Option<u32> {
            let kind: Kind = kind(n);
            let _between = Named("between");
            defer!(say("deferred"));
            match kind {
                Kind::One(named) => used(&named),
                Kind::Two { first, second } => used(&first).or(used(&second)),
                Kind::Both(first, second) => Some(spend(second) + spend(first)),
                Kind::Inner(Some((first, _))) => Some(spend(first)),
                Kind::Inner(None) | Kind::None => None,
            }
        }

        pub fn with_ways_out(n: u32) -> Option<u32> {
            let kind: Kind = kind(n);
            let other = Named("other");
            let last = Named("last");
            defer!(say("deferred"));
            match kind {
                Kind::One(named) => {
                    check(n)?;
                    spend(other);
                    used(&named)
                }
                Kind::Two { first, .. } => {
                    if n == 1 {
                        spend(last);
                        return Some(spend(first));
                    }
                    Some(2)
                }
                Kind::Both(left, _) => {
                    let inner = Named("inner");
                    used(&left)?;
                    Some(spend(inner) + spend(other))
                }
                Kind::Inner(_) => {
                    check(n - 3)?;
                    Some(spend(last))
                }
                Kind::None => None,
            }
        }

        pub fn moved_elsewhere(n: u32) -> Option<u32> {
            let kind: Kind = kind(n);
            let _between = Named("between");
            defer!(say("deferred"));
            match kind {
                Kind::Both(left, _) => Some(spend(left)),
                Kind::One(_) => {
                    check(n)?;
                    drop(kind);
                    Some(1)
                }
                Kind::Inner(_) => {
                    let kind = kind;
                    check(n - 3)?;
                    drop(kind);
                    Some(2)
                }
                _ => None,
            }
        }

        pub fn others_moved(n: u32) -> Option<u32> {
            let first = Named("own first");
            let kind: Kind = kind(n);
            let second = Named("own second");
            defer!(say("deferred"));
            match kind {
                Kind::Both(left, _) => Some(spend(left) + spend(first)),
                Kind::Two { second, .. } => Some(spend(second) + spend(first)),
                Kind::One(_) => Some(spend(second)),
                _ => check(n - 3),
            }
        }

        pub fn in_a_field(n: u32) -> Option<u32> {
            let held: Held = held(n);
            let _between = Named("between");
            defer!(say("deferred"));
            match held.kind {
                Kind::One(named) => used(&named),
                Kind::Both(left, _) => {
                    check(n - 2)?;
                    Some(spend(left))
                }
                Kind::Two { .. } => check(n - 1),
                _ => None,
            }
        }

        pub fn in_a_box(n: u32) -> Option<u32> {
            let held: Held = held(n);
            let _between = Named("between");
            defer!(say("deferred"));
            match held.boxed.0 {
                Kind::One(named) => used(&named),
                Kind::Both(left, _) => {
                    check(n - 2)?;
                    Some(spend(left))
                }
                Kind::Two { .. } => check(n - 1),
                _ => None,
            }
        }

        pub fn if_it_is(n: u32) -> Option<u32> {
            let kind: Kind = kind(n);
            let other = Named("other");
            defer!(say("deferred"));
            if let Kind::Both(left, _) | Kind::One(left) = kind {
                check(n)?;
                Some(spend(left))
            } else {
                used(&other)?;
                Some(spend(other))
            }
        }

        pub fn or_else(n: u32) -> Option<u32> {
            let held: Held = held(n);
            let _between = Named("between");
            defer!(say("deferred"));
            if let Kind::Both(left, _) = held.kind {
                Some(spend(left))
            } else if n > 3 {
                Some(1)
            } else {
                check(n)
            }
        }

        pub fn in_a_closure(n: u32) -> Option<u32> {
            let kind: Kind = kind(n);
            defer!(say("deferred"));
            match kind {
                Kind::Both(left, _) => {
                    let closure = move || spend(left);
                    Some(closure())
                }
                Kind::Two { first, .. } => [first].iter().map(used).next().flatten(),
                _ => None,
            }
        }

        pub fn nested(n: u32) -> Option<u32> {
            let kind: Kind = kind(n);
            let other: Kind = Kind::Both(Named("other left"), Named("other right"));
            defer!(say("deferred"));
            match kind {
                Kind::Both(left, _) => match other {
                    Kind::Both(first, second) => Some(spend(left) + spend(second) + spend(first)),
                    _ => None,
                },
                _ => check(n),
            }
        }

        pub fn mutable(n: u32) -> Option<u32> {
            let kind: Kind = kind(n);
            defer!(say("deferred"));
            match kind {
                Kind::Both(mut left, _) => {
                    used(&left);
                    left = Named("new");
                    used(&left)
                }
                Kind::One(mut named) => {
                    named.0 = "changed";
                    used(&named)
                }
                _ => None,
            }
        }

        pub fn by_reference(n: u32) -> Option<u32> {
            let kind: Kind = kind(n);
            defer!(say("deferred"));
            match &kind {
                Kind::Both(left, _) => used(left),
                Kind::Two { first, .. } => used(first),
                _ => None,
            }
        }

        pub fn with_values_of_now(n: u32) -> Option<u32> {
            let held: Held = held(n);
            defer!(say([held.before.0, held.after.0, "deferred"][2]));
            match held.kind {
                Kind::Both(_, right) => used(&right),
                Kind::Two { first, .. } => Some(spend(first)),
                _ => None,
            }
        }

        pub fn whole_in_another_arm(n: u32) -> Option<u32> {
            let held: Held = held(n);
            let _between = Named("between");
            defer!(say("deferred"));
            match held.boxed.0 {
                Kind::Both(left, _) => used(&left),
                Kind::One(_) => {
                    check(n)?;
                    drop(held);
                    Some(1)
                }
                Kind::Two { .. } => used(&held.after),
                _ => check(n - 3),
            }
        }

        pub fn else_whole(n: u32) -> Option<u32> {
            let held: Held = held(n);
            let _between = Named("between");
            defer!(say("deferred"));
            if let Kind::Both(_, right) = held.boxed.0 {
                Some(spend(right))
            } else {
                check(n)?;
                let held = held;
                used(&held.after)
            }
        }

        pub fn a_field(n: u32) -> Option<u32> {
            let pair: (Option<u32>, Named) = (check(n), Named("pair"));
            let _between = Named("between");
            defer!(say("deferred"));
            pair.0
        }

        pub fn a_field_of_a_box(n: u32) -> Option<u32> {
            let named = Self::given(Box::new((Named("first"), (Named("second"), Named("third")))));
            check(spend(named) + n)
        }

        fn given(boxed: Box<(Named, (Named, Named))>) -> Named {
            let _between = Named("between");
            defer!(say("deferred"));
            boxed.1.0
        }

        pub fn into_a_call(n: u32) -> Option<u32> {
            let boxed = Box::new((Named("first"), spend as fn(Named) -> u32, Named("third")));
            check(Self::called(boxed) + n)
        }

        fn called(boxed: Box<(Named, fn(Named) -> u32, Named)>) -> u32 {
            let _between = Named("between");
            defer!(say("deferred"));
            (boxed.1)(boxed.2)
        }

        pub fn into_a_call_beside_another(n: u32) -> Option<u32> {
            Self::passed(Box::new((Named("first"), Named("second"))), Named("other"), n)
        }

        fn passed(boxed: Box<(Named, Named)>, other: Named, n: u32) -> Option<u32> {
            let _between = Named("between");
            defer!(say("deferred"));
            both(other, boxed.1, check(n)?)
        }
    }
);
