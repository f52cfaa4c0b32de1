//! Rule 3.5: what is moved out of in part keeps the rest to its end, beside the same with a guard. What can't be kept is refused:
//! `ui-tests/fail/3_scopes/part_of_what_a_closure_captures.rs`, `part_given_again.rs`, `part_captured_on_one_way.rs`.

#![allow(
    unused_variables,
    clippy::unnecessary_operation,
    clippy::never_loop,
    clippy::useless_vec
)]

use defer_tests::{Named, beside_guards, check, pause, polled, say, spend, told};

struct Pair {
    first: Named,
    second: Named,
    count: u32,
}

impl Pair {
    fn look(&self) -> u32 {
        self.count
    }
}

fn pair() -> Pair {
    Pair {
        first: Named("first"),
        second: Named("second"),
        count: 2,
    }
}

fn last(named: &Named) {
    say("deferred");
    assert_eq!(named.0, "first");
}

fn found(n: u32) -> Option<Named> {
    (n > 1).then_some(Named("found"))
}

struct Lent<'a> {
    to: &'a mut Pair,
    by: &'a Pair,
    own: Named,
}

beside_guards!(
    moved,
    told,
    [None],
    [
        field,
        field_of_a_field,
        pattern,
        tuple_struct,
        statement,
        choice,
        condition,
        method,
        closure,
        closure_by_value,
        async_block,
        macro_argument,
        behind_another,
        beside_a_borrow,
        through_references,
        rest_of_a_literal,
        rest_of_a_literal_in_a_part,
        all_of_it_in_a_closure,
        another_part_named,
        other_part_than_that_of_deferred_code,
        in_an_iteration
    ],
    {
        pub fn field(n: u32) -> Option<u32> {
            let held = pair();
            defer!(say("deferred"));
            let first = held.first;
            say(held.second.0);
            check(n)
        }

        pub fn field_of_a_field(n: u32) -> Option<u32> {
            let held = (pair(), Named("other"));
            defer!(say("deferred"));
            say(held.1.0);
            let first = held.0.first;
            check(n)?;
            Some(1)
        }

        pub fn pattern(n: u32) -> Option<u32> {
            let held = pair();
            defer!(say("deferred"));
            let Pair { second, count, .. } = held;
            check(n)?;
            Some(count + spend(second))
        }

        pub fn tuple_struct(n: u32) -> Option<u32> {
            struct Two(#[expect(dead_code)] Named, Named);
            let two = Two(Named("one"), Named("other"));
            defer!(say("deferred"));
            let Two(_, other) = two;
            check(n)?;
            Some(spend(other))
        }

        pub fn statement(n: u32) -> Option<u32> {
            let held = pair();
            defer!(say("deferred"));
            held.second;
            check(n)
        }

        pub fn choice(n: u32) -> Option<u32> {
            let held = (found(n), Named("other"));
            defer!(say("deferred"));
            match held.0 {
                Some(found) => {
                    check(n)?;
                    Some(spend(found))
                }
                None => check(n),
            }
        }

        pub fn condition(n: u32) -> Option<u32> {
            let held = (found(n), Named("other"));
            defer!(say("deferred"));
            if let Some(found) = held.0 {
                spend(found);
            }
            check(n)
        }

        pub fn method(n: u32) -> Option<u32> {
            let held = (found(n), Named("other"));
            defer!(say("deferred"));
            let count = held.0.map(spend);
            check(n)?;
            count
        }

        pub fn closure(n: u32) -> Option<u32> {
            let held = pair();
            defer!(say("deferred"));
            let spends = || spend(held.first) + held.count;
            check(n)?;
            Some(spends())
        }

        pub fn closure_by_value(n: u32) -> Option<u32> {
            let held = pair();
            defer!(say("deferred"));
            let looks = move || held.first.0.len() as u32 + held.count;
            check(n)?;
            Some(looks())
        }

        pub fn async_block(n: u32) -> Option<u32> {
            let held = (pair(), Named("other"));
            defer!(say("deferred"));
            let never_polled = async move { spend(held.0.first) };
            check(n)
        }

        pub fn macro_argument(n: u32) -> Option<u32> {
            let held = pair();
            defer!(say("deferred"));
            let list = vec![held.first];
            check(n)?;
            assert_eq!(held.count, 2);
            Some(list.len() as u32)
        }

        pub fn behind_another(n: u32) -> Option<u32> {
            let held = pair();
            let first = held.first;
            defer!(say("deferred"));
            let second = held.second;
            check(n)
        }

        pub fn beside_a_borrow(n: u32) -> Option<u32> {
            let mut held = pair();
            let second = &mut held.second;
            defer!(say("deferred"));
            let first = held.first;
            *second = Named("new");
            check(n)
        }

        pub fn through_references(n: u32) -> Option<u32> {
            let (mut held, other) = (pair(), pair());
            let lent = Lent {
                to: &mut held,
                by: &other,
                own: Named("own"),
            };
            defer!(say("deferred"));
            lent.to.count += lent.by.count;
            lent.to.first = Named("new");
            let own = lent.own;
            check(n)
        }

        pub fn rest_of_a_literal(n: u32) -> Option<u32> {
            let held = pair();
            defer!(say("deferred"));
            let new = Pair {
                first: Named("new"),
                ..held
            };
            check(n)
        }

        pub fn rest_of_a_literal_in_a_part(n: u32) -> Option<u32> {
            let held = (pair(), Named("other"));
            defer!(say("deferred"));
            let new = Pair {
                first: Named("new"),
                ..held.0
            };
            say(held.1.0);
            check(n)
        }

        /// It is the closure's then, here and beside a guard.
        pub fn all_of_it_in_a_closure(n: u32) -> Option<u32> {
            let held = pair();
            defer!(say("deferred"));
            let closure = || {
                say(held.look());
                spend(held.first)
            };
            let other = Named("other");
            Some(closure())
        }

        pub fn another_part_named(n: u32) -> Option<u32> {
            let held = (pair(), Some(Named("other")));
            defer!(say("deferred"));
            say(held.0.look());
            let (_, other) = held;
            check(n)
        }

        pub fn other_part_than_that_of_deferred_code(n: u32) -> Option<u32> {
            let held = pair();
            let other = Named("other");
            defer!(|| last(&held.first));
            spend(held.second);
            Some(held.count)
        }

        pub fn in_an_iteration(n: u32) -> Option<u32> {
            let held = pair();
            for at in 0..2 {
                defer!(say("deferred"));
                say(held.count + at);
                let first = held.first;
                return check(n);
            }
            None
        }
    }
);

beside_guards!(
    left_behind,
    told,
    [None],
    [by_a_literal, by_an_assignment, by_an_assignment_of_all, of_nothing],
    {
        pub fn by_a_literal(n: u32) -> Option<u32> {
            let held = pair();
            defer!(say("deferred"));
            let given = Pair {
                first: Named("new"),
                ..held
            };
            check(n)?;
            Some(given.count)
        }

        pub fn by_an_assignment(n: u32) -> Option<u32> {
            let held = (Named("left"), Named("right"));
            let mut name = Named("name");
            defer!(say("deferred"));
            say(name.0);
            (name, _) = held;
            let _behind = Named("behind");
            say(name.0);
            Some(n)
        }

        pub fn by_an_assignment_of_all(n: u32) -> Option<u32> {
            let held = (Named("left"), (Named("right"), Named("last")));
            let (mut first, mut second, mut third) = (Named("1"), Named("2"), Named("3"));
            defer!(say("deferred"));
            say((first.0.len() + second.0.len() + third.0.len()).to_string());
            check(n)?;
            (first, (second, third)) = held;
            check(n - 1)?;
            Some((first.0.len() + second.0.len() + third.0.len()) as u32)
        }

        pub fn of_nothing(n: u32) -> Option<u32> {
            let held = Named("held");
            defer!(say("deferred"));
            check(n)?;
            _ = held;
            check(n - 1)?;
            Some(held.0.len() as u32)
        }
    }
);

beside_guards!(
    copied_or_lent,
    told,
    [None],
    [
        of_a_box,
        of_a_box_by_patterns,
        of_arrays_and_variants,
        captured,
        captured_by_patterns,
        changed_behind_boxes
    ],
    {
        pub fn of_a_box(n: u32) -> Option<u32> {
            let held = Box::new(pair());
            defer!(say("deferred"));
            let count = held.count;
            say(held.first.0.len());
            let second = &held.second;
            check(n)?;
            Some(count + held.look() + second.0.len() as u32)
        }

        pub fn of_a_box_by_patterns(n: u32) -> Option<u32> {
            let held = Box::new(pair());
            defer!(say("deferred"));
            let Pair { count, ref first, .. } = *held;
            say(first.0);
            check(n)?;
            match held.second {
                Named("second") => Some(count),
                ref other => Some(other.0.len() as u32),
            }
        }

        pub fn of_arrays_and_variants(n: u32) -> Option<u32> {
            let (list, pair) = ([n, 2], Some((n, Named("other"))));
            defer!(say("deferred"));
            let [first, ..] = list;
            check(n)?;
            if let Some((count, _)) = pair {
                return Some(count + first);
            }
            None
        }

        pub fn captured(n: u32) -> Option<u32> {
            let held = pair();
            let closure = move || {
                defer!(say("deferred"));
                check(n)?;
                say(held.first.0);
                let count = held.count;
                Some(count)
            };
            closure()
        }

        pub fn captured_by_patterns(n: u32) -> Option<u32> {
            let held = pair();
            let closure = || {
                defer!(say("deferred"));
                check(n)?;
                let Pair { count, .. } = held;
                Some(count + held.first.0.len() as u32)
            };
            closure()
        }

        pub fn changed_behind_boxes(n: u32) -> Option<u32> {
            let mut held = Box::new(pair());
            let mut number = Box::new(n);
            defer!(say("deferred"));
            let before = *number;
            *number = 5;
            held.first = Named("new");
            *number += held.count;
            check(n)?;
            Some(before + *number)
        }
    }
);

mod of_a_future {
    use super::*;
    use defer_runtime::{defer, with_defer};
    use defer_tests::poll::finish;
    use defer_tests::{pause, trace};
    use pretty_assertions::assert_eq;

    /// What a function and a branch of it defer, one in the other, asks once whether its parts are those of a box.
    #[with_defer]
    async fn asked_once(lent: Lent<'_>, n: u32) -> Option<u32> {
        let mut count = 0;
        defer!(say("deferred"));
        if let Some(found) = n.checked_sub(3) {
            defer!(say("inner"));
            count += found;
        }
        if n > 1 {
            count += lent.by.look();
        }
        pause().await;
        check(n)?;
        Some(count + take(lent.to))
    }

    fn take(pair: &mut Pair) -> u32 {
        pair.count
    }

    #[test]
    fn parts_of_a_parameter_of_a_future() {
        let (mut held, other) = (pair(), pair());
        let lent = Lent {
            to: &mut held,
            by: &other,
            own: Named("own"),
        };
        let lines = trace(|| {
            let given = finish(asked_once(lent, 4));
            say(format!("{given:?}"));
        });
        assert_eq!(lines[..5], ["4", "inner", "deferred", "drop own", "Some(5)"]);
    }
}

beside_guards!(
    behind_several,
    told,
    [None],
    [of_a_parameter, of_a_local, in_a_loop, beside_a_box],
    {
        pub fn of_a_parameter(n: u32) -> Option<u32> {
            Self::passed(pair(), n)
        }

        fn passed(held: Pair, n: u32) -> Option<u32> {
            defer!(say("deferred"));
            defer!(say("deferred"));
            let first = held.first;
            check(n)
        }

        pub fn of_a_local(n: u32) -> Option<u32> {
            let held = (pair(), Named("other"));
            defer!(say("deferred"));
            say("between");
            defer!(say("deferred"));
            spend(held.0.second);
            check(n)
        }

        pub fn in_a_loop(n: u32) -> Option<u32> {
            for at in 0..2 {
                let held = pair();
                defer!(say("deferred"));
                defer!(say("deferred"));
                spend(held.first);
                check(n + at)?;
            }
            None
        }

        pub fn beside_a_box(n: u32) -> Option<u32> {
            let held = (pair(), Box::new(n), Named("other"));
            defer!(say("deferred"));
            let reads = move || if *held.1 > 1 { 1 } else { 2 };
            spend(held.0.first);
            check(reads())
        }
    }
);

beside_guards!(
    in_futures,
    polled,
    [None, Some(0)],
    [field, field_behind_a_pause, pattern, async_block, value],
    {
        pub async fn field(n: u32) -> Option<u32> {
            let held = pair();
            defer!(say("deferred"));
            let first = held.first;
            pause().await;
            check(n)
        }

        pub async fn field_behind_a_pause(n: u32) -> Option<u32> {
            let held = pair();
            defer!(say("deferred"));
            pause().await;
            spend(held.first);
            check(n)
        }

        pub async fn pattern(n: u32) -> Option<u32> {
            let held = (pair(), Named("other"));
            defer!(say("deferred"));
            pause().await;
            let (Pair { first, .. }, _) = held;
            check(n)?;
            Some(spend(first))
        }

        pub async fn async_block(n: u32) -> Option<u32> {
            let held = (Named("one"), Named("other"));
            defer!(say("deferred"));
            async move { say(held.0.0) }.await;
            check(n)
        }

        pub async fn value(n: u32) -> Option<u32> {
            let mut held = (Some(n), Named("other"));
            defer!(say("deferred"));
            pause().await;
            held.0.take()
        }
    }
);
