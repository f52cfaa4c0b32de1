//! Panics of deferred calls that complete elsewhere (7.4).

use super::by_hand::{boom, close, keep, lines, panic_of_cancelling, panic_of_completing, poll, turns};
use defer_runtime::{defer, errdefer, recover, with_defer};
use defer_tests::{say, trace};
use pretty_assertions::assert_eq;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// 8.4: nor is what a panic has left.
#[test]
fn panicked() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(close("a").await);
        turns(1).await;
        boom("body");
    }
    let said = trace(|| assert_eq!(panic_of_cancelling(10, body()).as_deref(), Some("body")));
    assert_eq!(said, lines(&["body!", "closes a", "closed a"]));
}

/// 7.4: a panic in a call that completes elsewhere: the others still run, then it goes on into whoever polls.
#[test]
fn panic_in_a_detached_call() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(close("a").await);
        defer!(|| {
            turns(1).await;
            boom("detached");
        });
        turns(1).await;
    }
    let said = trace(|| assert_eq!(panic_of_cancelling(1, body()), None));
    assert_eq!(said, lines(&["spawned"]));
    let said = trace(|| assert_eq!(panic_of_completing().as_deref(), Some("detached")));
    assert_eq!(said, lines(&["detached!", "closes a", "closed a"]));
}

/// 7.4: a later one replaces it.
#[test]
fn panics_in_detached_calls() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(say("first"));
        defer!(boom("second"));
        defer!(|| {
            turns(1).await;
            boom("third");
        });
        turns(1).await;
    }
    let said = trace(|| assert_eq!(panic_of_cancelling(1, body()), None));
    assert_eq!(said, lines(&["spawned"]));
    let said = trace(|| assert_eq!(panic_of_completing().as_deref(), Some("second")));
    assert_eq!(said, lines(&["third!", "second!", "first"]));
}

/// 7.2: and is stopped by a call outside of it.
#[test]
fn recovered_panic_of_a_detached_call() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(close("a").await);
        defer!(|| {
            let panic = recover!().expect("a panic");
            turns(1).await;
            say(panic);
        });
        defer!(|| {
            turns(1).await;
            boom("detached");
        });
        turns(1).await;
        say("not reached");
    }
    let said = trace(|| assert_eq!(panic_of_cancelling(1, body()), None));
    assert_eq!(said, lines(&["spawned"]));
    let said = trace(|| assert_eq!(panic_of_completing(), None));
    assert_eq!(said, lines(&["detached!", "detached", "closes a", "closed a"]));
}

/// 7.4: a panic before anything is pending comes with what is spawned, since it may be stopped there.
#[test]
fn panic_before_a_detached_call() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(close("a").await);
        defer!(boom("at once"));
        turns(1).await;
    }
    let said = trace(|| assert_eq!(panic_of_cancelling(1, body()), None));
    assert_eq!(said, lines(&["at once!", "closes a", "spawned"]));
    let said = trace(|| assert_eq!(panic_of_completing().as_deref(), Some("at once")));
    assert_eq!(said, lines(&["closed a"]));
}

/// 7.4: where nothing is pending it goes on out of the drop.
#[test]
fn panic_with_nothing_to_await() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(say("first"));
        defer!(boom("at once"));
        turns(1).await;
    }
    let said = trace(|| assert_eq!(panic_of_cancelling(1, body()).as_deref(), Some("at once")));
    assert_eq!(said, lines(&["at once!", "first"]));
}

/// 7.1: a panic under way when its function is cancelled goes on in whoever completes the calls.
#[test]
fn cancelled_while_panicking() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(close("a").await);
        errdefer!(close("b").await);
        boom("body");
    }
    let said = trace(|| assert_eq!(panic_of_cancelling(1, body()), None));
    assert_eq!(said, lines(&["body!", "closes b", "spawned"]));
    let said = trace(|| assert_eq!(panic_of_completing().as_deref(), Some("body")));
    assert_eq!(said, lines(&["closed b", "closes a", "closed a"]));
}

/// 7.4: dropped by a panic that is under way, a panic of a deferred call is lost, and nothing aborts.
#[test]
fn cancelled_by_a_panic() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(close("a").await);
        defer!(boom("at once"));
        turns(1).await;
    }
    let said = trace(|| {
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let mut future = Box::pin(body());
            assert!(poll(&mut future).is_pending());
            boom("around");
        }));
        let message = caught.expect_err("a panic").downcast::<String>().expect("a message");
        assert_eq!(*message, "around");
    });
    assert_eq!(said, lines(&["around!", "at once!", "closes a", "spawned"]));
    let said = trace(|| assert_eq!(panic_of_completing().as_deref(), Some("at once")));
    assert_eq!(said, lines(&["closed a"]));
}

/// 7.3, 8.2: in a loop, too, a recovery does not undo the cancellation: there is no next iteration.
#[test]
fn recovered_panic_in_a_loop() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(close("a").await);
        for i in 0..3 {
            defer!(|| {
                let panic = recover!().expect("a panic");
                turns(1).await;
                say(panic);
            });
            defer!(boom("detached"));
            say(i);
            turns(1).await;
        }
        say("not reached");
    }
    let said = trace(|| assert_eq!(panic_of_cancelling(1, body()), None));
    assert_eq!(said, lines(&["0", "detached!", "spawned"]));
    let said = trace(|| assert_eq!(panic_of_completing(), None));
    assert_eq!(said, lines(&["detached", "closes a", "closed a"]));
}

/// 7.2, 8.2: nor does one that was under way when the function was cancelled.
#[test]
fn recovery_under_way_in_a_loop() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(close("a").await);
        for i in 0..3 {
            defer!(|| {
                let panic = recover!().expect("a panic");
                turns(1).await;
                say(panic);
            });
            say(i);
            boom("body");
        }
        say("not reached");
    }
    let said = trace(|| assert_eq!(panic_of_cancelling(1, body()), None));
    assert_eq!(said, lines(&["0", "body!", "spawned"]));
    let said = trace(|| assert_eq!(panic_of_completing(), None));
    assert_eq!(said, lines(&["body", "closes a", "closed a"]));
}

/// 7.5: where a panic under way drops the function, the calls that run at once stand in its unwinding; those that are
/// spawned don't.
#[test]
fn unwinding_around() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(|| {
            say(std::thread::panicking());
            turns(1).await;
            say(std::thread::panicking());
        });
        turns(1).await;
    }
    let said = trace(|| {
        let mut future = Box::pin(body());
        assert!(poll(&mut future).is_pending());
        let caught = catch_unwind(AssertUnwindSafe(move || {
            let _future = future;
            boom("around");
        }));
        assert!(caught.is_err());
    });
    assert_eq!(said, lines(&["around!", "true", "spawned"]));
    let said = trace(|| assert_eq!(panic_of_completing(), None));
    assert_eq!(said, lines(&["false"]));
}
