//! Rule 3.5 where a local is gone in front of a deferred call and gets a new value behind it: each function beside the same with a
//! guard, on every way out.

use defer_runtime::with_defer;
use defer_tests::{assert_returns, beside_guards, check, pause, polled, say, told};
use std::fmt::Display;

struct Tok(u32);

impl Tok {
    fn into_len(self) -> u32 {
        self.0
    }

    fn next(&self) -> Tok {
        Tok(self.0 + 1)
    }

    fn tried(&self, n: u32) -> Option<Tok> {
        check(n).map(Tok)
    }
}

impl Drop for Tok {
    fn drop(&mut self) {
        say(format!("drop {}", self.0));
    }
}

fn spend(tok: Tok) -> u32 {
    say(format!("spend {}", tok.0));
    tok.0
}

fn parted(tok: Tok) -> (u32, Tok) {
    (tok.0, Tok(tok.0 + 10))
}

trait Step: Sized {
    fn step(&self) -> Self;
}

impl Step for Tok {
    fn step(&self) -> Self {
        self.next()
    }
}

beside_guards!(
    of_loops,
    told,
    [None],
    [
        by_a_method,
        by_a_call,
        by_a_binding,
        at_the_end,
        by_an_arm_of_a_match,
        by_each_arm_of_an_if,
        by_continue_alone,
        by_question_mark,
        by_a_loop_with_a_value,
        in_a_for_loop,
        in_a_while_loop,
        in_the_condition_of_one,
        in_an_inner_loop,
        left_by_a_label,
        with_a_value_of_the_loop,
        then_moved_again,
        then_used,
        moved_in_each_arm,
        moved_or_left,
        between_two_calls,
        behind_two_calls,
        behind_each_of_two_calls,
        several_of_them,
        of_a_pattern,
        of_a_pattern_of_a_parameter,
        made_of_what_it_gave,
        of_a_generic_type,
        of_a_trait_object,
        of_numbers,
        in_a_closure,
        in_a_labelled_block,
        not_named_again
    ],
    {
        pub fn by_a_method(mut n: u32) -> Option<u32> {
            let (mut b, o) = (Tok(1), Tok(20));
            let mut sum = 0;
            loop {
                sum += b.into_len();
                defer!(say("deferred"));
                if n > 0 {
                    n -= 1;
                    b = o.next();
                } else {
                    break;
                }
            }
            Some(sum)
        }

        pub fn by_a_call(mut n: u32) -> Option<u32> {
            let mut b = Tok(1);
            let _behind = Tok(90);
            loop {
                spend(b);
                defer!(say("deferred"));
                if n == 0 {
                    return Some(1);
                }
                n -= 1;
                b = Tok(n);
            }
        }

        pub fn by_a_binding(mut n: u32) -> Option<u32> {
            let mut b = Tok(1);
            loop {
                let old = b;
                defer!(say("deferred"));
                n = check(n)?;
                b = old.next();
                say(b.0);
            }
        }

        pub fn at_the_end(n: u32) -> Option<u32> {
            let mut b = Tok(1);
            for at in 0..n {
                let _in_front = Tok(50);
                spend(b);
                defer!(say("deferred"));
                let _behind = Tok(60);
                b = Tok(at);
            }
            defer!(say("deferred"));
            Some(spend(b))
        }

        pub fn by_an_arm_of_a_match(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            let mut at = n;
            loop {
                at += spend(b) % 3;
                defer!(say("deferred"));
                match at {
                    0 => return None,
                    1 => b = Tok(2),
                    2 => {
                        let next = Tok(1);
                        b = next;
                    }
                    _ => break,
                }
            }
            Some(at)
        }

        pub fn by_each_arm_of_an_if(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            for at in 0..n {
                spend(b);
                defer!(say("deferred"));
                if at % 2 == 0 {
                    b = Tok(at);
                } else {
                    b = Tok(at + 10);
                    say(b.0);
                }
            }
            spend(b);
            defer!(say("deferred"));
            Some(n)
        }

        pub fn by_continue_alone(mut n: u32) -> Option<u32> {
            let mut b = Tok(100);
            loop {
                spend(b);
                defer!(say("deferred"));
                if n > 0 {
                    n -= 1;
                    b = Tok(n);
                    continue;
                }
                break;
            }
            Some(n)
        }

        pub fn by_question_mark(mut n: u32) -> Option<u32> {
            let (mut b, o) = (Tok(100), Tok(200));
            loop {
                spend(b);
                defer!(say("deferred"));
                b = o.tried(n)?;
                n = check(n - 1)?;
            }
        }

        pub fn by_a_loop_with_a_value(mut n: u32) -> Option<u32> {
            let mut b = Tok(100);
            loop {
                spend(b);
                defer!(say("deferred"));
                b = loop {
                    n = check(n)?;
                    if n.is_multiple_of(2) {
                        break Tok(n);
                    }
                };
            }
        }

        pub fn in_a_for_loop(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            for at in (0..n).map(Tok) {
                let sum = b.into_len();
                defer!(say("deferred"));
                if sum == 3 {
                    return None;
                }
                b = at;
            }
            Some(spend(b)).filter(|_| {
                defer!(say("deferred"));
                true
            })
        }

        pub fn in_a_while_loop(mut n: u32) -> Option<u32> {
            let mut b = Tok(100);
            while b.0 > 2 {
                spend(b);
                defer!(say("deferred"));
                n = check(n)?;
                b = Tok(n);
            }
            defer!(say("deferred"));
            Some(spend(b))
        }

        pub fn in_the_condition_of_one(mut n: u32) -> Option<u32> {
            let mut b = Tok(100);
            while spend(b) > 2 {
                defer!(say("deferred"));
                n = check(n)?;
                b = Tok(n);
            }
            defer!(say("deferred"));
            Some(n)
        }

        pub fn in_an_inner_loop(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            for _ in 0..n {
                defer!(say("deferred"));
                for at in 0..2 {
                    spend(b);
                    defer!(say("deferred"));
                    b = Tok(at);
                    check(n - 1)?;
                }
            }
            defer!(say("deferred"));
            Some(spend(b))
        }

        pub fn left_by_a_label(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            'all: for at in 0..n {
                for more in 0..3 {
                    spend(b);
                    defer!(say("deferred"));
                    b = Tok(at + more);
                    if more == 1 {
                        continue 'all;
                    }
                    if at == 2 {
                        b = Tok(7);
                        break 'all;
                    }
                }
            }
            defer!(say("deferred"));
            Some(spend(b))
        }

        pub fn with_a_value_of_the_loop(mut n: u32) -> Option<u32> {
            let mut b = Tok(100);
            let given = loop {
                spend(b);
                defer!(say("deferred"));
                if n == 0 {
                    break Tok(300);
                }
                b = Tok(n);
                if n == 3 {
                    break b;
                }
                n -= 1;
            };
            Some(spend(given))
        }

        pub fn then_moved_again(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            for at in 0..n {
                spend(b);
                defer!(say("deferred"));
                b = Tok(at);
                if at == 2 {
                    spend(b);
                    return None;
                }
                spend(b);
                b = Tok(at + 40);
            }
            defer!(say("deferred"));
            Some(spend(b))
        }

        pub fn then_used(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            for at in 0..n {
                spend(b);
                defer!(say("deferred"));
                b = Tok(at);
                say(b.0);
                b = b.next();
                check(n - 1)?;
                let name = &b.0;
                say(name);
            }
            defer!(say("deferred"));
            Some(spend(b))
        }

        pub fn moved_in_each_arm(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            for at in 0..n {
                match at {
                    0 => say(spend(b)),
                    1 => drop(b),
                    3 => return None,
                    _ => {
                        let _old = b;
                    }
                }
                defer!(say("deferred"));
                b = Tok(at);
            }
            defer!(say("deferred"));
            Some(spend(b))
        }

        pub fn moved_or_left(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            for at in 0..n {
                if at == 3 {
                    break;
                } else {
                    spend(b);
                }
                defer!(say("deferred"));
                b = Tok(at);
            }
            defer!(say("deferred"));
            Some(spend(b))
        }

        pub fn between_two_calls(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            for at in 0..n {
                defer!(say("deferred"));
                spend(b);
                defer!(say("deferred"));
                b = Tok(at);
                check(n - 1)?;
            }
            defer!(say("deferred"));
            Some(spend(b))
        }

        pub fn behind_two_calls(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            for at in 0..n {
                spend(b);
                defer!(say("deferred"));
                let _between = Tok(70);
                check(n - 1)?;
                defer!(say("deferred"));
                b = Tok(at);
                check(n - 2)?;
            }
            defer!(say("deferred"));
            Some(spend(b))
        }

        pub fn behind_each_of_two_calls(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            for at in 0..n {
                spend(b);
                defer!(say("deferred"));
                b = Tok(at);
                check(n - 1)?;
                spend(b);
                defer!(say("deferred"));
                b = Tok(at + 20);
                check(n - 2)?;
            }
            defer!(say("deferred"));
            Some(spend(b))
        }

        pub fn several_of_them(n: u32) -> Option<u32> {
            let (mut a, mut b) = (Tok(100), Tok(200));
            let mut c = Tok(300);
            for at in 0..n {
                spend(a);
                spend(c);
                spend(b);
                defer!(say("deferred"));
                c = Tok(at + 30);
                check(n - 1)?;
                (a, b) = (Tok(at + 10), Tok(at + 20));
                check(n - 2)?;
            }
            defer!(say("deferred"));
            Some(spend(b) + spend(a) + spend(c))
        }

        pub fn of_a_pattern(n: u32) -> Option<u32> {
            let (mut a, _kept) = (Tok(100), Tok(200));
            for at in 0..n {
                spend(a);
                defer!(say("deferred"));
                a = Tok(at);
                check(n - 1)?;
            }
            defer!(say("deferred"));
            Some(a.0)
        }

        pub fn of_a_pattern_of_a_parameter(n: u32) -> Option<u32> {
            Self::given((Tok(100), Tok(200)), n)
        }

        fn given((mut a, _kept): (Tok, Tok), n: u32) -> Option<u32> {
            for at in 0..n {
                spend(a);
                defer!(say("deferred"));
                a = Tok(at);
                check(n - 1)?;
            }
            defer!(say("deferred"));
            Some(a.0)
        }

        pub fn made_of_what_it_gave(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            for _ in 0..n {
                let (count, more) = parted(b);
                defer!(say("deferred"));
                check(n - 1)?;
                b = more;
                say(count);
            }
            defer!(say("deferred"));
            Some(spend(b))
        }

        pub fn of_a_generic_type(n: u32) -> Option<u32> {
            Self::stepped(Tok(100), n)
        }

        fn stepped<S: Step>(mut s: S, n: u32) -> Option<u32> {
            for at in 0..n {
                let old = s;
                defer!(say("deferred"));
                s = old.step();
                if at == 3 {
                    return None;
                }
            }
            defer!(say("deferred"));
            drop(s);
            Some(n)
        }

        pub fn of_a_trait_object(n: u32) -> Option<u32> {
            let mut shown: Box<dyn Display> = Box::new(n);
            for at in 0..n {
                say(shown);
                defer!(say("deferred"));
                if at == 0 {
                    shown = Box::new("zero");
                } else {
                    shown = Box::new(at);
                }
                say(shown.to_string());
            }
            defer!(say("deferred"));
            say(shown);
            Some(n)
        }

        pub fn of_numbers(n: u32) -> Option<u32> {
            let mut b: u64 = 100;
            let mut text: &dyn Display = &1;
            for at in 0..n {
                say(b);
                say(text);
                defer!(say("deferred"));
                if at == 2 {
                    text = &'c';
                    b = at.into();
                    continue;
                }
                check(n - 1)?;
                b = 7;
                text = &"text";
                say(b.count_ones());
            }
            defer!(say("deferred"));
            say(text);
            Some(b as u32)
        }

        pub fn in_a_closure(n: u32) -> Option<u32> {
            let step = |n: u32| -> Option<u32> {
                let mut b = Tok(100);
                for at in 0..n {
                    spend(b);
                    defer!(say("deferred"));
                    b = Tok(at);
                    check(n - 1)?;
                }
                defer!(say("deferred"));
                Some(spend(b))
            };
            step(n)
        }

        pub fn in_a_labelled_block(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            'block: {
                spend(b);
                defer!(say("deferred"));
                if n == 0 {
                    b = Tok(1);
                    break 'block;
                }
                check(n - 1)?;
                b = Tok(2);
            }
            Some(spend(b))
        }

        pub fn not_named_again(n: u32) -> Option<u32> {
            let _behind = Tok(300);
            for _ in 0..2 {
                let mut b = Tok(n);
                spend(b);
                defer!(say("deferred"));
                b = Tok(2);
                say(b.0);
                check(n)?;
            }
            Some(1)
        }
    }
);

