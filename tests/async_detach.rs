//! Rule 8.4, polled by hand: what the deferred calls of a cancelled function still have to await is handed to a spawner.
//! `async_detach_executors.rs` does the same on real executors.

// Some loops are there to be cancelled in their first iteration.
#![allow(clippy::never_loop)]

#[path = "async_detach/allocations.rs"]
mod allocations;
#[macro_use]
#[path = "async_detach/by_hand.rs"]
mod by_hand;
#[path = "async_detach/every_step.rs"]
mod every_step;
#[path = "async_detach/lost.rs"]
mod lost;
#[path = "async_detach/panics.rs"]
mod panics;
#[path = "async_detach/spawners.rs"]
mod spawners;

use by_hand::{Task, cancel_after, cancel_when_ready_after, close, complete_spawned, completed, keep, lines, turns};
use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::{Named, no, say, trace, yes};
use pretty_assertions::assert_eq;
use std::rc::Rc;

// 8.4: where there is nothing to await, nothing is spawned.
cancels! {
    never_polled (keep, 0) {
        defer!(close("a").await);
        turns(1).await;
    } => [], [];

    not_reached (keep, 1) {
        turns(1).await;
        defer!(close("a").await);
        turns(1).await;
    } => [], [];

    nothing_to_await (keep, 1) {
        defer!(say("first"));
        let mut n = 1;
        defer!(|| say(n));
        n += 1;
        turns(1).await;
        n += 1;
    } => ["2", "first"], [];

    awaits_what_is_ready (keep, 1) {
        defer!(say("first"));
        defer!(turns(0).await);
        defer!(|| {
            turns(0).await;
            say("second");
        });
        turns(1).await;
    } => ["second", "first"], [];

    not_reached_in_a_branch (keep, 1) {
        defer!(say("first"));
        if no() {
            defer!(close("a").await);
        }
        turns(1).await;
    } => ["first"], [];

    failed_to_be_success (keep, 1) {
        okdefer!(close("a").await);
        turns(1).await;
    } => [], [];
}

