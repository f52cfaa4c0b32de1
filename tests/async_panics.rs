//! Chapters 7 and 8 together: a panic at every step of an async function, on its normal way and while it is cancelled.
//! Nothing aborts, no deferred call is skipped, and the last panic comes out.

#[allow(dead_code)]
mod async_shapes;

use async_shapes::{Shape, shapes};
use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::poll::{Panics, Run, cancel_after, drop_after, finish, pause, poll_once};
use defer_tests::{Named, assert_panics, assert_returns, say, trace, yes};
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};

/// How far from a panic a second one is tried.
const NEAR: usize = 40;

/// Polls each shape so many times, with a panic at each step, and with two.
fn panic_everywhere(shape: &Shape, polls: usize, panics: Panics) {
    let run = |at: &[usize]| -> Run {
        let run = cancel_after(polls, panics, at, shape.make);
        assert_eq!(
            run.panic, run.panic_expected,
            "{}: polled {polls} times, panics {panics:?} at {at:?}",
            shape.name
        );
        run
    };
    for first in 0.. {
        if run(&[first]).panicked == 0 {
            return;
        }
        for second in first + 1..=first + NEAR {
            if run(&[first, second]).panicked < 2 {
                break;
            }
        }
    }
}

/// 7.1, 7.4: in the body, in deferred calls, in deferred calls that a panic runs.
#[test]
fn on_the_normal_way() {
    for shape in shapes() {
        panic_everywhere(shape, shape.polls, Panics::Anywhere);
    }
}

/// 7.4, 8.2: wherever it is cancelled.
#[test]
fn while_it_is_cancelled() {
    for shape in shapes() {
        for polls in 1..shape.polls {
            panic_everywhere(shape, polls, Panics::InDrop);
        }
    }
}

/// 7.4: a panic that another one's unwinding meets would abort, if it came out of the `drop`.
#[test]
fn while_it_is_cancelled_by_a_panic() {
    for shape in shapes() {
        for polls in 1..shape.polls {
            panic_everywhere(shape, polls, Panics::InDropWhileUnwinding);
        }
    }
}

/// 7.4: three in a row, the last two in deferred calls.
#[test]
fn the_last_panic_comes_out_of_the_drop() {
    #[with_defer]
    async fn body() {
        defer!(say("first"));
        defer!(panic!("second"));
        defer!(say("third"));
        defer!(|| {
            say("fourth");
            panic!("fourth");
        });
        pause().await;
        panic!("body");
    }
    let lines = ["fourth", "third", "first"];
    assert_panics(|| drop_after(1, body()), "second", &lines);
    assert_panics(|| finish(body()), "second", &lines);
}

/// 7.4: dropped by an unwinding, a future keeps its panics to itself, and what unwinds goes on.
#[test]
fn a_panic_in_an_unwinding_is_swallowed() {
    #[with_defer]
    async fn body() {
        let _outer = Named("outer");
        defer!(say("first"));
        defer!(panic!("deferred"));
        defer!(|| panic_any(1));
        let _inner = Named("inner");
        pause().await;
    }
    assert_panics(
        || {
            let mut future = Box::pin(body());
            assert!(poll_once(future.as_mut()).is_pending());
            panic!("unwinds");
        },
        "unwinds",
        &["drop inner", "first", "drop outer"],
    );
}

/// 7.4: two futures, of which each panics when it is dropped: the second one meets the unwinding of the first.
#[test]
fn two_futures_that_panic_in_their_drop() {
    #[with_defer]
    async fn body(name: &'static str) {
        defer!(|| panic!("{name}"));
        defer!(say(name));
        pause().await;
    }
    assert_panics(
        || {
            let mut futures = (Box::pin(body("a")), Box::pin(body("b")));
            assert!(poll_once(futures.0.as_mut()).is_pending());
            assert!(poll_once(futures.1.as_mut()).is_pending());
        },
        "a",
        &["a", "b"],
    );
}

/// 7.2, 8.2: it is stopped, but what is cancelled never goes on.
#[test]
fn recovered_in_a_cancelled_scope() {
    #[with_defer(result)]
    async fn body() -> u32 {
        defer!(|| say(format!("outer {:?}", recover!().is_some())));
        for i in 0..3 {
            defer!(|| {
                let panic = recover!().expect("a panic");
                say(format!("iteration {i}: {panic}"));
                result = 5;
            });
            defer!(panic!("deferred"));
            pause().await;
            say("goes on");
        }
        say("goes on behind the loop");
        9
    }
    assert_returns(
        || drop_after(1, body()),
        None,
        &["iteration 0: deferred", "outer false"],
    );
    assert_returns(
        || drop_after(2, body()),
        None,
        &[
            "goes on",
            "iteration 0: deferred",
            "iteration 1: deferred",
            "outer false",
        ],
    );
}

