//! What a spawner drops. Where it drops it, which may be within the drop of the function or long after:
//!
//! 1. the call that is under way ends where it stands: its locals are dropped, and the deferred calls of its own run;
//! 2. the calls outside of it run, last registered first, the locals between them dropped in their turn;
//! 3. each of these is polled once, and what it still had to await then is dropped with it (8.3).
//!
//! So only what was pending is lost. Nothing is handed to the spawner a second time.

use super::by_hand::{KEPT, boom, cancel_after, close, completed, keep, lines, lose, panic_of_cancelling, poll, turns};
use defer_runtime::{defer, errdefer, okdefer, with_defer};
use defer_tests::{Named, say, trace};
use pretty_assertions::assert_eq;
use std::panic::{AssertUnwindSafe, catch_unwind};

// 8.3: what a spawner drops ends where it stands; the calls outside of it run, last one first, each polled once.
cancels! {
    lost_with_nothing_outside (lose, 1) {
        defer!(close("a").await);
        turns(1).await;
    } => ["closes a", "lost"], [];

    lost_with_calls_outside (lose, 1) {
        defer!(say("first"));
        defer!(close("a").await);
        defer!(say("second"));
        defer!(close("b").await);
        defer!(say("third"));
        turns(1).await;
    } => ["third", "closes b", "lost", "second", "closes a", "first"], [];

    lost_while_under_way (lose, 2) {
        defer!(close("a").await);
        defer!(close("b").await);
        defer!(close("c").await);
    } => ["closes c", "closed c", "closes b", "lost", "closes a"], [];

    lost_in_a_loop (lose, 1) {
        defer!(close("all").await);
        for i in 0..3 {
            defer!(|| close(&i.to_string()).await);
            let _local = Named("of the iteration");
            turns(1).await;
        }
    } => ["drop of the iteration", "closes 0", "lost", "closes all"], [];

    lost_in_a_block_of_its_own (lose, 1) {
        defer!(close("a").await);
        defer!(|| {
            defer!(close("b").await);
            let _local = Named("of the block");
            turns(1).await;
            say("not reached");
        });
        turns(1).await;
    } => ["lost", "drop of the block", "closes b", "closes a"], [];

    lost_with_a_failure (lose, 1) {
        errdefer!(say("failed"));
        okdefer!(say("not reached"));
        defer!(close("a").await);
        turns(1).await;
    } => ["closes a", "lost", "failed"], [];
}

/// 8.3: a spawner that panics loses what was pending, as one that drops it; its panic goes on out of the drop.
#[test]
fn spawner_that_panics() {
    fn panics(task: impl Future<Output = ()>) {
        let _task = task;
        boom("spawner");
    }
    #[with_defer(detach = panics)]
    async fn body() {
        defer!(say("first"));
        defer!(close("a").await);
        defer!(close("b").await);
        turns(1).await;
    }
    let said = trace(|| assert_eq!(panic_of_cancelling(1, body()).as_deref(), Some("spawner")));
    assert_eq!(said, lines(&["closes b", "spawner!", "closes a", "first"]));
}

/// 8.3: what is dropped after it was polled a few times: the call that is under way by then ends there.
#[test]
fn lost_later() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(say("first"));
        defer!(close("a").await);
        defer!(close("b").await);
        defer!(close("c").await);
        turns(1).await;
    }
    let said = trace(|| assert_eq!(cancel_after(1, body()), None));
    assert_eq!(said, lines(&["closes c", "spawned"]));
    let mut task = KEPT.take().pop().expect("it was spawned");
    assert_eq!(
        trace(|| assert!(poll(&mut task).is_pending())),
        lines(&["closed c", "closes b"])
    );
    assert_eq!(trace(|| drop(task)), lines(&["closes a", "first"]));
}

/// 8.3: a task that is never polled.
#[test]
fn lost_without_a_poll() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(say("first"));
        defer!(close("a").await);
        defer!(close("b").await);
        turns(1).await;
    }
    let said = trace(|| assert_eq!(cancel_after(1, body()), None));
    assert_eq!(said, lines(&["closes b", "spawned"]));
    assert_eq!(trace(|| drop(KEPT.take())), lines(&["closes a", "first"]));
}

/// 8.3, 7.4: a panic of a call that runs where the task is dropped goes on out of that drop.
#[test]
fn panic_where_it_is_lost() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(say("first"));
        defer!(boom("second"));
        defer!(close("a").await);
        turns(1).await;
    }
    let said = trace(|| assert_eq!(cancel_after(1, body()), None));
    assert_eq!(said, lines(&["closes a", "spawned"]));
    let said = trace(|| {
        let kept = KEPT.take();
        let panic = catch_unwind(AssertUnwindSafe(|| drop(kept))).expect_err("a panic");
        assert_eq!(*panic.downcast::<String>().expect("a message"), "second");
    });
    assert_eq!(said, lines(&["second!", "first"]));
}

/// 8.3: where such a call is lost, the function in it is cancelled in its turn.
#[test]
fn function_in_a_deferred_call_that_is_lost() {
    #[with_defer(detach = lose)]
    async fn outer() {
        defer!(say("first"));
        defer!(inner().await);
        turns(1).await;
    }
    #[with_defer(detach = keep)]
    async fn inner() {
        defer!(close("inner").await);
        turns(1).await;
        say("not reached");
    }
    let said = trace(|| assert_eq!(cancel_after(1, outer()), None));
    assert_eq!(said, lines(&["lost", "closes inner", "spawned", "first"]));
    assert_eq!(completed(), lines(&["closed inner"]));
}
