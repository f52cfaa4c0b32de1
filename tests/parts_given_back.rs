//! Rule 3.5 where a part of a local is moved on some way out of a loop's body or inner block, and named again on another: it goes through
//! the closure as a whole local does. Each function is tested beside the same with a guard. What can't be told is refused:
//! `ui-tests/fail/3_scopes/part_in_a_loop.rs`.

#![allow(
    unused_variables,
    unused_mut,
    unused_assignments,
    dead_code,
    clippy::never_loop,
    clippy::question_mark,
    clippy::redundant_locals
)]

use defer_tests::{Named, beside_guards, check, pause, polled, say, spend, told};

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

trait Use {
    fn told(&self) -> u32;
    fn into_num(self) -> u32;
}

impl Use for Named {
    fn told(&self) -> u32 {
        say(self.0);
        0
    }

    fn into_num(self) -> u32 {
        spend(self)
    }
}

macro_rules! looked {
    ($part:expr) => {
        $part.told()
    };
}

/// What may be a reference by another name.
type Counts<'a> = &'a (u32, u32);

beside_guards!(
    given_back,
    told,
    [None],
    [
        out_of_a_loop,
        out_of_a_for,
        out_of_a_while,
        out_of_a_while_let,
        by_labels,
        of_two_loops,
        in_a_function_that_defers,
        of_two_calls,
        given_again,
        given_again_in_an_arm,
        given_again_behind,
        given_again_behind_and_read,
        behind_it_all,
        of_tuples,
        by_methods,
        by_question_marks,
        by_patterns,
        in_a_closure,
        in_a_block,
        named_behind_a_block,
        of_two_loops_in_turn,
        named_at_the_end,
        beside_what_is_copied,
        with_its_parts,
        by_a_closure,
        as_the_value_of_a_loop,
        in_arms,
        made_anew_from_itself,
        in_branches,
        beside_borrows_of_others,
        of_two_parts,
        of_a_parameter,
        in_a_value,
        in_an_else,
        behind_several_calls,
        of_a_local_of_the_loop_around,
        behind_a_part_that_is_gone,
        in_a_let,
        of_a_generic_parameter,
        of_what_is_a_reference,
        of_self,
        of_self_that_is_not_mutable,
        looked_at_by_a_macro
    ],
    {
        pub fn out_of_a_loop(n: u32) -> Option<u32> {
            let _before = Named("before");
            let mut held: Three = three();
            let _between = Named("between");
            let mut i = 0;
            loop {
                defer!(say("deferred"));
                let _inner = Named("inner");
                if i == n {
                    spend(held.second);
                    break;
                }
                if i == 4 {
                    break;
                }
                if i == 2 {
                    i += 1;
                    continue;
                }
                i += 1;
            }
            check(i)
        }

        pub fn out_of_a_for(n: u32) -> Option<u32> {
            let held: Three = three();
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                if i == n {
                    spend(held.second);
                    break;
                }
                if i + 3 == n {
                    return Some(spend(held.first));
                }
            }
            check(n)
        }

        pub fn out_of_a_while(n: u32) -> Option<u32> {
            let held: Three = three();
            let _between = Named("between");
            let mut i = 0;
            while i < 4 {
                defer!(say("deferred"));
                i += 1;
                if i == n {
                    spend(held.second);
                    return None;
                }
                say(held.second.0);
                check(n)?;
            }
            check(held.count)
        }

        pub fn out_of_a_while_let(n: u32) -> Option<u32> {
            let mut held: Pair = pair();
            let _between = Named("between");
            while let Some(name) = held.right.pop() {
                defer!(say("deferred"));
                if n == 1 {
                    spend(held.left.first);
                    spend(name);
                    break;
                }
                if n == 2 {
                    held.right.into_iter().map(spend).sum::<u32>();
                    break;
                }
                if n == 3 {
                    break;
                }
                check(n)?;
            }
            check(n)
        }

        pub fn by_labels(n: u32) -> Option<u32> {
            let held: Pair = pair();
            let _between = Named("between");
            'outer: for i in 0..3 {
                for j in 0..3 {
                    defer!(say("deferred"));
                    if i + j == n {
                        spend(held.left.first);
                        break 'outer;
                    }
                    if i + j == n + 2 {
                        continue 'outer;
                    }
                    if i * j == n {
                        break;
                    }
                }
                say("outer");
            }
            check(n)
        }

        pub fn of_two_loops(n: u32) -> Option<u32> {
            let held: Pair = pair();
            let _between = Named("between");
            'outer: for i in 0..3 {
                defer!(say("deferred"));
                for j in 0..3 {
                    defer!(say("deferred"));
                    if i + j == n {
                        spend(held.left.first);
                        break 'outer;
                    }
                    if i + j == n + 2 {
                        continue 'outer;
                    }
                    if i * j == n {
                        break;
                    }
                    if i + j == 4 {
                        return Some(spend(held.left.second));
                    }
                }
                say("outer");
            }
            check(n)
        }

        pub fn in_a_function_that_defers(n: u32) -> Option<u32> {
            let held: Pair = pair();
            let _between = Named("between");
            defer!(say("deferred"));
            for i in 0..3 {
                defer!(say("deferred"));
                if i == n {
                    spend(held.left.first);
                    break;
                }
                if i == n + 1 {
                    break;
                }
                if n == 4 {
                    return Some(spend(held.left.second));
                }
                check(n)?;
            }
            say("behind");
            check(n)
        }

        pub fn of_two_calls(n: u32) -> Option<u32> {
            let held: Three = three();
            for i in 0..3 {
                let a = Named("a");
                defer!(say("deferred"));
                let b = Named("b");
                if i == n {
                    spend(held.first);
                    break;
                }
                check(n)?;
                defer!(say("deferred"));
                if i == n + 1 {
                    break;
                }
                if n == 4 {
                    return Some(spend(held.second));
                }
                if n == 5 {
                    spend(held.first);
                    return Some(spend(held.second));
                }
            }
            say("behind");
            check(n)
        }

        pub fn given_again(n: u32) -> Option<u32> {
            let mut held: Three = three();
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                let first = held.first;
                held.first = Named("new");
                check(n)?;
                spend(first);
                if i == n {
                    spend(held.first);
                    return Some(1);
                }
            }
            say(held.first.0);
            check(n)
        }

        pub fn given_again_in_an_arm(n: u32) -> Option<u32> {
            let mut held: Three = three();
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                if i == n {
                    spend(held.first);
                    held.first = Named("new");
                    continue;
                }
                if n == 3 {
                    break;
                }
                if i == 2 {
                    spend(held.first);
                    break;
                }
            }
            say("behind");
            check(n)
        }

        pub fn given_again_behind(n: u32) -> Option<u32> {
            let mut held: Three = three();
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                if i == n {
                    spend(held.first);
                    break;
                }
                if n == 3 {
                    break;
                }
                if i == 2 {
                    break;
                }
            }
            say("behind");
            held.first = Named("new");
            check(n)
        }

        pub fn given_again_behind_and_read(n: u32) -> Option<u32> {
            let mut held: Three = three();
            let _between = Named("between");
            defer!(say("deferred"));
            for i in 0..4 {
                defer!(say("deferred"));
                if i == n {
                    spend(held.first);
                    break;
                }
                if n == 3 {
                    break;
                }
                check(n)?;
                if i == 2 {
                    break;
                }
            }
            say("behind");
            held.first = Named("new");
            say(held.first.0);
            check(n)?;
            Some(spend(held.first))
        }

        pub fn behind_it_all(n: u32) -> Option<u32> {
            let mut held: Three = three();
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                if i == n {
                    spend(held.first);
                    return None;
                }
                if n == 3 {
                    break;
                }
            }
            say("behind");
            let all = held;
            check(n)
        }

        pub fn of_tuples(n: u32) -> Option<u32> {
            let held = (Named("zero"), (Named("one"), Named("two")), n);
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                if i == n {
                    spend(held.1.0);
                    break;
                }
                if n == 3 + i {
                    return Some(spend(held.0) + spend(held.1.1));
                }
                say(held.1.0.0);
            }
            check(n)
        }

        pub fn by_methods(n: u32) -> Option<u32> {
            let mut held: Pair = pair();
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                match i + n {
                    3 => {
                        check(0);
                        held.left.second.into_num();
                        break;
                    }
                    5 => return held.left.third.map(spend),
                    6 => return Some(held.right.into_iter().map(spend).sum()),
                    7 => break,
                    _ => {}
                }
            }
            check(n)
        }

        pub fn by_question_marks(n: u32) -> Option<u32> {
            let held: Three = three();
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                check(n)?;
                if n == i {
                    let named = held.third?;
                    spend(named);
                    check(0)?;
                    return Some(3);
                }
                check(n - 1)?;
            }
            check(n)
        }

        pub fn by_patterns(n: u32) -> Option<u32> {
            let held: Three = three();
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                if n == i && n != 2 {
                    if let Some(named) = held.third {
                        spend(named);
                    }
                    break;
                }
                if n == 5 {
                    match held.third {
                        Some(n) => return Some(spend(n)),
                        None => return None,
                    }
                }
            }
            check(n)
        }

        pub fn in_a_closure(n: u32) -> Option<u32> {
            let go = |n: u32| -> Option<u32> {
                let held: Three = three();
                let _between = Named("between");
                for i in 0..4 {
                    defer!(say("deferred"));
                    if i == n {
                        spend(held.second);
                        break;
                    }
                    check(n)?;
                }
                check(n)
            };
            go(n)
        }

        pub fn in_a_block(n: u32) -> Option<u32> {
            let held: Three = three();
            let _between = Named("between");
            'a: {
                defer!(say("deferred"));
                if n == 1 {
                    spend(held.second);
                    break 'a;
                }
                if n == 2 {
                    break 'a;
                }
                if n == 3 {
                    return Some(spend(held.first));
                }
                check(n)?;
            }
            say(held.count);
            check(n)
        }

        pub fn named_behind_a_block(n: u32) -> Option<u32> {
            let mut held: Three = three();
            let _between = Named("between");
            'a: {
                defer!(say("deferred"));
                if n == 1 {
                    spend(held.second);
                    return None;
                }
                if n == 2 {
                    break 'a;
                }
                if n == 3 {
                    return Some(spend(held.first));
                }
                check(n)?;
            }
            say(held.second.0);
            spend(held.first);
            check(n)
        }

        pub fn of_two_loops_in_turn(n: u32) -> Option<u32> {
            let held: Three = three();
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                if i == n {
                    spend(held.second);
                    return None;
                }
                if n == 3 {
                    break;
                }
            }
            for i in 0..4 {
                defer!(say("deferred"));
                if i + 3 == n {
                    spend(held.second);
                    return None;
                }
                if n == 5 {
                    return Some(3);
                }
            }
            check(n)
        }

        pub fn named_at_the_end(n: u32) -> Option<u32> {
            let held: Three = three();
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                if i == n {
                    return Some(spend(held.second));
                }
            }
            Some(spend(held.second) + spend(held.first))
        }

        pub fn beside_what_is_copied(n: u32) -> Option<u32> {
            let held: Three = three();
            let count = &held.count;
            let mut sum = 0;
            for i in 0..4 {
                defer!(say("deferred"));
                sum += u32::max(held.count, 0);
                let c = held.count;
                if i == n {
                    check(held.count)?;
                    break;
                }
                if i == 3 {
                    let x = held.count;
                    return Some(x);
                }
                if n == 4 {
                    break;
                }
                check(c);
            }
            say(count);
            check(n + sum)
        }

        pub fn with_its_parts(n: u32) -> Option<u32> {
            let held: Pair = pair();
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                if i == n {
                    let left = held.left;
                    check(0)?;
                    spend(left.first);
                    break;
                }
                check(n)?;
                say(held.left.count);
                say(held.left.first.0);
            }
            check(n)
        }

        pub fn by_a_closure(n: u32) -> Option<u32> {
            let held: Pair = pair();
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                if i == n {
                    let go = move || spend(held.left.first);
                    check(n)?;
                    go();
                    break;
                }
                check(2)?;
            }
            check(n)
        }

        pub fn as_the_value_of_a_loop(n: u32) -> Option<u32> {
            let held: Pair = pair();
            let _between = Named("between");
            let mut i = 0;
            let x = loop {
                defer!(say("deferred"));
                if i == n {
                    break Some(held.left.first);
                }
                if i == 3 {
                    break None;
                }
                i += 1;
            };
            check(x.map_or(3, spend))
        }

        pub fn in_arms(n: u32) -> Option<u32> {
            let mut held: Pair = pair();
            let _between = Named("between");
            for i in 0..5 {
                defer!(say("deferred"));
                match i {
                    0 => {
                        spend(held.left.first);
                        held.left.first = Named("new");
                    }
                    1 => {
                        check(n)?;
                    }
                    2 => held.left.first = Named("newer"),
                    _ => {
                        if n == 3 {
                            spend(held.left.first);
                            break;
                        }
                    }
                }
            }
            say("x");
            check(n)
        }

        pub fn made_anew_from_itself(n: u32) -> Option<u32> {
            let mut held: Pair = pair();
            let _between = Named("between");
            for i in 0..5 {
                defer!(say("deferred"));
                held.right = held.right.into_iter().rev().collect();
                check(n)?;
                if i == 3 {
                    held.right.into_iter().map(spend).sum::<u32>();
                    break;
                }
            }
            say("x");
            check(n)
        }

        pub fn in_branches(n: u32) -> Option<u32> {
            let held: Three = three();
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                if n > 2 {
                    let _x = Named("x");
                    {
                        if i == n - 2 {
                            spend(held.second);
                            break;
                        }
                        if n == 4 {
                            return None;
                        }
                    }
                    check(n)?;
                }
            }
            check(n)
        }

        pub fn beside_borrows_of_others(n: u32) -> Option<u32> {
            let mut held: Pair = pair();
            let other = &mut held.left.count;
            let third = &held.left.third;
            for i in 0..4 {
                defer!(say("deferred"));
                *other += 1;
                if i == n {
                    spend(held.left.second);
                    break;
                }
                if let Some(third) = third {
                    say(third.0);
                }
                if n == 5 {
                    return held.right.into_iter().map(spend).next();
                }
                held.right.push(Named("more"));
            }
            say(*other);
            check(n)
        }

        pub fn of_two_parts(n: u32) -> Option<u32> {
            let held: Three = three();
            let _between = Named("between");
            for i in 0..6 {
                defer!(say("deferred"));
                match i + n {
                    3 => {
                        spend(held.first);
                        spend(held.second);
                        break;
                    }
                    5 => {
                        let c = Named("c");
                        spend(held.second);
                        check(0)?;
                        break;
                    }
                    6 => {
                        return Some(spend(held.first));
                    }
                    7 => {
                        return check(0);
                    }
                    4 => continue,
                    _ => {}
                }
                let _last = Named("last");
                check(2)?;
            }
            check(n)
        }

        pub fn of_a_parameter(n: u32) -> Option<u32> {
            Self::parameter(three(), n)
        }
        fn parameter(held: Three, n: u32) -> Option<u32> {
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                if i == n {
                    spend(held.second);
                    break;
                }
                if i == 3 {
                    spend(held.first);
                    break;
                }
                check(n)?;
            }
            check(n)
        }

        pub fn in_a_value(n: u32) -> Option<u32> {
            let held: Three = three();
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                let x = match check(i) {
                    Some(k) if k == n => spend(held.second),
                    Some(_) => continue,
                    None => {
                        check(2);
                        continue;
                    }
                };
                say(x);
                return Some(spend(held.first));
            }
            check(n)
        }

        pub fn in_an_else(n: u32) -> Option<u32> {
            let held: Three = three();
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                let Some(k) = check(n + i - 2 * i.min(n)) else {
                    spend(held.first);
                    return Some(3);
                };
                if k == 1 {
                    let Some(x) = held.third else { return None };
                    return Some(spend(x));
                }
            }
            check(n)
        }

        pub fn behind_several_calls(n: u32) -> Option<u32> {
            let held: Three = three();
            let _between = Named("between");
            for i in 0..4 {
                let _a = Named("a");
                check(n + 1)?;
                defer!(say("deferred"));
                let _b = Named("b");
                defer!(say("deferred"));
                if i == n {
                    spend(held.second);
                    break;
                }
                defer!(say("deferred"));
                if i == 2 {
                    spend(held.first);
                    return None;
                }
            }
            check(n)
        }

        pub fn of_a_local_of_the_loop_around(n: u32) -> Option<u32> {
            for k in 0..2 {
                defer!(say("deferred"));
                let held: Three = three();
                for i in 0..4 {
                    defer!(say("deferred"));
                    if i == n {
                        spend(held.second);
                        break;
                    }
                    if i == n + 1 {
                        spend(held.first);
                        return None;
                    }
                    check(2)?;
                }
                say(held.count);
                if n == 3 {
                    let c = held.third.map(spend);
                    break;
                }
            }
            check(n)
        }

        pub fn behind_a_part_that_is_gone(n: u32) -> Option<u32> {
            let mut held: Three = three();
            let first = held.first;
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                if i == n {
                    spend(held.second);
                    break;
                }
                check(n)?;
            }
            spend(first);
            check(n)
        }

        pub fn in_a_let(n: u32) -> Option<u32> {
            let mut i = 0;
            let held: Three = three();
            loop {
                defer!(say("deferred"));
                i += 1;
                let taken = if i == n {
                    Some(held.second)
                } else if i < 4 {
                    continue;
                } else {
                    None
                };
                check(i)?;
                break taken.map(spend);
            }
        }

        pub fn of_a_generic_parameter(n: u32) -> Option<u32> {
            Self::generic(n, (Named("a"), Named("b")), spend)
        }

        fn generic<T>(n: u32, held: (T, T), spend: fn(T) -> u32) -> Option<u32> {
            let _between = Named("between");
            for i in 0..4 {
                defer!(say("deferred"));
                if i == n {
                    spend(held.0);
                    break;
                }
                if i == 3 {
                    spend(held.1);
                    break;
                }
            }
            check(n)
        }

        pub fn of_what_is_a_reference(n: u32) -> Option<u32> {
            Self::reference(&(1, 2), n)
        }

        fn reference(held: Counts<'_>, n: u32) -> Option<u32> {
            let mut sum = 0;
            for i in 0..4 {
                defer!(say("deferred"));
                if i == n {
                    sum += u32::max(held.0, 0);
                    break;
                }
                if i == 2 {
                    let last = held.1;
                    return Some(last);
                }
            }
            check(n + held.1 + sum)
        }

        pub fn of_self(n: u32) -> Option<u32> {
            let merged = |left: &[&'static str], right: &[&'static str]| Merged {
                left: Side::of(left),
                name: Named("merged"),
                right: Side::of(right),
            };
            match n {
                0 => Self::folded(merged(&["a", "b", "c"], &["d"]), n),
                1 => Self::folded(merged(&["a"], &["b", "c", "d"]), n),
                _ => Self::folded(merged(&["a", "b"], &["c", "d"]), n),
            }
        }

        /// As `merge_join_by` of itertools is folded.
        fn folded(mut merged: Merged, n: u32) -> Option<u32> {
            let mut sum = n;
            let mut left = merged.left.next();
            let mut right = merged.right.next();
            loop {
                defer!(say("deferred"));
                match (left, right) {
                    (Some(one), Some(other)) => {
                        sum += spend(one) + spend(other);
                        left = merged.left.next();
                        right = merged.right.next();
                    }
                    (Some(one), None) => {
                        merged.left.put_back(one);
                        sum = merged.left.fold(sum, |sum, name| sum + spend(name));
                        break;
                    }
                    (None, Some(other)) => {
                        merged.right.put_back(other);
                        sum = merged.right.fold(sum, |sum, name| sum + spend(name));
                        break;
                    }
                    (None, None) => break,
                }
            }
            Some(sum)
        }

        pub fn looked_at_by_a_macro(n: u32) -> Option<u32> {
            let held: Three = three();
            let _between = Named("between");
            for i in 0..n {
                defer!(say("deferred"));
                if i == 1 {
                    return Some(spend(held.second));
                }
            }
            defer!(say("deferred"));
            Some(looked!(held.second))
        }

        pub fn of_self_that_is_not_mutable(n: u32) -> Option<u32> {
            Self {}.not_mutable(three(), n)
        }

        fn not_mutable(self, held: Three, n: u32) -> Option<u32> {
            let _between = Named("between");
            for _ in 0..3 {
                defer!(say("deferred"));
                if n > 2 {
                    return held.third.map(spend);
                }
                check(n)?;
                if n == 2 {
                    break;
                }
            }
            held.third.map(spend)
        }
    }
);