/// 7.2, 8.3: nor does a deferred block that is cancelled in its wait.
#[test]
fn recovered_in_a_cancelled_deferred_block() {
    #[with_defer]
    async fn body() {
        defer!(say("first"));
        defer!(|| {
            for i in 0..3 {
                defer!(|| say(format!("block {i} {}", recover!().is_some())));
                pause().await;
            }
            say("not reached");
        });
        pause().await;
    }
    assert_returns(|| drop_after(1, body()), None, &["block 0 false", "first"]);
    assert_returns(
        || drop_after(3, body()),
        None,
        &["block 0 false", "block 1 false", "first"],
    );
}

/// 7.2, 8.3: but one that doesn't wait does go on.
#[test]
fn recovered_in_a_deferred_block_of_a_cancelled_scope() {
    #[with_defer]
    async fn body() {
        defer!(say("first"));
        defer!(|| {
            for i in 0..2 {
                defer!(|| say(recover!().expect("a panic")));
                async {}.await;
                panic!("block {i}");
            }
            say("goes on");
        });
        defer!(say("last"));
        pause().await;
    }
    assert_returns(
        || drop_after(1, body()),
        None,
        &["last", "block 0", "block 1", "goes on", "first"],
    );
}

/// 7.2, 8.3: nor does an iteration that panicked, and then was cancelled in a deferred call.
#[test]
fn cancelled_on_the_way_of_a_panic_to_its_recovery() {
    #[with_defer]
    async fn body(panics: bool) {
        for i in 0..3 {
            defer!(|| say(format!("iteration {i} {}", recover!().is_some())));
            if yes() {
                defer!(say("first"));
                defer!(|| pause().await);
                defer!(say("last"));
            }
            async {}.await;
            assert!(!panics, "iteration");
        }
        say("end");
    }
    for panics in [false, true] {
        let lines = ["last", "first", "iteration 0 false"];
        assert_returns(|| drop_after(1, body(panics)), None, &lines);
        let completed = format!("iteration 0 {panics}");
        let lines = ["last", "first", &completed, "last", "first", "iteration 1 false"];
        assert_returns(|| drop_after(2, body(panics)), None, &lines);
    }
}

/// 7.2: on a normal way the loop goes on, and the function returns its named result (7.3).
#[test]
fn recovered() {
    #[with_defer(result)]
    async fn body() -> u32 {
        defer!(|| {
            pause().await;
            say(recover!().expect("a panic"));
            pause().await;
            result += 1;
        });
        for i in 0..3 {
            defer!(|| {
                if let Some(panic) = recover!() {
                    pause().await;
                    say(format!("iteration {i}: {panic}"));
                }
            });
            pause().await;
            assert!(i != 1, "in the loop");
            result += 10;
        }
        pause().await;
        panic!("behind the loop");
    }
    assert_returns(|| finish(body()), 21, &["iteration 1: in the loop", "behind the loop"]);
}

/// 3.7: a panic of a deferred block is recovered from in there; the one that was under way goes on.
#[test]
fn recovered_in_a_deferred_block() {
    #[with_defer]
    async fn body(panics: bool) {
        defer!(|| {
            defer!(|| say(recover!().expect("a panic")));
            async {}.await;
            panic!("of the block");
        });
        pause().await;
        assert!(!panics, "of the body");
    }
    assert_returns(|| drop_after(1, body(false)), None, &["of the block"]);
    assert_returns(|| finish(body(false)), (), &["of the block"]);
    assert_panics(|| finish(body(true)), "of the body", &["of the block"]);
}

/// 7.1, 6.1: `errdefer!` runs, but has no error to give.
#[test]
fn a_panic_is_a_failure() {
    #[with_defer]
    async fn body() -> Result<(), String> {
        errdefer!(say("err"));
        okdefer!(say("ok"));
        errdefer!(|err| say(err));
        pause().await;
        panic!("body");
    }
    assert_panics(|| finish(body()), "body", &["err"]);
}

