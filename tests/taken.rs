//! Rule 3.5 where a name or a pattern tells what is moved: each function beside the same with a guard, on every way out.

use defer_tests::{Named, beside_guards, check, pause, polled, say, told};
use pretty_assertions::assert_eq;

fn found(name: &'static str) -> Option<Named> {
    Some(Named(name))
}

trait Visitor: Sized {
    fn visit(self) -> u32;
    fn end(self, n: u32) -> u32;
    fn is_empty(&self) -> bool {
        false
    }
}

impl Visitor for Named {
    fn visit(self) -> u32 {
        say("visit");
        1
    }

    fn end(self, n: u32) -> u32 {
        say("end");
        n
    }
}

impl IntoIterator for Pack {
    type Item = Named;
    type IntoIter = std::array::IntoIter<Named, 2>;
    fn into_iter(self) -> Self::IntoIter {
        let Pack { first, second } = self;
        [first, second].into_iter()
    }
}

struct Pack {
    first: Named,
    second: Named,
}

enum Kind {
    One(Named),
    Two { first: Named, second: Named },
    None,
}

fn kind(n: u32) -> Kind {
    match n % 3 {
        0 => Kind::One(Named("one")),
        1 => Kind::Two {
            first: Named("first"),
            second: Named("second"),
        },
        _ => Kind::None,
    }
}

fn pack() -> Pack {
    Pack {
        first: Named("first"),
        second: Named("second"),
    }
}

beside_guards!(
    receivers,
    told,
    [None],
    [
        by_name,
        in_a_branch,
        in_a_return,
        generic,
        of_an_impl,
        in_a_loop,
        out_of_a_loop,
        in_a_macro,
        named_in_a_loop_before,
        again
    ],
    {
        pub fn by_name(n: u32) -> Option<u32> {
            let _before = Named("before");
            let list = pack();
            defer!(say("deferred"));
            check(n)?;
            let first = list.into_iter().next();
            check(n - 1)?;
            first.map(|_| n)
        }

        pub fn in_a_branch(n: u32) -> Option<u32> {
            let list = found("list");
            defer!(say("deferred"));
            if n > 2 {
                let name = list.unwrap();
                check(n - 3)?;
                say(name.0);
            }
            Some(n)
        }

        pub fn in_a_return(n: u32) -> Option<u32> {
            let name = found("name");
            defer!(say("deferred"));
            if n > 1 {
                return name.map(|_| 1);
            }
            Some(n)
        }

        pub fn generic(n: u32) -> Option<u32> {
            Self::generic_visitor(Named("visitor"), n)
        }

        pub fn generic_visitor<V: Visitor>(visitor: V, n: u32) -> Option<u32> {
            let _before = Named("before");
            defer!(say("deferred"));
            let given = match check(n)? {
                0 => visitor.visit(),
                1 => visitor.end(n),
                2 if visitor.is_empty() => 5,
                _ => 0,
            };
            check(given)
        }

        pub fn of_an_impl(n: u32) -> Option<u32> {
            fn inner(n: u32) -> impl FnOnce(u32) -> u32 {
                let name = Named("captured");
                move |m| {
                    say(name.0);
                    n + m
                }
            }
            Self::called(inner(n), n)
        }

        pub fn called(give: impl FnOnce(u32) -> u32, n: u32) -> Option<u32> {
            let _before = Named("before");
            defer!(say("deferred"));
            check(n)?;
            match n {
                3 => None,
                _ => Some(give(n)),
            }
        }

        pub fn in_a_loop(n: u32) -> Option<u32> {
            for i in 0..4 {
                let name = found("name");
                defer!(say("deferred"));
                match i + n {
                    2 => continue,
                    5 => break,
                    6 => return name.map(|_| 1),
                    _ => say(i),
                }
                let name = name.unwrap();
                check(n)?;
                say(name.0);
            }
            Some(n)
        }

        pub fn out_of_a_loop(n: u32) -> Option<u32> {
            Self::out_of_iterations(Named("visitor"), n)
        }

        pub fn out_of_iterations<V: Visitor>(visitor: V, n: u32) -> Option<u32> {
            let list = vec![Named("a"), Named("b")];
            for i in 0..3 {
                defer!(say("deferred"));
                check(n)?;
                match i + n {
                    3 => return Some(visitor.visit()),
                    4 => return Some(list.into_iter().map(|name| name.0.len() as u32).sum()),
                    _ => say("again"),
                }
            }
            Some(visitor.end(n))
        }

        pub fn in_a_macro(n: u32) -> Option<u32> {
            macro_rules! attempt {
                ($value:expr) => {
                    match $value {
                        Some(value) => value,
                        None => return None,
                    }
                };
            }
            let name = found("name");
            defer!(say("deferred"));
            let name = attempt!(name.map(|name| name.0));
            say(name);
            check(n)
        }

        pub fn named_in_a_loop_before(n: u32) -> Option<u32> {
            let list = vec![Named("a"), Named("b")];
            defer!(say("deferred"));
            for i in 0..2 {
                check(n + i + list.partition_point(|_| true) as u32 - 2)?;
            }
            Some(list.into_iter().map(|name| name.0.len() as u32).sum())
        }

        pub fn again(n: u32) -> Option<u32> {
            let visitor = Named("visitor");
            let mut list = vec![Named("a"), Named("b")];
            defer!(say("deferred"));
            check(n)?;
            if visitor.is_empty() {
                return None;
            }
            list.reverse();
            check(n - 1)?;
            Some(list.into_iter().rev().map(|name| name.0.len() as u32).sum())
        }
    }
);