/// Names, of which one may be put back.
struct Side {
    names: Vec<Named>,
    _end: Named,
}

impl Side {
    fn of(names: &[&'static str]) -> Self {
        Side {
            names: names.iter().rev().map(|name| Named(name)).collect(),
            _end: Named("end"),
        }
    }

    fn next(&mut self) -> Option<Named> {
        self.names.pop()
    }

    fn put_back(&mut self, name: Named) {
        self.names.push(name);
    }

    fn fold(mut self, init: u32, mut with: impl FnMut(u32, Named) -> u32) -> u32 {
        let mut folded = init;
        while let Some(name) = self.next() {
            folded = with(folded, name);
        }
        folded
    }
}

struct Merged {
    left: Side,
    name: Named,
    right: Side,
}

beside_guards!(awaiting, polled, [None, Some(0)], [out_of_a_for, by_methods], {
    pub async fn out_of_a_for(n: u32) -> Option<u32> {
        let held: Three = three();
        let _between = Named("between");
        for i in 0..4 {
            defer!(say("deferred"));
            pause().await;
            if i == n {
                spend(held.second);
                break;
            }
            if i + 3 == n {
                return Some(spend(held.first));
            }
            check(n)?;
        }
        pause().await;
        check(n)
    }

    pub async fn by_methods(n: u32) -> Option<u32> {
        let mut held: Pair = pair();
        defer!(say("deferred"));
        loop {
            let name = held.right.pop()?;
            defer!(say("deferred"));
            if n == 1 {
                pause().await;
                return Some(held.left.second.into_num() + spend(name));
            }
            if n > 2 {
                held.right.into_iter().map(spend).sum::<u32>();
                pause().await;
                break;
            }
        }
        held.left.third.map(spend)
    }
});

/// The methods by value of a type itself.
macro_rules! methods {
    ($name:ident, [$($method:ident),*], {$($code:tt)*}) => {
        mod $name {
            pub(super) mod plain {
                use super::super::*;
                use defer_tests::guard_in_its_place as defer;
                pub(in super::super) struct Kept(Named, pub(in super::super) Option<Named>, Vec<Named>);
                impl Kept {
                    pub(in super::super) fn new() -> Self {
                        Kept(Named("zero"), Some(Named("one")), vec![Named("two"), Named("three")])
                    }
                    $($code)*
                }
            }

            pub(super) mod deferred {
                use super::super::*;
                use defer_runtime::{defer, with_defer};
                pub(in super::super) struct Kept(Named, pub(in super::super) Option<Named>, Vec<Named>);
                impl Kept {
                    pub(in super::super) fn new() -> Self {
                        Kept(Named("zero"), Some(Named("one")), vec![Named("two"), Named("three")])
                    }
                }
                #[with_defer]
                impl Kept {
                    $($code)*
                }
            }
        }

        #[test]
        fn $name() {
            $(for n in 0..6 {
                let plain = defer_tests::trace(|| told(None, $name::plain::Kept::new().$method(n)));
                let deferred = defer_tests::trace(|| told(None, $name::deferred::Kept::new().$method(n)));
                pretty_assertions::assert_eq!(deferred, plain, "{} {n}", stringify!($method));
            })*
        }
    };
}

methods!(methods_by_value, [first, last, popped], {
    pub fn first(self, n: u32) -> Option<u32> {
        for i in 0..4 {
            defer!(say("deferred"));
            if i == n {
                return Some(spend(self.0));
            }
            if i == 3 {
                return self.1.map(spend);
            }
            check(2)?;
        }
        None
    }

    pub fn last(mut self, n: u32) -> Option<u32> {
        loop {
            defer!(say("deferred"));
            let last = self.2.pop()?;
            if n == 1 {
                self.2.push(last);
                self.2.into_iter().map(spend).sum::<u32>();
                break;
            }
            if n > 2 {
                self.1 = Some(last);
                continue;
            }
            spend(last);
        }
        check(n)
    }

    pub fn popped(mut self, n: u32) -> Option<u32> {
        defer!(say("deferred"));
        while let Some(name) = self.2.pop() {
            let _inner = Named("inner");
            defer!(say("deferred"));
            if n == 1 {
                return Some(spend(self.0) + spend(name));
            }
            check(n)?;
            if n == 2 {
                spend(self.0);
                break;
            }
        }
        self.1.map(spend)
    }
});

/// What deferred code does with it.
mod beside {
    use super::*;
    use defer_runtime::{defer, errdefer, with_defer};
    use defer_tests::assert_returns;

