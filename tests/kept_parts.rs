//! Rule 3.5 where a part of a local is moved on one way out and there on another: beside the same with a guard, all of the local is dropped
//! in the order of its type. What can't be kept is refused: `ui-tests/fail/3_scopes/taken_apart_on_one_way.rs`.

#![allow(unused_variables, unused_mut, clippy::never_loop, clippy::redundant_locals)]

use defer_tests::poll::finish;
use defer_tests::{Named, beside_guards, check, pause, polled, say, spend, told, trace};
use pretty_assertions::assert_eq;

struct Three {
    first: Named,
    second: Named,
    count: u32,
    third: Option<Named>,
}

fn three() -> Three {
    Three {
        first: Named("first"),
        second: Named("second"),
        count: 2,
        third: Some(Named("third")),
    }
}

trait Use {
    fn told(&self) -> u32;
    fn spent(self) -> u32;
}

impl Use for Named {
    fn told(&self) -> u32 {
        say(self.0);
        0
    }

    fn spent(self) -> u32 {
        spend(self)
    }
}

struct Pair {
    left: Three,
    right: Vec<Named>,
}

fn pair() -> Pair {
    Pair {
        left: three(),
        right: vec![Named("right"), Named("most")],
    }
}

beside_guards!(
    kept,
    told,
    [None],
    [
        behind_a_question_mark,
        behind_a_return,
        in_a_branch,
        in_arms,
        in_a_loop,
        in_an_iteration,
        of_a_part,
        of_a_tuple,
        by_a_method,
        several_calls,
        in_a_branch_that_defers,
        given_again,
        given_again_on_one_way,
        swapped,
        beside_what_is_left,
        in_a_field,
        by_a_closure,
        by_a_pattern_of_all,
        by_a_pattern_of_an_option,
        by_a_pattern_of_a_result,
        if_there_is_one,
        named_in_front,
        of_a_parameter,
        behind_a_part_that_is_gone,
        in_a_closure,
        panics
    ],
    {
        pub fn behind_a_question_mark(n: u32) -> Option<u32> {
            let _before = Named("before");
            let held: Three = three();
            let _between = Named("between");
            defer!(say("deferred"));
            let _behind = Named("behind");
            check(n)?;
            Some(spend(held.second))
        }

        pub fn behind_a_return(n: u32) -> Option<u32> {
            let held: Three = three();
            defer!(say("deferred"));
            if n < 2 {
                return check(n);
            }
            spend(held.first);
            Some(held.count)
        }

        pub fn in_a_branch(n: u32) -> Option<u32> {
            let held: Three = three();
            defer!(say("deferred"));
            if n == 1 {
                spend(held.second);
            } else if n == 2 {
                spend(held.first);
            }
            check(n)
        }

        pub fn in_arms(n: u32) -> Option<u32> {
            let held: Three = three();
            defer!(say("deferred"));
            match n {
                0 => Some(spend(held.first)),
                1 => {
                    spend(held.second);
                    check(n - 1)
                }
                2 => Some(spend(held.first) + spend(held.second)),
                _ => {
                    check(n - 3)?;
                    held.third.map(spend)
                }
            }
        }

        pub fn in_a_loop(n: u32) -> Option<u32> {
            let held: Three = three();
            defer!(say("deferred"));
            let mut i = 0;
            loop {
                if i == n {
                    spend(held.second);
                    break;
                }
                if i == 3 {
                    break;
                }
                i += 1;
            }
            check(i)
        }

        pub fn in_an_iteration(n: u32) -> Option<u32> {
            let _before = Named("before");
            for i in 0..3 {
                let held: Three = three();
                defer!(say("deferred"));
                if i == n {
                    continue;
                }
                if i + 1 == n {
                    spend(held.first);
                    break;
                }
                say(held.count);
                spend(held.second);
            }
            Some(n)
        }

        pub fn of_a_part(n: u32) -> Option<u32> {
            let held: Pair = pair();
            defer!(say("deferred"));
            check(n)?;
            if n == 1 {
                return Some(spend(held.left.second));
            }
            say(held.left.count);
            check(n - 2)?;
            Some(held.right.len() as u32 + spend(held.left.first))
        }

        pub fn of_a_tuple(n: u32) -> Option<u32> {
            let held = (Named("zero"), (Named("one"), Named("two")), n);
            defer!(say("deferred"));
            check(held.2)?;
            spend(held.1.0);
            check(n - 1)?;
            Some(spend(held.0))
        }

        pub fn by_a_method(n: u32) -> Option<u32> {
            let held: Pair = pair();
            defer!(say("deferred"));
            check(n)?;
            if n == 1 {
                return held.left.third.map(spend);
            }
            say(held.left.count);
            check(n - 2)?;
            Some(held.right.into_iter().map(spend).sum())
        }

        pub fn several_calls(n: u32) -> Option<u32> {
            let held: Three = three();
            defer!(say("deferred"));
            check(n)?;
            let _between = Named("between");
            defer!(say("deferred"));
            if n == 2 {
                return Some(spend(held.first));
            }
            check(n - 1)?;
            defer!(say("deferred"));
            Some(spend(held.second))
        }

        pub fn in_a_branch_that_defers(n: u32) -> Option<u32> {
            let held: Three = three();
            if n > 1 {
                defer!(say("deferred"));
                check(n - 2)?;
                return Some(spend(held.second));
            }
            say("deferred");
            check(n)
        }

        pub fn given_again(n: u32) -> Option<u32> {
            let mut held: Three = three();
            defer!(say("deferred"));
            spend(held.first);
            check(n)?;
            held.first = Named("new");
            check(n - 1)
        }

        pub fn given_again_on_one_way(n: u32) -> Option<u32> {
            let mut held: Three = three();
            defer!(say("deferred"));
            if n > 2 {
                held.second = Named("new");
                check(n - 3)?;
            }
            let second = held.second;
            held.second = Named("newer");
            check(n)?;
            spend(second);
            Some(held.count)
        }

        pub fn swapped(n: u32) -> Option<u32> {
            let mut held: Three = three();
            defer!(say("deferred"));
            check(n)?;
            (held.first, held.second) = (held.second, held.first);
            check(n - 1)
        }

        pub fn beside_what_is_left(n: u32) -> Option<u32> {
            let held: Three = three();
            let first = held.first;
            defer!(say("deferred"));
            check(n)?;
            spend(held.second);
            spend(first);
            check(n - 1)
        }

        pub fn in_a_field(n: u32) -> Option<u32> {
            struct Kept(Named, #[expect(dead_code)] Option<Named>);
            let held: Three = three();
            defer!(say("deferred"));
            check(n)?;
            let kept = Kept(held.second, held.third);
            check(n - 1)?;
            Some(spend(kept.0))
        }

        pub fn by_a_closure(n: u32) -> Option<u32> {
            let held: Three = three();
            defer!(say("deferred"));
            check(n)?;
            let spends = move || spend(held.second);
            check(n - 1)?;
            Some(spends())
        }

        pub fn by_a_pattern_of_all(n: u32) -> Option<u32> {
            let held: Pair = pair();
            defer!(say("deferred"));
            check(n)?;
            let left = held.left;
            check(n - 1)?;
            let Three { first, second, .. } = left;
            Some(spend(first) + spend(second))
        }

        pub fn by_a_pattern_of_an_option(n: u32) -> Option<u32> {
            let held: Three = three();
            let _between = Named("between");
            defer!(say("deferred"));
            if n > 2 {
                match held.third {
                    Some(third) => {
                        check(n - 3)?;
                        return Some(spend(third));
                    }
                    None => return None,
                }
            }
            check(n)?;
            Some(spend(held.first))
        }

        pub fn by_a_pattern_of_a_result(n: u32) -> Option<u32> {
            let held: (Result<Named, Named>, Named) =
                (check(n).map(|_| Named("ok")).ok_or(Named("error")), Named("other"));
            let _between = Named("between");
            defer!(say("deferred"));
            check(n)?;
            let used = match held.0 {
                Ok(named) => spend(named),
                Err(error) => spend(error),
            };
            Some(used + 1)
        }

        pub fn if_there_is_one(n: u32) -> Option<u32> {
            let mut held: Three = three();
            if n == 4 {
                held.third = None;
            }
            let _between = Named("between");
            defer!(say("deferred"));
            if n > 2 {
                if let Some(third) = held.third {
                    check(n - 3)?;
                    return Some(spend(third));
                }
                check(n - 3)?;
            }
            let second = check(n).map(|_| held.second)?;
            Some(spend(second))
        }

        pub fn named_in_front(n: u32) -> Option<u32> {
            Self::of_what_is_named_in_front(three(), n)
        }

        fn of_what_is_named_in_front(held: Three, n: u32) -> Option<u32> {
            let before = held.second.told() + held.second.told();
            defer!(say("deferred"));
            let used = held.second.spent();
            check(before + used + n)
        }

        pub fn of_a_parameter(n: u32) -> Option<u32> {
            Self::parameter(three(), n, (Named("a"), Named("b")))
        }

        fn parameter(held: Three, n: u32, names: (Named, Named)) -> Option<u32> {
            defer!(say("deferred"));
            check(n)?;
            spend(names.1);
            check(n - 1)?;
            spend(held.second);
            check(n - 2)?;
            Some(spend(names.0))
        }

        pub fn behind_a_part_that_is_gone(n: u32) -> Option<u32> {
            let held: Three = three();
            defer!(say("deferred"));
            let second = spend(held.second);
            check(n)?;
            if n == 2 {
                spend(held.first);
            }
            check(n - 1)
        }

        pub fn in_a_closure(n: u32) -> Option<u32> {
            let read = |n: u32| -> Option<u32> {
                let held: Three = three();
                defer!(say("deferred"));
                check(n)?;
                spend(held.second);
                check(n - 1)
            };
            read(n)
        }

        pub fn panics(n: u32) -> Option<u32> {
            let held: Three = three();
            defer!(say("deferred"));
            let caught = std::panic::catch_unwind(|| check(n).map(|n| 3 / n));
            check(n)?;
            caught.ok()?;
            Some(spend(held.first))
        }
    }
);

/// Methods by value of a type with several parts.
macro_rules! methods {
    ([$($method:ident),* $(,)?], {$($code:tt)*}) => {
        mod methods {
            pub(super) mod plain {
                use super::super::*;
                use defer_tests::guard_in_its_place as defer;
                writer!();
                impl Writer {
                    $($code)*
                }
            }

            pub(super) mod deferred {
                use super::super::*;
                use defer_runtime::{defer, with_defer};
                writer!();
                #[with_defer]
                impl Writer {
                    $($code)*
                }
            }
        }

        #[test]
        fn of_self() {
            $(for n in 0..6 {
                let plain = trace(|| say(format!("{:?}", methods::plain::Writer::new().$method(n))));
                let deferred = trace(|| say(format!("{:?}", methods::deferred::Writer::new().$method(n))));
                assert!(plain.contains(&"deferred".to_owned()));
                assert_eq!(deferred, plain, "{} {n}", stringify!($method));
            })*
        }
    };
}

macro_rules! writer {
    () => {
        #[derive(Debug)]
        #[expect(dead_code)]
        pub(in super::super) struct Kept {
            name: Named,
            count: u32,
        }

        pub(in super::super) struct Writer {
            buffer: Named,
            inner: Named,
            names: std::vec::IntoIter<Named>,
            count: u32,
            last: Named,
        }

        impl Writer {
            fn flush(&mut self, n: u32) -> Option<u32> {
                self.count += 1;
                check(n)
            }

            pub(in super::super) fn new() -> Self {
                Writer {
                    buffer: Named("buffer"),
                    inner: Named("inner"),
                    names: vec![Named("a"), Named("b")].into_iter(),
                    count: 1,
                    last: Named("last"),
                }
            }
        }
    };
}

methods!(
    [
        finish,
        into_parts,
        both,
        folded,
        in_an_arm,
        looked_at,
        of_a_field,
        returned,
        of_two,
        in_a_loop,
        awaited,
        in_branches
    ],
    {
        pub fn finish(mut self, n: u32) -> Option<Named> {
            defer!(say("deferred"));
            let _behind = Named("behind");
            check(n)?;
            self.count += 1;
            check(n - 1)?;
            say(self.buffer.0);
            Some(self.inner)
        }

        pub fn into_parts(self, n: u32) -> Option<(Named, u32)> {
            let _before = Named("before");
            defer!(say("deferred"));
            check(n)?;
            if n == 2 {
                return Some((self.buffer, 1));
            }
            check(n - 1)?;
            Some((self.inner, self.count))
        }

        pub fn both(self, n: u32) -> Option<u32> {
            defer!(say("deferred"));
            let first = spend(self.buffer);
            check(n)?;
            let second = spend(self.inner);
            check(n - 1)?;
            Some(first + second)
        }

        pub fn looked_at(mut self, n: u32) -> Option<Named> {
            let _before = Named("before");
            defer!(say("deferred"));
            let _behind = Named("behind");
            self.flush(n)?;
            Some(self.inner)
        }

        pub fn of_a_field(mut self, n: u32) -> Option<(u32, (Named, Kept))> {
            defer!(say("deferred"));
            let count = self.flush(n)?;
            defer!(say("deferred"));
            self.flush(n - 1)?;
            Some((
                count,
                (
                    self.buffer,
                    Kept {
                        name: self.inner,
                        count: self.count,
                    },
                ),
            ))
        }

        pub fn returned(mut self, n: u32) -> Result<Named, Named> {
            defer!(say("deferred"));
            if self.flush(n).is_none() {
                return Ok(self.buffer);
            }
            let behind = Named("behind");
            if n == 2 {
                return Err(behind);
            }
            if n == 3 {
                return Ok(self.last);
            }
            Ok(self.inner)
        }

        pub fn of_two(mut self, n: u32) -> Option<(Named, Named)> {
            defer!(say("deferred"));
            self.flush(n)?;
            let names = self.names.by_ref().map(spend).sum::<u32>();
            check(names)?;
            Some((self.inner, self.buffer))
        }

        pub fn in_a_loop(mut self, n: u32) -> Option<Named> {
            for i in 0..3 {
                defer!(say("deferred"));
                self.flush(n + i)?;
                if i == 1 {
                    return Some(self.inner);
                }
                if n == 4 {
                    break;
                }
            }
            Some(self.buffer)
        }

        pub fn awaited(self, n: u32) -> Option<Named> {
            finish(self.in_a_future(n))
        }

        async fn in_a_future(mut self, n: u32) -> Option<Named> {
            let _before = Named("before");
            defer!(say("deferred"));
            pause().await;
            self.flush(n)?;
            let _behind = Named("behind");
            pause().await;
            self.flush(n - 1)?;
            Some(self.inner)
        }

        pub fn in_branches(mut self, n: u32) -> Option<Named> {
            defer!(say("deferred"));
            match self.flush(n) {
                None => None,
                Some(1) => Some(self.inner),
                Some(_) => {
                    self.flush(n.saturating_sub(2))?;
                    Some(self.buffer)
                }
            }
        }

        pub fn folded(mut self, n: u32) -> u32 {
            defer!(say("deferred"));
            let mut sum = 0;
            if let Some(head) = self.names.next() {
                if n < 2 {
                    return spend(head);
                }
                sum = self.names.fold(sum, |sum, name| sum + spend(name));
                sum += spend(head);
            }
            sum
        }

        pub fn in_an_arm(mut self, n: u32) -> Result<Named, u32> {
            defer!(say("deferred"));
            match self.names.nth(n as usize).map(|_| n + 1) {
                None => Ok(self.inner),
                Some(1) => Err(1),
                Some(count) => Err(spend(self.buffer) + count),
            }
        }
    }
);

beside_guards!(awaiting, polled, [None, Some(0)], [question_mark, branch], {
    pub async fn question_mark(n: u32) -> Option<u32> {
        let held: Three = three();
        defer!(say("deferred"));
        pause().await;
        check(n)?;
        spend(held.second);
        pause().await;
        check(n - 1)
    }

    pub async fn branch(n: u32) -> Option<u32> {
        Self::of_a_parameter(three(), n).await
    }

    async fn of_a_parameter(held: Three, n: u32) -> Option<u32> {
        let _before = Named("before");
        defer!(say("deferred"));
        if n > 2 {
            pause().await;
            spend(held.first);
        }
        check(n)?;
        pause().await;
        Some(held.count)
    }
});

/// 6.5: what is mentioned on failure, and of which success takes a part along.
mod taken_along {
    use super::*;
    use defer_runtime::{defer, errdefer, with_defer};
    use defer_tests::assert_returns;

    struct Draft {
        name: Named,
        text: Named,
    }

    impl Draft {
        fn undo(&mut self) {
            say(format!("undo {}", self.name.0));
        }

        fn publish(self, n: u32) -> Option<&'static str> {
            let text = self.checked(n)?;
            Some(text.0)
        }

        #[with_defer]
        fn checked(mut self, n: u32) -> Option<Named> {
            errdefer!(self.undo());
            let _behind = Named("behind");
            defer!(say("deferred"));
            check(n)?;
            if n == 2 {
                return Some(self.name);
            }
            Some(self.text)
        }
    }

    fn draft() -> Draft {
        Draft {
            name: Named("name"),
            text: Named("text"),
        }
    }

    #[test]
    fn by_a_success() {
        let behind = ["drop behind", "drop name", "drop text"];
        assert_returns(
            || draft().publish(1),
            Some("text"),
            &["1", "deferred", behind[0], behind[1], behind[2]],
        );
        assert_returns(
            || draft().publish(2),
            Some("name"),
            &["2", "deferred", behind[0], behind[2], behind[1]],
        );
        let failed = ["0", "deferred", behind[0], "undo name", behind[1], behind[2]];
        assert_returns(|| draft().publish(0), None, &failed);
    }
}