beside_guards!(
    patterns,
    told,
    [None],
    [
        option,
        let_else,
        if_let,
        tuple,
        structure,
        variants,
        with_a_guard,
        with_a_rest,
        nested,
        variant_in_a_result,
        borrowed,
        copied
    ],
    {
        pub fn option(n: u32) -> Option<u32> {
            let _before = Named("before");
            let found = (n > 2).then_some(Named("found"));
            defer!(say("deferred"));
            check(n)?;
            match found {
                Some(found) => {
                    check(n - 3)?;
                    say(found.0);
                    Some(1)
                }
                None => check(n - 1),
            }
        }

        pub fn let_else(n: u32) -> Option<u32> {
            let found = (n > 2).then_some(Named("found"));
            let _behind = Named("behind");
            defer!(say("deferred"));
            check(n)?;
            let Some(found) = found else {
                return check(n - 1);
            };
            say(found.0);
            check(n - 3)
        }

        pub fn if_let(n: u32) -> Option<u32> {
            let found = (n > 2).then_some(Named("found"));
            let _behind = Named("behind");
            defer!(say("deferred"));
            check(n)?;
            if let Some(found) = found {
                check(n - 3)?;
                say(found.0);
            }
            check(n - 1)
        }

        pub fn tuple(n: u32) -> Option<u32> {
            let pair = (Named("first"), (Named("second"), n));
            let _behind = Named("behind");
            defer!(say("deferred"));
            check(n)?;
            let (first, (second, m)) = pair;
            drop(first);
            check(m - 1)?;
            say(second.0);
            Some(m)
        }

        pub fn structure(n: u32) -> Option<u32> {
            let pack = pack();
            let _behind = Named("behind");
            defer!(say("deferred"));
            check(n)?;
            let Pack { first, second: other } = pack;
            check(n - 1)?;
            say(other.0);
            say(first.0);
            Some(n)
        }

        pub fn variants(n: u32) -> Option<u32> {
            let kind = kind(n);
            let _behind = Named("behind");
            defer!(say("deferred"));
            check(n)?;
            match kind {
                Kind::One(one) => check(n - 1).map(|_| one.0.len() as u32),
                Kind::Two { first, second } => {
                    drop(second);
                    say(first.0);
                    Some(2)
                }
                Kind::None => None,
            }
        }

        pub fn with_a_guard(n: u32) -> Option<u32> {
            let kind = kind(n);
            let _behind = Named("behind");
            defer!(say("deferred"));
            match kind {
                Kind::One(one) if n > 2 => {
                    say(one.0);
                    Some(3)
                }
                Kind::None => check(n),
                _ => {
                    say("another");
                    check(n)?;
                    Some(4)
                }
            }
        }

        pub fn with_a_rest(n: u32) -> Option<u32> {
            let mut pair = Some((Named("first"), n));
            let _behind = Named("behind");
            defer!(say("deferred"));
            match pair {
                Some((ref mut first, _)) if n == 2 => first.0 = "changed",
                Some(_) => say("some"),
                None => say("none"),
            }
            check(n)
        }

        pub fn nested(n: u32) -> Option<u32> {
            let found = Some((Named("first"), Some(Named("second"))));
            let _behind = Named("behind");
            defer!(say("deferred"));
            check(n)?;
            if let Some((first, Some(second))) = found {
                say(first.0);
                drop(second);
                return check(n - 1);
            }
            None
        }

        pub fn variant_in_a_result(n: u32) -> Option<u32> {
            let kind = if n == 5 { Err(n) } else { Ok((kind(n), n)) };
            let _behind = Named("behind");
            defer!(say("deferred"));
            check(n)?;
            match kind {
                Ok((Kind::One(one), m)) if m > 7 => {
                    say(one.0);
                    None
                }
                Ok((Kind::One(one), m)) => check(m - 1).map(|_| one.0.len() as u32),
                Ok((Kind::Two { first, second }, m)) => {
                    drop(second);
                    say(first.0);
                    Some(m)
                }
                Ok((Kind::None, m)) | Err(m) => check(m - 1),
            }
        }

        pub fn borrowed(n: u32) -> Option<u32> {
            let found = found("found");
            let _behind = Named("behind");
            defer!(say("deferred"));
            let name = match &found {
                Some(found) => found.0,
                None => "none",
            };
            check(n)?;
            say(name);
            Some(n)
        }

        pub fn copied(n: u32) -> Option<u32> {
            let found: Option<u32> = check(n);
            let _behind = Named("behind");
            defer!(say("deferred"));
            let Some(m) = found else {
                return Some(7);
            };
            if found.is_some() { check(m) } else { found }
        }
    }
);