    // Deferred code names another part of it (2.1).

    #[with_defer]
    fn another_part_is_named(n: u32) -> u32 {
        let mut held: Three = three();
        for i in 0..3 {
            defer! {
                held.count += 1;
                say(held.first.0);
            }
            if i == n {
                return spend(held.second);
            }
        }
        held.count
    }

    #[with_defer]
    fn another_part_is_looked_at(n: u32) {
        let held: Three = three();
        defer!(|| say(held.first.0));
        if n > 0 {
            spend(held.second);
        }
    }

    #[test]
    fn another_part() {
        assert_returns(
            || another_part_is_looked_at(0),
            (),
            &["first", "drop first", "drop second", "drop third"],
        );
        assert_returns(
            || another_part_is_looked_at(1),
            (),
            &["spend second", "drop second", "first", "drop first", "drop third"],
        );
        let dropped = ["drop first", "drop second", "drop third"];
        assert_returns(
            || another_part_is_named(1),
            1,
            &[
                "first",
                "spend second",
                "drop second",
                "first",
                "drop first",
                "drop third",
            ],
        );
        let all: Vec<_> = ["first"; 3].into_iter().chain(dropped).collect();
        assert_returns(|| another_part_is_named(3), 5, &all);
    }

    // A deferred call fails the function by its own `?` (6.3): what has been given back is dropped where all of it is.