/// Panics when it is dropped.
struct Bomb(&'static str);

impl Drop for Bomb {
    fn drop(&mut self) {
        say(format!("drop {}", self.0));
        panic!("{}", self.0);
    }
}

/// 7.4: a local whose `drop` panics, on each way out; the other locals and the deferred calls are not skipped. (Two such
/// locals abort, here as anywhere: the second one's `drop` stands in the unwinding of the first.)
#[test]
fn a_local_that_panics_when_it_is_dropped() {
    #[with_defer]
    async fn body(bomb_in_outer: bool, panics: bool) {
        defer!(say("outermost"));
        let _a = Named("a");
        let _outer = bomb_in_outer.then(|| Bomb("bomb"));
        defer!(say("outer"));
        let _b = Named("b");
        let _inner = (!bomb_in_outer).then(|| Bomb("bomb"));
        let _c = Named("c");
        defer!(|| {
            async {}.await;
            say("inner");
        });
        let _d = Named("d");
        pause().await;
        assert!(!panics, "body");
    }
    for (bomb_in_outer, lines) in [
        (
            false,
            [
                "drop d",
                "inner",
                "drop c",
                "drop bomb",
                "drop b",
                "outer",
                "drop a",
                "outermost",
            ],
        ),
        (
            true,
            [
                "drop d",
                "inner",
                "drop c",
                "drop b",
                "outer",
                "drop bomb",
                "drop a",
                "outermost",
            ],
        ),
    ] {
        assert_panics(|| drop_after(1, body(bomb_in_outer, false)), "bomb", &lines);
        assert_panics(|| finish(body(bomb_in_outer, false)), "bomb", &lines);
        assert_panics(
            || {
                let mut future = Box::pin(body(bomb_in_outer, false));
                assert!(poll_once(future.as_mut()).is_pending());
                panic!("unwinds");
            },
            "unwinds",
            &lines,
        );
    }
}

/// 7.4, 3.4: one that is in a slot, and a value of now.
#[test]
fn a_kept_local_that_panics_when_it_is_dropped() {
    #[with_defer]
    async fn body() {
        defer!(say("outer"));
        if yes() {
            let bomb = Bomb("kept");
            defer!(|| say(bomb.0));
        }
        defer!(drop(Bomb("now")));
        pause().await;
    }
    let lines = ["drop now", "kept", "drop kept", "outer"];
    assert_panics(|| drop_after(1, body()), "kept", &lines);
    assert_panics(|| finish(body()), "kept", &lines);
}

/// 7.4, 8.3: a future that a deferred call awaits, and that panics when it is dropped.
#[test]
fn an_awaited_future_that_panics_when_it_is_dropped() {
    async fn close() {
        let _bomb = Bomb("close");
        say("closes");
        pause().await;
        say("not reached");
    }
    #[with_defer]
    async fn body() {
        defer!(say("first"));
        defer!(close().await);
        defer!(say("last"));
        pause().await;
    }
    assert_panics(
        || drop_after(1, body()),
        "close",
        &["last", "closes", "drop close", "first"],
    );
    assert_panics(
        || drop_after(2, body()),
        "close",
        &["last", "closes", "drop close", "first"],
    );
}

/// 7.5: no unwinding is in progress where deferred calls run, if the `drop` itself does not stand in one.
#[test]
fn no_unwinding_is_in_progress() {
    #[with_defer]
    async fn body(panics: bool) {
        defer!(say(std::thread::panicking()));
        defer!(|| {
            pause().await;
            say(std::thread::panicking());
        });
        if yes() {
            defer!(|| panic!("deferred {}", std::thread::panicking()));
        }
        pause().await;
        assert!(!panics, "body");
    }
    assert_panics(|| finish(body(true)), "deferred false", &["false", "false"]);
    assert_panics(|| finish(body(false)), "deferred false", &["false", "false"]);
    let lines = trace(|| {
        let _ = catch_unwind(AssertUnwindSafe(|| drop_after(1, body(false))));
    });
    assert_eq!(lines, ["false"]);
}

/// 7.5: a lock that a deferred call holds is not poisoned by the panic that runs it, nor by a cancellation.
#[test]
fn nothing_is_poisoned() {
    let lock = std::sync::Mutex::new(0);
    #[with_defer]
    async fn body(lock: &std::sync::Mutex<i32>) {
        defer!(|| *lock.lock().unwrap() += 1);
        pause().await;
        panic!("body");
    }
    assert!(catch_unwind(AssertUnwindSafe(|| finish(body(&lock)))).is_err());
    drop_after(1, body(&lock));
    assert_eq!(*lock.lock().unwrap(), 2);
}

/// 7.1: the payload is the one that was thrown, whatever its type.
#[test]
fn the_payload_stays() {
    #[with_defer]
    async fn body() {
        defer!(pause().await);
        for _ in 0..1 {
            defer!(pause().await);
            pause().await;
            panic_any(42_u8);
        }
    }
    let payload = catch_unwind(AssertUnwindSafe(|| finish(body()))).unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&42_u8));
}

/// A future that has panicked is over: polled again, it panics as any async function does.
#[test]
fn polled_after_a_panic() {
    #[with_defer]
    async fn body() {
        defer!(say("deferred"));
        pause().await;
        panic!("body");
    }
    let lines = trace(|| {
        let mut future = Box::pin(body());
        assert!(poll_once(future.as_mut()).is_pending());
        for _ in 0..2 {
            assert!(catch_unwind(AssertUnwindSafe(|| poll_once(future.as_mut()))).is_err());
        }
    });
    assert_eq!(lines, ["deferred"]);
}

/// 8.2, 8.3: where a deferred call is not polled again, the deferred block around it ends there, and a panic of another
/// call that is recovered doesn't make it go on.
#[test]
fn recovered_behind_a_call_that_is_not_polled_again() {
    #[with_defer]
    async fn body() {
        defer!(|| {
            for i in 0..3 {
                defer!(|| say(format!("recovered {}", recover!().is_some())));
                defer!(|| assert!(i > 5, "fault"));
                defer!(pause().await);
                say(i);
            }
            say("not reached");
        });
        pause().await;
    }
    let lines = trace(|| assert_eq!(drop_after(1, body()), None));
    assert_eq!(lines, ["0", "recovered true"]);
}