// 8.4: the calls run innermost first, with the locals of that moment; the first that isn't ready is spawned, and with it
// those outside of it.
cancels! {
    one_call (keep, 1) {
        defer!(close("a").await);
        turns(1).await;
        say("not reached");
    } => ["closes a", "spawned"], ["closed a"];

    innermost_first (keep, 1) {
        defer!(close("a").await);
        defer!(close("b").await);
        defer!(close("c").await);
        turns(1).await;
    } => ["closes c", "spawned"], ["closed c", "closes b", "closed b", "closes a", "closed a"];

    locals_of_that_moment (keep, 3) {
        let (mut n, mut names) = (0, vec!["a"]);
        defer!(|| {
            close(&names.join(" ")).await;
            say(n);
        });
        defer!(|| {
            names.push("z");
            n += 100;
            turns(1).await;
            n += 1000;
        });
        loop {
            n += 1;
            names.push("b");
            turns(1).await;
        }
    } => ["spawned"], ["closes a b b b z", "closed a b b b z", "1103"];

    values_of_now (keep, 1) {
        let mut n = 1;
        defer!(close(&n.to_string()).await);
        defer!((async |n: u32| close(&n.to_string()).await)(n).await);
        n += 1;
        turns(1).await;
    } => ["closes 1", "spawned"], ["closed 1", "closes 1", "closed 1"];

    what_awaits_nothing_runs_in_its_turn (keep, 1) {
        defer!(say("first"));
        defer!(close("a").await);
        defer!(say("second"));
        turns(1).await;
    } => ["second", "closes a", "spawned"], ["closed a", "first"];

    locals_are_dropped_in_their_turn (keep, 1) {
        let _outer = Named("outer");
        defer!(close("a").await);
        let _inner = Named("inner");
        turns(1).await;
    } => ["drop inner", "closes a", "spawned"], ["closed a", "drop outer"];

    reached_in_a_branch (keep, 1) {
        if yes() {
            let mut n = 1;
            defer!(|| close(&n.to_string()).await);
            n += 1;
            defer!(close("a").await);
            if no() {
                defer!(close("b").await);
            }
            match yes() {
                true => {
                    defer!(close("c").await);
                }
                false => return,
            }
            n += 1;
        }
        turns(1).await;
    } => ["closes c", "spawned"], ["closed c", "closes a", "closed a", "closes 3", "closed 3"];

    iteration_and_function (keep, 2) {
        let mut total = 0;
        defer!(|| close(&format!("all {total}")).await);
        for i in 0..3 {
            total += 1;
            defer!(|| close(&format!("{i} of {total}")).await);
            if i == 0 {
                continue;
            }
            turns(5).await;
        }
    } => ["closes 0 of 1", "closed 0 of 1", "closes 1 of 2", "spawned"], ["closed 1 of 2", "closes all 2", "closed all 2"];

    loop_in_a_loop (keep, 1) {
        for i in 0..2 {
            defer!(|| close(&i.to_string()).await);
            for j in 2..4 {
                defer!(|| close(&j.to_string()).await);
                turns(1).await;
                return;
            }
        }
        say("not reached");
    } => ["closes 2", "spawned"], ["closed 2", "closes 0", "closed 0"];

    block_with_calls_of_its_own (keep, 1) {
        defer!(|| {
            defer!(close("a").await);
            for i in 0..2 {
                defer!(close(&i.to_string()).await);
            }
            defer!(say("inner"));
            turns(1).await;
            say("block");
        });
        turns(1).await;
    } => ["closes 0", "spawned"], ["closed 0", "closes 1", "closed 1", "block", "inner", "closes a", "closed a"];

    returns_from_a_block (keep, 1) {
        defer!(close("a").await);
        defer!(|| {
            turns(1).await;
            if yes() {
                return;
            }
            say("not reached");
        });
        turns(1).await;
    } => ["spawned"], ["closes a", "closed a"];

    cancellation_is_a_failure (keep, 1) {
        okdefer!(close("ok").await);
        errdefer!(close("a").await);
        errdefer!(|| {
            turns(1).await;
            say("failed");
        });
        turns(1).await;
    } => ["spawned"], ["failed", "closes a", "closed a"];

    cancellation_is_no_panic (keep, 1) {
        defer!(|| {
            turns(1).await;
            say(recover!().is_none());
        });
        turns(1).await;
        say("not reached");
    } => ["spawned"], ["true"];
}

// 6.5, 8.4: what success takes along goes along with what undoes it.
#[test]
fn what_success_takes_along() {
    #[with_defer(detach = keep)]
    async fn body() -> Result<(Named, u32), String> {
        let name = Named("name");
        errdefer!(|| {
            turns(1).await;
            say(format!("undo {}", name.0));
        });
        turns(1).await;
        Ok((name, 1))
    }
    let at_once = trace(|| assert!(cancel_after(1, body()).is_none()));
    assert_eq!(
        (at_once, completed()),
        (lines(&["spawned"]), lines(&["undo name", "drop name"]))
    );
    let at_once = trace(|| assert_eq!(cancel_after(2, body()), Some(Ok((Named("name"), 1)))));
    assert_eq!((at_once, completed()), (lines(&["drop name", "drop name"]), lines(&[])));
}

// 8.4: a call that is under way completes, and the body isn't gone on with.
cancels! {
    under_way_at_the_end (keep, 1) {
        defer!(close("a").await);
        defer!(close("b").await);
        say("body");
    } => ["body", "closes b", "spawned"], ["closed b", "closes a", "closed a"];

    under_way_and_not_the_first (keep, 2) {
        defer!(close("a").await);
        defer!(close("b").await);
        defer!(close("c").await);
    } => ["closes c", "closed c", "closes b", "spawned"], ["closed b", "closes a", "closed a"];

    under_way_is_the_last (keep, 2) {
        defer!(close("a").await);
        defer!(close("b").await);
    } => ["closes b", "closed b", "closes a", "spawned"], ["closed a"];

    under_way_with_one_to_go_at_once (keep, 1) {
        defer!(say("first"));
        defer!(|| {
            say("block");
            turns(2).await;
            say("end of block");
        });
    } => ["block", "spawned"], ["end of block", "first"];

    under_way_in_a_block_with_a_loop (keep, 1) {
        defer!(close("a").await);
        defer!(|| {
            errdefer!(say("not reached"));
            okdefer!(say("block"));
            for i in 0..2 {
                defer!(|| close(&i.to_string()).await);
                errdefer!(say("not reached"));
            }
            turns(1).await;
        });
    } => ["closes 0", "spawned"], ["closed 0", "closes 1", "closed 1", "block", "closes a", "closed a"];

    under_way_in_a_block_of_its_own (keep, 2) {
        defer!(close("a").await);
        defer!(|| {
            defer!(close("b").await);
            defer!(close("c").await);
        });
    } => ["closes c", "closed c", "closes b", "spawned"], ["closed b", "closes a", "closed a"];
}