beside_guards!(
    suspended,
    polled,
    // On a cancellation what another way out moves goes first, as the rule excepts.
    [None, Some(0)],
    [method, pattern, callee],
    {
        pub async fn method(n: u32) -> Option<u32> {
            let name = found("name");
            let _behind = Named("behind");
            defer!(say("deferred"));
            pause().await;
            if n > 4 {
                return Some(0);
            }
            pause().await;
            check(n)?;
            let name = name.unwrap();
            say(name.0);
            Some(n)
        }

        pub async fn pattern(n: u32) -> Option<u32> {
            let found = (n > 2).then_some(Named("found"));
            let _behind = Named("behind");
            defer!(say("deferred"));
            check(n)?;
            match found {
                Some(found) if n > 3 => {
                    check(n - 4)?;
                    say(found.0);
                }
                Some(found) => drop(found),
                None => say("none"),
            }
            Some(n)
        }

        pub async fn callee(n: u32) -> Option<u32> {
            let name = Named("captured");
            Self::waits(move || name.0.len() as u32, n).await
        }

        pub async fn waits<F: FnOnce() -> u32>(give: F, n: u32) -> Option<u32> {
            let _before = Named("before");
            defer!(say("deferred"));
            check(n)?;
            Some(give())
        }
    }
);

beside_guards!(
    given_again,
    told,
    [None],
    [around_a_loop, in_the_loop, left_by_a_question, where_others_move],
    {
        pub fn around_a_loop(n: u32) -> Option<u32> {
            let _before = Named("before");
            let mut list = pack();
            let mut sum = 0;
            defer!(say("deferred"));
            let _behind = Named("behind");
            for i in 0..3 {
                sum += list.into_iter().count() as u32;
                if i + n == 3 {
                    break;
                }
                list = pack();
            }
            Some(sum)
        }

        pub fn in_the_loop(n: u32) -> Option<u32> {
            let _before = Named("before");
            let mut list = pack();
            let mut sum = 0;
            loop {
                defer!(say("deferred"));
                let _behind = Named("behind");
                sum += list.into_iter().count() as u32;
                if sum > n {
                    break;
                }
                list = pack();
            }
            Some(sum)
        }

        pub fn left_by_a_question(n: u32) -> Option<u32> {
            let mut found = found("found");
            defer!(say("deferred"));
            for i in 0..3 {
                check((n + i) % 4)?;
                say(found.unwrap().0);
                found = Some(Named("next"));
            }
            Some(n)
        }

        pub fn where_others_move(n: u32) -> Option<u32> {
            let _before = Named("before");
            let list = pack();
            defer!(say("deferred"));
            let _behind = Named("behind");
            if n > 3 {
                return Some(list.into_iter().count() as u32);
            }
            let list = Some(list);
            check(n)?;
            list.map(|_| n)
        }
    }
);