    #[with_defer]
    fn a_call_fails(n: u32, fails: u32) -> Option<u32> {
        let held: Three = three();
        let _between = Named("between");
        defer!(say("function"));
        for i in 0..2 {
            defer! {
                say("first");
                check(fails)?;
            }
            defer! {
                say("second");
                check(1 + i)?;
            }
            if i == n {
                spend(held.second);
                break;
            }
        }
        Some(3)
    }

    #[test]
    fn failing_calls() {
        assert_returns(
            || a_call_fails(2, 0),
            None,
            &[
                "second",
                "1",
                "first",
                "0",
                "function",
                "drop between",
                "drop first",
                "drop second",
                "drop third",
            ],
        );
        assert_returns(
            || a_call_fails(0, 0),
            None,
            &[
                "spend second",
                "drop second",
                "second",
                "1",
                "first",
                "0",
                "function",
                "drop between",
                "drop first",
                "drop third",
            ],
        );
    }

    // `errdefer!` and named results look at how the iteration was left (6.1, 5.2).

    #[with_defer]
    fn is_looked_at(n: u32) -> Result<u32, u32> {
        let held: Three = three();
        for i in 0..3 {
            errdefer!(|error| say(format!("failed {error}")));
            if i == n {
                return Err(spend(held.second));
            }
            if i == 1 {
                return Ok(spend(held.first));
            }
        }
        Ok(0)
    }

    #[with_defer(sum = 0)]
    fn is_assigned(n: u32) -> u32 {
        let held: Three = three();
        for i in 0..3 {
            defer! {
                say(format!("sum {sum}"));
            }
            if i == n {
                sum += spend(held.second);
                break;
            }
            if i == 1 {
                return spend(held.first);
            }
            sum += 10;
        }
        sum
    }

    #[test]
    fn outcomes() {
        assert_returns(
            || is_looked_at(0),
            Err(1),
            &["spend second", "drop second", "failed 1", "drop first", "drop third"],
        );
        assert_returns(
            || is_looked_at(5),
            Ok(1),
            &["spend first", "drop first", "drop second", "drop third"],
        );
        assert_returns(
            || is_assigned(0),
            1,
            &["spend second", "drop second", "sum 1", "drop first", "drop third"],
        );
        assert_returns(
            || is_assigned(5),
            1,
            &[
                "sum 10",
                "spend first",
                "drop first",
                "sum 1",
                "drop second",
                "drop third",
            ],
        );
    }
}