// 8.2: what was cancelled stays where it is: the body isn't gone on with behind the call.
cancels! {
    under_way_in_an_iteration (keep, 1) {
        defer!(close("all").await);
        for i in 0..3 {
            defer!(|| close(&i.to_string()).await);
            say(format!("iteration {i}"));
        }
        say("not reached");
    } => ["iteration 0", "closes 0", "spawned"], ["closed 0", "closes all", "closed all"];

    under_way_in_an_iteration_alone (keep, 1) {
        for i in 0..3 {
            defer!(|| close(&i.to_string()).await);
            say(format!("iteration {i}"));
        }
        say("not reached");
    } => ["iteration 0", "closes 0", "spawned"], ["closed 0"];

    under_way_in_the_last_iteration (keep, 1) {
        loop {
            defer!(close("a").await);
            break;
        }
        say("not reached");
        turns(1).await;
    } => ["closes a", "spawned"], ["closed a"];
}

/// 8.4: what completes without being cancelled is never handed to anyone.
#[test]
fn not_cancelled() {
    #[with_defer(detach = keep)]
    async fn body(fails: bool) -> Result<u32, &'static str> {
        defer!(close("a").await);
        errdefer!(close("failed").await);
        okdefer!(close("succeeded").await);
        turns(1).await;
        match fails {
            true => Err("failed"),
            false => Ok(1),
        }
    }
    let said = trace(|| assert_eq!(cancel_after(10, body(false)), Some(Ok(1))));
    assert_eq!(
        said,
        lines(&["closes succeeded", "closed succeeded", "closes a", "closed a"])
    );
    let said = trace(|| assert_eq!(cancel_after(10, body(true)), Some(Err("failed"))));
    assert_eq!(said, lines(&["closes failed", "closed failed", "closes a", "closed a"]));
}

/// 8.2: a function that was cancelled where it stood doesn't go on, even if what it waited for has come by then.
#[test]
fn ready_when_it_is_cancelled() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(close("a").await);
        turns(1).await;
        say("not reached");
    }
    let said = trace(|| cancel_when_ready_after(1, body()));
    assert_eq!(said, lines(&["closes a", "spawned"]));
    assert_eq!(completed(), lines(&["closed a"]));
}

/// The same in front of the first deferred call.
#[test]
fn ready_when_it_is_cancelled_with_nothing_registered() {
    #[with_defer(detach = keep)]
    async fn body() {
        turns(1).await;
        say("not reached");
        defer!(close("a").await);
    }
    let said = trace(|| cancel_when_ready_after(1, body()));
    assert_eq!(said, lines(&[]));
}

/// The same between the iterations of a loop.
#[test]
fn ready_when_it_is_cancelled_between_iterations() {
    #[with_defer(detach = keep)]
    async fn body() {
        for i in 0..3 {
            {
                defer!(say(i));
            }
            if i == 1 {
                break;
            }
        }
        turns(1).await;
        say("not reached");
    }
    let said = trace(|| cancel_when_ready_after(1, body()));
    assert_eq!(said, lines(&["0", "1"]));
}

