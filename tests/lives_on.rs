//! Rule 3.4: how long a local of an inner block lives on that only some of the block's deferred calls mention.

use defer_runtime::{defer, errdefer, okdefer, with_defer};
use defer_tests::poll::finish;
use defer_tests::{Named, assert_panics, assert_returns, no, pause, say, says, trace, yes};
use pretty_assertions::assert_eq;

fn of(named: &Named) {
    say(format!("of {}", named.0));
}

says! {
    each_goes_behind_the_call_that_needs_it {
        if yes() {
            let first = Named("first");
            let second = Named("second");
            defer!(|| of(&first));
            defer!(|| of(&second));
        }
        say("after");
    } => ["after", "of second", "drop second", "of first", "drop first"];

    behind_the_one_that_runs_last {
        if yes() {
            let both = Named("both");
            let last = Named("last");
            defer!(|| of(&both));
            defer!(|| of(&both));
            defer!(|| of(&last));
        }
    } => ["of last", "drop last", "of both", "of both", "drop both"];

    of_three_calls {
        match no() {
            false if yes() => {
                let (first, second, third) = (Named("1"), Named("2"), Named("3"));
                defer!(|| of(&first));
                defer!(|| of(&second));
                defer!(|| of(&third));
            }
            _ => say("not reached"),
        }
    } => ["of 3", "drop 3", "of 2", "drop 2", "of 1", "drop 1"];

    several_of_one_call {
        if yes() {
            let first = Named("1");
            let (second, third) = (Named("2"), Named("3"));
            defer!(|| of(&first));
            defer!(|| {
                of(&second);
                of(&third);
            });
        }
    } => ["of 2", "of 3", "drop 3", "drop 2", "of 1", "drop 1"];

    what_is_moved_by_the_call {
        if yes() {
            let first = Named("1");
            let mut second = Some(Named("2"));
            defer!(|| of(&first));
            defer!(|| {
                if yes() {
                    drop(second.take());
                }
                second = Some(Named("3"));
                if no() {
                    drop(second);
                }
            });
        }
    } => ["drop 2", "drop 3", "of 1", "drop 1"];

    where_the_later_call_is_not_reached {
        if yes() {
            let first = Named("1");
            let (second, third) = (Named("2"), Named("3"));
            defer!(|| of(&first));
            if no() {
                defer!(|| {
                    of(&second);
                    of(&third);
                });
            }
            say("in if");
        }
        say("after");
    } => ["in if", "after", "drop 3", "drop 2", "of 1", "drop 1"];

    a_receiver_and_an_address {
        if yes() {
            let first = Named("1");
            let second = Named("2");
            defer!(of(&first));
            defer!(of(&second));
        }
    } => ["of 2", "drop 2", "of 1", "drop 1"];

    in_a_statement_that_holds_them {
        if yes() {
            let (first, second, third) = (Named("1"), Named("2"), Named("3"));
            if yes() {
                defer!(|| of(&first));
                defer!(|| of(&second));
            }
            if yes() {
                let inner = Named("inner");
                defer!(|| of(&third));
                defer!(|| of(&inner));
            }
        }
    } => ["of inner", "drop inner", "of 3", "drop 3", "of 2", "drop 2", "of 1", "drop 1"];

    in_a_loop_and_a_closure {
        let run = || {
            for _ in 0..1 {
                if yes() {
                    let first = Named("1");
                    let second = Named("2");
                    defer!(|| of(&first));
                    defer!(|| of(&second));
                }
            }
        };
        run();
    } => ["of 2", "drop 2", "of 1", "drop 1"];

    what_can_be_copied {
        if yes() {
            let mut n = 1;
            let first = Named("1");
            defer!(|| of(&first));
            defer!(|| {
                n += 1;
                say(n);
            });
            n += 1;
        }
    } => ["3", "of 1", "drop 1"];
}

#[test]
fn of_calls_that_depend_on_the_outcome() {
    #[with_defer]
    fn fails(is_late: bool) -> Result<(), i32> {
        if yes() {
            let (first, second) = (Named("1"), Named("2"));
            errdefer!(|| of(&first));
            okdefer!(|| of(&second));
            if !is_late {
                return Err(1);
            }
        }
        Ok(())
    }
    assert_returns(|| fails(false), Err(1), &["drop 2", "of 1", "drop 1"]);
    assert_returns(|| fails(true), Ok(()), &["of 2", "drop 2", "drop 1"]);
}

/// 7.4: a panic of the later call.
#[test]
fn of_a_call_that_panics() {
    #[with_defer]
    fn panics() {
        if yes() {
            let (first, second) = (Named("1"), Named("2"));
            defer!(|| of(&first));
            defer!(|| {
                of(&second);
                panic!("in the later one");
            });
        }
    }
    assert_panics(panics, "in the later one", &["of 2", "drop 2", "of 1", "drop 1"]);
}

#[test]
fn in_a_future() {
    #[with_defer]
    async fn body() {
        if yes() {
            let first = Named("1");
            let second = Named("2");
            let third = Named("3");
            defer!(|| of(&first));
            pause().await;
            defer!(|| {
                pause().await;
                of(&second);
            });
            defer!(|| of(&third));
            pause().await;
        }
        pause().await;
    }
    let lines = trace(|| finish(body()));
    assert_eq!(lines, ["of 3", "drop 3", "of 2", "drop 2", "of 1", "drop 1"]);
}