beside_guards!(
    of_futures,
    polled,
    [None, Some(0), Some(1), Some(2)],
    [awaits, does_not_await],
    {
        pub async fn awaits(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            for at in 0..n {
                spend(b);
                defer!(say("deferred"));
                pause().await;
                b = Tok(at);
                check(n - 1)?;
            }
            defer!(say("deferred"));
            Some(spend(b))
        }

        pub async fn does_not_await(n: u32) -> Option<u32> {
            let mut b = Tok(100);
            for at in 0..n {
                spend(b);
                defer!(say("deferred"));
                b = Tok(at);
                check(n - 1)?;
            }
            defer!(say("deferred"));
            pause().await;
            Some(spend(b))
        }
    }
);

/// A deferred call of a plain block is the function's (3.2).
#[with_defer]
fn in_a_plain_block(c: bool, n: u32) -> Option<u32> {
    let mut b = Tok(100);
    if c {
        spend(b);
        defer_runtime::defer!(say("deferred"));
        check(n)?;
        b = Tok(1);
        check(n - 1)?;
    }
    Some(spend(b))
}

#[with_defer]
fn in_a_plain_block_by_a_method(n: u32) -> u32 {
    let mut b = Tok(100);
    {
        let len = b.into_len();
        defer_runtime::defer!(say("deferred"));
        b = Tok(n);
        if n == 0 {
            return len;
        }
    }
    spend(b)
}