/// 8.2, 6.1: a function that is cancelled while a call is under way has failed for those outside of it, though it had a
/// value to return.
#[test]
fn under_way_is_a_failure_for_those_outside() {
    #[with_defer(detach = keep)]
    async fn body() -> Result<u32, &'static str> {
        errdefer!(close("failed").await);
        okdefer!(close("not reached").await);
        defer!(close("a").await);
        Ok(1)
    }
    let said = trace(|| assert_eq!(cancel_after(1, body()), None));
    assert_eq!(said, lines(&["closes a", "spawned"]));
    assert_eq!(completed(), lines(&["closed a", "closes failed", "closed failed"]));
}

/// The same without the option, where the call is dropped.
#[test]
fn under_way_is_a_failure_for_those_outside_without_a_spawner() {
    #[with_defer]
    async fn body() -> Result<u32, &'static str> {
        errdefer!(close("failed").await);
        okdefer!(close("not reached").await);
        defer!(close("a").await);
        Ok(1)
    }
    let said = trace(|| assert_eq!(cancel_after(1, body()), None));
    assert_eq!(said, lines(&["closes a", "closes failed"]));
}

/// 5.2: the named result is that of the moment.
#[test]
fn named_result() {
    #[with_defer(result = 5, detach = keep)]
    async fn body() -> u32 {
        defer!(|| close(&result.to_string()).await);
        defer!(|| {
            turns(1).await;
            result *= 2;
        });
        result += 1;
        turns(1).await;
        result += 1;
    }
    let said = trace(|| assert_eq!(cancel_after(1, body()), None));
    assert_eq!(said, lines(&["spawned"]));
    assert_eq!(completed(), lines(&["closes 12", "closed 12"]));
}

/// 6.3, 8.2: an error of a deferred call can't replace a cancellation; the calls outside of it run.
#[test]
fn error_in_a_call() {
    #[with_defer(detach = keep)]
    async fn body() -> Result<(), String> {
        errdefer!(|err| close(&format!("no error, but {err}")).await);
        errdefer!(close("a").await);
        defer!(fails().await?);
        turns(1).await;
        Ok(())
    }
    async fn fails() -> Result<(), &'static str> {
        close("b").await;
        Err("failed")
    }
    let said = trace(|| assert_eq!(cancel_after(1, body()), None));
    assert_eq!(said, lines(&["closes b", "spawned"]));
    assert_eq!(completed(), lines(&["closed b", "closes a", "closed a"]));
}

/// 8.4: one polls the spawned task as often as the calls wait.
#[test]
fn polled_as_often_as_needed() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(turns(2).await);
        defer!(turns(3).await);
        turns(1).await;
    }
    assert_eq!(cancel_after(1, body()), None);
    assert_eq!(complete_spawned(), 5);
}

/// 8.4: one function that awaits another: each hands on its own calls, the inner one first.
#[test]
fn function_in_a_function() {
    #[with_defer(detach = keep)]
    async fn outer() {
        defer!(close("outer").await);
        inner().await;
    }
    #[with_defer(detach = keep)]
    async fn inner() {
        defer!(close("inner").await);
        turns(1).await;
    }
    let said = trace(|| assert_eq!(cancel_after(1, outer()), None));
    assert_eq!(said, lines(&["closes inner", "spawned", "closes outer", "spawned"]));
    assert_eq!(completed(), lines(&["closed inner", "closed outer"]));
}

/// 8.4: a deferred call that awaits a function with deferred calls: both complete.
#[test]
fn function_in_a_deferred_call() {
    #[with_defer(detach = keep)]
    async fn outer() {
        defer!(say("first"));
        defer!(inner().await);
        turns(1).await;
    }
    #[with_defer(detach = keep)]
    async fn inner() {
        defer!(close("inner").await);
        turns(1).await;
        say("inner");
    }
    let said = trace(|| assert_eq!(cancel_after(1, outer()), None));
    assert_eq!(said, lines(&["spawned"]));
    assert_eq!(completed(), lines(&["inner", "closes inner", "closed inner", "first"]));
}

/// 8.3: an async block or closure in the function is a scope of its own (3.1), whose calls are not detached.
#[test]
fn async_block_in_the_function() {
    #[with_defer(detach = keep)]
    async fn body() {
        defer!(close("function").await);
        async {
            defer!(close("block").await);
            turns(1).await;
        }
        .await;
    }
    let said = trace(|| assert_eq!(cancel_after(1, body()), None));
    assert_eq!(said, lines(&["closes block", "closes function", "spawned"]));
    assert_eq!(completed(), lines(&["closed function"]));
}

