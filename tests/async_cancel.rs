//! Rules 8.2 and 8.3: a future dropped before it is done runs the deferred calls that are registered, whatever the shape
//! of its body and wherever it stands.

mod async_shapes;

use async_shapes::{Shape, shapes};
use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::poll::{Panics, always, cancel_after, cancel_everywhere, drop_after, pause, poll_once, ran};
use defer_tests::{Named, assert_returns, outcome, say, trace, yes};

/// 8.2, 8.3: each shape, dropped after each number of polls; what runs is held against what is registered then.
#[test]
fn every_shape_at_every_poll() {
    for Shape { name, make, polls } in shapes() {
        println!("{name}");
        assert_eq!(cancel_everywhere(make), *polls, "{name}: the polls until it is done");
    }
}

/// It never ends, so it is not in the tables.
#[test]
fn loop_without_an_end() {
    #[with_defer]
    async fn never() -> ! {
        let mut n = 0;
        loop {
            defer!(ran(always(n)));
            pause().await;
            n += 1;
        }
    }
    for polls in 0..5 {
        let run = cancel_after(polls, Panics::Anywhere, &[], never);
        assert_eq!((run.done, run.ran), (false, polls));
    }
}

/// What a future says that is polled so many times and then dropped.
fn says_after<F: Future>(polls: usize, make: impl FnOnce() -> F) -> Vec<String> {
    trace(|| drop(drop_after(polls, make())))
}

/// 8.2: full access to the locals, with the values of that moment.
#[test]
fn values_of_that_moment() {
    #[with_defer]
    async fn body() {
        let mut list = vec![1];
        defer!(|| {
            list.push(0);
            say(format!("block {list:?}"));
        });
        defer!(say(format!("now {list:?}")));
        pause().await;
        list.push(2);
        if yes() {
            let mut inner = 10;
            defer!(|| say(format!("inner {inner}")));
            pause().await;
            inner += list.len();
        }
        pause().await;
        list.clear();
    }
    assert_eq!(says_after(0, body), [""; 0]);
    assert_eq!(says_after(1, body), ["now [1]", "block [1, 0]"]);
    assert_eq!(says_after(2, body), ["inner 10", "now [1]", "block [1, 2, 0]"]);
    assert_eq!(says_after(3, body), ["inner 12", "now [1]", "block [1, 2, 0]"]);
    assert_eq!(says_after(4, body), ["inner 12", "now [1]", "block [0]"]);
}

/// 8.2: what the deferred calls change is changed for the caller, too.
#[test]
fn arguments_are_given_back() {
    #[with_defer]
    async fn body(open: &mut i32, log: &mut Vec<i32>) {
        *open += 1;
        defer!(|| {
            *open -= 1;
            log.push(*open);
        });
        for i in 0..3 {
            *open += i;
            defer!(|| *open -= i);
            log.push(*open);
            pause().await;
        }
    }
    for polls in 0..5 {
        let (mut open, mut log) = (0, Vec::new());
        drop_after(polls, body(&mut open, &mut log));
        let mut expected = vec![1, 2, 3];
        expected.truncate(polls);
        if polls > 0 {
            expected.push(0);
        }
        assert_eq!((open, log), (0, expected), "polled {polls} times");
    }
}

/// 3.5 on a cancellation: as with a guard at the same place, and the parameters last.
#[test]
fn locals_go_between_the_calls() {
    #[with_defer]
    async fn body(_first: Named, _second: Named) {
        let _a = Named("a");
        defer!(say("1"));
        let _b = Named("b");
        pause().await;
        defer!(|| say("2"));
        let _c = Named("c");
        for i in 0..2 {
            let _before = Named("before");
            defer!(say(format!("iteration {i}")));
            let _after = Named("after");
            pause().await;
        }
    }
    let body = || body(Named("first"), Named("second"));
    // as any future that was never polled
    assert_eq!(says_after(0, body), ["drop first", "drop second"]);
    assert_eq!(
        says_after(1, body),
        ["drop b", "1", "drop a", "drop second", "drop first"]
    );
    assert_eq!(
        says_after(2, body),
        [
            "drop after",
            "iteration 0",
            "drop before",
            "drop c",
            "2",
            "drop b",
            "1",
            "drop a",
            "drop second",
            "drop first"
        ]
    );
    assert_eq!(
        says_after(3, body),
        [
            "drop after",
            "iteration 0",
            "drop before",
            "drop after",
            "iteration 1",
            "drop before",
            "drop c",
            "2",
            "drop b",
            "1",
            "drop a",
            "drop second",
            "drop first"
        ]
    );
}