#[test]
fn of_plain_blocks() {
    let deferred = |n| in_a_plain_block(true, n);
    assert_returns(|| deferred(0), None, &["spend 100", "drop 100", "0", "deferred"]);
    assert_returns(
        || deferred(1),
        None,
        &["spend 100", "drop 100", "1", "0", "deferred", "drop 1"],
    );
    assert_returns(
        || deferred(2),
        Some(1),
        &["spend 100", "drop 100", "2", "1", "spend 1", "drop 1", "deferred"],
    );
    assert_returns(|| in_a_plain_block(false, 0), Some(100), &["spend 100", "drop 100"]);
    assert_returns(
        || in_a_plain_block_by_a_method(0),
        100,
        &["drop 100", "deferred", "drop 0"],
    );
    assert_returns(
        || in_a_plain_block_by_a_method(1),
        1,
        &["drop 100", "spend 1", "drop 1", "deferred"],
    );
}

/// Rule 3.8.
#[with_defer(scope = block)]
fn in_a_block_that_is_a_scope(n: u32) -> Option<u32> {
    let mut b = Tok(100);
    {
        spend(b);
        defer_runtime::defer!(say("deferred"));
        b = Tok(n);
        check(n)?;
    }
    Some(spend(b))
}

#[test]
fn of_blocks_that_are_scopes() {
    assert_returns(
        || in_a_block_that_is_a_scope(0),
        None,
        &["spend 100", "drop 100", "0", "deferred", "drop 0"],
    );
    assert_returns(
        || in_a_block_that_is_a_scope(1),
        Some(1),
        &["spend 100", "drop 100", "1", "deferred", "spend 1", "drop 1"],
    );
}

/// What a deferred call takes along is gone (2.1).
#[with_defer]
fn by_the_call_itself(n: u32) -> u32 {
    let mut b = Tok(100);
    for at in 0..n {
        defer_runtime::defer!(drop(b));
        b = Tok(at);
        say(b.0);
    }
    b.0
}

#[test]
fn of_values_of_now() {
    assert_returns(|| by_the_call_itself(2), 1, &["0", "drop 100", "1", "drop 0", "drop 1"]);
}