/// 1.1: methods, generics, patterns; every argument is moved into the future.
#[test]
fn arguments() {
    struct Connection(Named);
    trait Serve {
        async fn serve<T: ToString + 'static>(self, first: T, pair: (u32, u32), unused: Named) -> u32;
    }
    impl Serve for Connection {
        #[with_defer(detach = keep)]
        async fn serve<T: ToString + 'static>(self, first: T, (a, mut b): (u32, u32), _: Named) -> u32 {
            defer!(|| close(&format!("{} {} {a} {b}", self.0.0, first.to_string())).await);
            b += 1;
            turns(1).await;
            b
        }
    }
    let said = trace(|| {
        let serving = Connection(Named("self")).serve("first", (1, 2), Named("unused"));
        assert_eq!(cancel_after(1, serving), None);
    });
    assert_eq!(said, lines(&["closes self first 1 3", "spawned"]));
    let said = completed();
    assert_eq!(said, lines(&["closed self first 1 3", "drop unused", "drop self"]));
}

/// 8.4: an argument that nobody mentions goes along too: it may be a permit, or a lock.
#[test]
fn argument_that_is_not_mentioned() {
    #[with_defer(detach = keep)]
    async fn body(_permit: Named, _second: Named) {
        defer!(close("a").await);
        turns(1).await;
    }
    let said = trace(|| assert_eq!(cancel_after(1, body(Named("permit"), Named("second"))), None));
    assert_eq!(said, lines(&["closes a", "spawned"]));
    assert_eq!(completed(), lines(&["closed a", "drop second", "drop permit"]));
}

/// The same with `self`.
#[test]
fn receiver_that_is_not_mentioned() {
    struct Lock {
        _name: Named,
    }
    impl Lock {
        #[with_defer(detach = keep)]
        async fn body(self) {
            defer!(close("a").await);
            turns(1).await;
        }
    }
    let lock = Lock { _name: Named("lock") };
    let said = trace(|| assert_eq!(cancel_after(1, lock.body()), None));
    assert_eq!(said, lines(&["closes a", "spawned"]));
    assert_eq!(completed(), lines(&["closed a", "drop lock"]));
}

/// 1.2: whatever can be called is a spawner.
#[test]
fn forms_of_spawners() {
    struct Executor;
    impl Executor {
        fn spawn(&self, task: impl Future<Output = ()> + 'static) -> u32 {
            keep(task);
            1
        }
    }
    static EXECUTOR: Executor = Executor;
    mod deep {
        pub(super) use super::keep;
    }
    fn chosen() -> fn(Task) {
        |task| keep(task)
    }

    #[with_defer(detach = |task| EXECUTOR.spawn(task))]
    async fn closure() {
        defer!(close("closure").await);
        turns(1).await;
    }
    #[with_defer(detach = deep::keep)]
    async fn path() {
        defer!(close("path").await);
        turns(1).await;
    }
    #[with_defer(detach = |task| chosen()(Box::pin(task)),)]
    async fn returned() {
        defer!(close("returned").await);
        turns(1).await;
    }
    #[with_defer(detach = { say("chosen"); keep })]
    async fn block() {
        defer!(close("block").await);
        turns(1).await;
    }
    #[with_defer(detach = |task| executor.spawn(task))]
    async fn argument(executor: Rc<Executor>) {
        defer!(close("argument").await);
        turns(1).await;
    }
    let said = trace(|| {
        cancel_after(1, argument(Rc::new(Executor)));
        cancel_after(1, closure());
        cancel_after(1, path());
        cancel_after(1, returned());
        cancel_after(1, block());
    });
    let expected = [
        "closes argument",
        "spawned",
        "closes closure",
        "spawned",
        "closes path",
        "spawned",
        "closes returned",
        "spawned",
    ];
    assert_eq!(
        said,
        lines(&[&expected[..], &["closes block", "chosen", "spawned"]].concat())
    );
    complete_spawned();
}