/// 8.2, 6.1: `errdefer!` runs, `okdefer!` doesn't, nor does one that wants an error.
#[test]
fn a_cancellation_is_a_failure() {
    #[with_defer]
    async fn body() -> Result<(), String> {
        errdefer!(say("err"));
        okdefer!(say("ok"));
        errdefer!(|err| say(err));
        pause().await;
        Ok(())
    }
    assert_eq!(says_after(0, body), [""; 0]);
    assert_eq!(says_after(1, body), ["err"]);
    assert_eq!(says_after(2, body), ["ok"]);
}

/// 8.2, 6.5: what success takes along is still there, also where it was already certain.
#[test]
fn a_cancellation_undoes_what_success_takes_along() {
    #[with_defer]
    async fn body() -> Result<(Named, u32), String> {
        let name = Named("name");
        errdefer!(|| say(format!("undo {}", name.0)));
        pause().await;
        let n = 1;
        defer!(|| {
            say("begins");
            pause().await;
            say("ends");
        });
        Ok((name, n))
    }
    assert_eq!(says_after(0, body), [""; 0]);
    assert_eq!(says_after(1, body), ["undo name", "drop name"]);
    assert_eq!(says_after(2, body), ["begins", "undo name", "drop name"]);
    assert_eq!(says_after(3, body), ["begins", "ends", "drop name"]);
}

/// 8.2, 6.5: the same of an async block and an async closure.
#[test]
fn a_cancellation_undoes_what_a_block_takes_along() {
    #[with_defer]
    async fn body() -> Result<(Named, u32), String> {
        let open = async |n: u32| -> Result<(Named, u32), String> {
            let name = Named("closure");
            errdefer!(|| say(format!("undo {}", name.0)));
            pause().await;
            Ok((name, n))
        };
        let (closure, n) = open(1).await?;
        let (block, n) = async {
            let name = Named("block");
            errdefer!(|| say(format!("undo {}", name.0)));
            pause().await;
            if n == 2 {
                Err("two".to_owned())?;
            }
            Ok::<_, String>((name, n + 1))
        }
        .await?;
        drop(block);
        Ok((closure, n))
    }
    assert_eq!(says_after(1, body), ["undo closure", "drop closure"]);
    assert_eq!(says_after(2, body), ["undo block", "drop block", "drop closure"]);
    assert_eq!(says_after(3, body), ["drop block", "drop closure"]);
}

/// 8.2, 6.1: also where success was already certain, and a function that returns no `Result`.
#[test]
fn a_cancellation_after_the_return_is_a_failure() {
    #[with_defer]
    async fn body() -> u32 {
        errdefer!(say("err"));
        okdefer!(say("ok"));
        defer!(|| {
            say("begins");
            pause().await;
            say("ends");
        });
        1
    }
    assert_eq!(says_after(1, body), ["begins", "err"]);
    assert_eq!(says_after(2, body), ["begins", "ends", "ok"]);
}

/// 8.3: a deferred call that awaits is polled once; what is pending then is dropped, with its own calls.
#[test]
fn a_call_that_awaits_is_polled_once() {
    #[with_defer]
    async fn close(name: &'static str, pauses: u32) {
        let _local = Named(name);
        defer!(say(format!("{name} closed")));
        say(format!("{name} closes"));
        for i in 0..pauses {
            say(format!("{name} waits {i}"));
            pause().await;
        }
        say(format!("{name} is done"));
    }
    #[with_defer]
    async fn body() {
        defer!(say("first"));
        defer!(close("a", 2).await);
        defer!(close("b", 0).await);
        pause().await;
        say("end");
    }
    assert_eq!(
        says_after(1, body),
        [
            "b closes",
            "b is done",
            "b closed",
            "drop b", //
            "a closes",
            "a waits 0",
            "a closed",
            "drop a",
            "first"
        ]
    );
    // cancelled in its second wait, on the way out
    assert_eq!(
        says_after(3, body),
        [
            "end",
            "b closes",
            "b is done",
            "b closed",
            "drop b", //
            "a closes",
            "a waits 0",
            "a waits 1",
            "a closed",
            "drop a",
            "first"
        ]
    );
    assert_eq!(
        says_after(4, body),
        [
            "end",
            "b closes",
            "b is done",
            "b closed",
            "drop b", //
            "a closes",
            "a waits 0",
            "a waits 1",
            "a is done",
            "a closed",
            "drop a",
            "first"
        ]
    );
}

/// 8.3: a call that is cancelled in its await ends there, whatever way out it stands on.
#[test]
fn cancelled_on_the_way_out() {
    #[with_defer]
    async fn body(how: &str) -> Result<u32, String> {
        defer!(say("outermost"));
        errdefer!(|err| say(format!("with {err}")));
        errdefer!(say("err"));
        okdefer!(say("ok"));
        if yes() {
            defer!(say("in if"));
        }
        defer!(|| {
            defer!(say("own"));
            say("begins");
            pause().await;
            say("ends");
        });
        match how {
            "error" => return Err(String::from("error")),
            "panic" => panic!("panic"),
            _ => {}
        }
        Ok(1)
    }
    let begun = ["begins", "own", "in if"];
    let ended = ["begins", "ends", "own", "in if"];
    for (how, completed) in [
        ("normal", &["ok", "outermost"][..]),
        ("error", &["err", "with error", "outermost"]),
    ] {
        // it is the cancellation that counts now: nobody gets the error any more
        assert_eq!(
            says_after(1, || body(how)),
            [&begun[..], &["err", "outermost"]].concat(),
            "{how}, cancelled"
        );
        assert_eq!(says_after(2, || body(how)), [&ended[..], completed].concat(), "{how}");
    }
    assert_eq!(
        outcome(|| drop_after(1, body("panic"))).1,
        [&begun[..], &["err", "outermost"]].concat()
    );
}

/// 7.4, 8.3: the cancellation of a deferred call replaces the panic under way, as a panic of the call would.
#[test]
fn a_cancellation_replaces_a_panic() {
    #[with_defer]
    async fn body() {
        defer!(|| say(recover!().is_some()));
        defer!(|| pause().await);
        panic!("panic");
    }
    #[with_defer]
    async fn in_a_slot() {
        defer!(|| say(recover!().is_some()));
        if yes() {
            defer!(|| say(recover!().is_some()));
            defer!(pause().await);
        }
        panic!("panic");
    }
    assert_returns(|| drop_after(1, body()), None, &["false"]);
    assert_returns(|| drop_after(1, in_a_slot()), None, &["false", "false"]);
}

/// 8.2: a future that is done, or has panicked, runs nothing any more.
#[test]
fn what_is_done_runs_nothing() {
    #[with_defer]
    async fn body(panics: bool) {
        defer!(say("deferred"));
        pause().await;
        assert!(!panics, "panic");
    }
    let lines = trace(|| {
        let mut done = Box::pin(body(false));
        while poll_once(done.as_mut()).is_pending() {}
        say("done");
        drop(done);
        let mut panicked = Box::pin(body(true));
        assert!(poll_once(panicked.as_mut()).is_pending());
        let polled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| poll_once(panicked.as_mut())));
        assert!(polled.is_err());
        say("panicked");
        drop(panicked);
    });
    assert_eq!(lines, ["deferred", "done", "deferred", "panicked"]);
}

/// 8.2: also one that is forgotten instead of dropped, as ever in Rust.
#[test]
fn what_is_forgotten_runs_nothing() {
    #[with_defer]
    async fn body() {
        defer!(say("deferred"));
        pause().await;
    }
    let lines = trace(|| {
        let mut future = Box::pin(body());
        assert!(poll_once(future.as_mut()).is_pending());
        std::mem::forget(future);
    });
    assert_eq!(lines, [""; 0]);
}
