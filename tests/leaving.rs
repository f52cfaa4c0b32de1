//! Rule 6.6: `leaving!()` says how the scope is left, in every scope and every form.

// Some loops panic in every iteration.
#![allow(clippy::never_loop)]

use defer_runtime::Leaving::{self, Cancelled, Normally, Panicking};
use defer_runtime::{defer, errdefer, leaving, okdefer, recover, with_defer};
use defer_tests::poll::{drop_after, pause, poll_once};
use defer_tests::{no, say, trace, yes};
use pretty_assertions::assert_eq;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};

/// What deferred code has seen, as it is said.
fn see(who: &str, leaving: Leaving) {
    say(format!("{who} {leaving:?}"));
}

/// Tests what each body says, whatever it returns and whether or not it panics.
macro_rules! says {
    ($($name:ident $(-> $returned:ty)? $body:block => $lines:expr;)*) => {
        $(#[test]
        fn $name() {
            #[with_defer]
            fn body() $(-> $returned)? $body
            assert_eq!(trace(|| drop(catch_unwind(AssertUnwindSafe(body)))), $lines);
        })*
    };
}

// 6.6: normally, whatever the value.
says! {
    at_its_end { defer!(|| see("f", leaving!())); say("body"); } => ["body", "f Normally"];
    by_return { defer!(|| see("f", leaving!())); if yes() { return; } say("not here"); } => ["f Normally"];
    with_an_error -> Result<(), u32> { defer!(|| see("f", leaving!())); Err(1) } => ["f Normally"];
    by_a_question_mark -> Result<u32, std::num::ParseIntError> {
        defer!(|| see("f", leaving!()));
        Ok("x".parse::<u32>()? + 1)
    } => ["f Normally"];
    with_none -> Option<u32> { defer!(|| see("f", leaving!())); None } => ["f Normally"];
    by_an_error_of_a_deferred_call -> Result<(), std::num::ParseIntError> {
        defer!(|| see("f", leaving!()));
        defer!(|| { "x".parse::<u32>()?; });
        Ok(())
    } => ["f Normally"];
    in_code_with_a_question_mark -> Result<(), std::num::ParseIntError> {
        defer!(|| { see("f", leaving!()); "x".parse::<u32>()?; });
        panic!()
    } => ["f Panicking"];
    // No `Outcome` is asked for.
    with_a_type_of_ones_own -> std::fmt::Error { defer!(|| see("f", leaving!())); std::fmt::Error } => ["f Normally"];
}

// 6.6: by a panic, which goes on.
says! {
    by_a_panic { defer!(|| see("f", leaving!())); panic_any(1) } => ["f Panicking"];
    by_a_panic_of_a_call_that_ran_before {
        defer!(|| see("last", leaving!()));
        defer!(|| panic!("in deferred code"));
        defer!(|| see("first", leaving!()));
    } => ["first Normally", "last Panicking"];
    after_a_recovery {
        defer!(|| see("last", leaving!()));
        defer!(|| {
            see("before", leaving!());
            recover!();
            see("after", leaving!());
        });
        panic_any(1)
    } => ["before Panicking", "after Normally", "last Normally"];
    after_one_that_is_resumed {
        defer!(|| see("last", leaving!()));
        defer!(|| {
            if let Some(panic) = recover!() {
                see("stopped", leaving!());
                panic.resume();
            }
        });
        panic_any(1)
    } => ["stopped Normally", "last Panicking"];
    twice_in_a_call {
        defer!(|| say(format!("{:?} {:?}", leaving!(), leaving!())));
        panic_any(1)
    } => ["Panicking Panicking"];
    in_a_closure_of_deferred_code {
        defer!(|| {
            let f = || leaving!();
            let g = || leaving!();
            see("f", f());
            see("g", g());
        });
        panic_any(1)
    } => ["f Panicking", "g Panicking"];
}

// 6.6: in every scope; a loop's body and a labelled block are left normally by `break`, `continue` and `return`.
says! {
    iterations {
        defer!(|| see("f", leaving!()));
        for i in 0..4 {
            defer!(|| see(&i.to_string(), leaving!()));
            match i {
                0 => continue,
                1 => {}
                2 => panic_any(2),
                _ => break,
            }
        }
    } => ["0 Normally", "1 Normally", "2 Panicking", "f Panicking"];
    iterations_that_recover {
        defer!(|| see("f", leaving!()));
        let mut n = 0;
        while n < 2 {
            n += 1;
            defer!(|| see("outer", leaving!()));
            defer!(|| { recover!(); });
            panic_any(n)
        }
    } => ["outer Normally", "outer Normally", "f Normally"];
    iteration_that_returns -> u32 {
        defer!(|| see("f", leaving!()));
        loop {
            defer!(|| see("loop", leaving!()));
            return 1;
        }
    } => ["loop Normally", "f Normally"];
    iteration_with_a_question_mark -> Option<u32> {
        defer!(|| see("f", leaving!()));
        loop {
            defer!(|| see("loop", leaving!()));
            None?;
        }
    } => ["loop Normally", "f Normally"];
    labelled_blocks {
        defer!(|| see("f", leaving!()));
        let n = 'a: {
            defer!(|| see("a", leaving!()));
            if yes() { break 'a 1; }
            2
        };
        'b: {
            defer!(|| see("b", leaving!()));
            defer!(|| { recover!(); });
            if n == 1 { panic_any(1); }
        }
        'c: {
            defer!(|| see("c", leaving!()));
            panic_any(1)
        }
    } => ["a Normally", "b Normally", "c Panicking", "f Panicking"];
    closures {
        defer!(|| see("f", leaving!()));
        let quiet = || { defer!(|| see("quiet", leaving!())); 1 };
        let loud = |n: u32| -> u32 { defer!(|| see("loud", leaving!())); assert_ne!(n, 1); n };
        loud(quiet());
    } => ["quiet Normally", "loud Panicking", "f Panicking"];
    deferred_code {
        // 3.7: it is a scope of its own, about which its calls are told.
        defer!(|| {
            see("outer", leaving!());
            defer!(|| see("inner", leaving!()));
            see("still", leaving!());
        });
        panic_any(1)
    } => ["outer Panicking", "still Panicking", "inner Normally"];
    deferred_code_that_panics {
        defer!(|| {
            defer!(|| see("inner", leaving!()));
            panic_any(1)
        });
    } => ["inner Panicking"];
    conditional_calls {
        defer!(|| see("f", leaving!()));
        if yes() {
            defer!(|| see("if", leaving!()));
            if no() { defer!(|| see("not reached", leaving!())); }
            let mut n = 1;
            defer!(|| { n += 1; see(&n.to_string(), leaving!()); panic_any(3) });
            defer!(|| see("first", leaving!()));
        }
    } => ["first Normally", "2 Normally", "if Panicking", "f Panicking"];
    arms -> Result<(), u32> {
        match yes() {
            true => defer! { see("arm", leaving!()) },
            false => defer! { see("not reached", leaving!()) },
        }
        Err(1)
    } => ["arm Normally"];
    function_that_never_returns { #[with_defer] fn never() -> ! { defer!(|| see("!", leaving!())); panic_any(1) } never() } => ["! Panicking"];
}

// 6.6: in every form, with `errdefer!` and `okdefer!` too.
says! {
    forms {
        defer! { see("braces", leaving!()) }
        defer!({ see("block", leaving!()) });
        defer!(|| see("closure", leaving!()));
        defer!((|who: &str| see(who, leaving!()))("literal"));
        defer!(|| see("path", ::defer_runtime::leaving!()));
        defer!(|| say(format!("{:?}", leaving!())));
        defer!(|| { if let Normally = leaving!() { return; } say("not here"); });
    } => ["Normally", "path Normally", "literal Normally", "closure Normally", "block Normally", "braces Normally"];
}

says! {
    // With an error there is no panic.
    with_the_error -> Result<(), String> {
        errdefer!(|err| {
            see(err, leaving!());
            own_tokens!(|who| err, leaving!());
            err.push('!');
        });
        Err("e".to_owned())
    } => ["e Normally", "e Normally"];
    on_failure -> Result<(), u32> {
        errdefer!(|| see("err", leaving!()));
        okdefer!(|| see("ok", leaving!()));
        Err(1)
    } => ["err Normally"];
    on_failure_by_a_panic -> Result<(), u32> {
        errdefer!(|| see("err", leaving!()));
        okdefer!(|| see("ok", leaving!()));
        panic_any(1)
    } => ["err Panicking"];
    on_success -> Result<(), u32> {
        for i in 0..2 {
            errdefer!(|| see("err", leaving!()));
            okdefer!(|| see("ok", leaving!()));
            if i == 1 { panic_any(1) }
        }
        Ok(())
    } => ["ok Normally", "err Panicking"];
    // A macro that the attribute can't read is given it among its tokens.
    in_a_macro_of_tokens {
        defer!(|| own_tokens!(|who| "f", leaving!()));
        defer!(|| own_tokens!(|who| "recovered", { recover!(); leaving!() }));
        defer!(|| own_tokens!(|who| "panicked", leaving!()));
        panic_any(1)
    } => ["panicked Panicking", "recovered Normally", "f Normally"];
}

/// `own_tokens!(|who| "f", leaving!())`
macro_rules! own_tokens {
    (|who| $who:expr, $leaving:expr) => {
        see(&$who.to_string(), $leaving)
    };
}
use own_tokens;

/// 6.6: with a named result, of which it says nothing.
#[test]
fn named_results() {
    #[with_defer(result)]
    fn body(panics: bool) -> Result<u32, u32> {
        defer!(|| see("last", leaving!()));
        defer!(|| {
            see("f", leaving!());
            if recover!().is_some() {
                result = Err(2);
            }
        });
        assert!(!panics);
        Err(1)
    }
    assert_eq!(
        trace(|| assert_eq!(body(false), Err(1))),
        ["f Normally", "last Normally"]
    );
    assert_eq!(
        trace(|| assert_eq!(body(true), Err(2))),
        ["f Panicking", "last Normally"]
    );
}

/// 6.6: it can be matched on without a rest, compared and kept.
#[test]
fn values() {
    let text = |leaving| match leaving {
        Normally => "normally",
        Panicking => "panicking",
        Cancelled => "cancelled",
    };
    assert_eq!(
        [Normally, Panicking, Cancelled].map(text),
        ["normally", "panicking", "cancelled"]
    );
    assert_eq!(std::collections::HashSet::from([Normally, Normally]).len(), 1);
}

/// Tests what an async body says that is dropped after each number of polls, up to its end.
macro_rules! dropped {
    ($($name:ident $body:block => $($lines:expr),*;)*) => {
        $(#[test]
        fn $name() {
            #[with_defer]
            async fn body() $body
            fn is_send<F: Future + Send>(future: F) -> F {
                future
            }
            let lines: &[&[&str]] = &[$(&$lines),*];
            for (polls, lines) in lines.iter().enumerate() {
                let dropped = || catch_unwind(AssertUnwindSafe(|| drop_after(polls, is_send(body()))));
                assert_eq!(trace(|| drop(dropped())), *lines, "dropped after {polls} polls");
            }
        })*
    };
}

// 6.6: a future that is dropped, in every scope; and it can be sent, whatever stands around.
dropped! {
    functions {
        defer!(|| see("f", leaving!()));
        pause().await;
    } => [], ["f Cancelled"], ["f Normally"];

    loops {
        defer!(|| see("f", leaving!()));
        for i in 0..2 {
            defer!(|| see(&i.to_string(), leaving!()));
            pause().await;
        }
    } => [], ["0 Cancelled", "f Cancelled"], ["0 Normally", "1 Cancelled", "f Cancelled"],
        ["0 Normally", "1 Normally", "f Normally"];

    loops_that_do_not_wait {
        defer!(|| see("f", leaving!()));
        for i in 0..2 {
            defer!(|| see(&i.to_string(), leaving!()));
        }
        pause().await;
        panic_any(1)
    } => [], ["0 Normally", "1 Normally", "f Cancelled"], ["0 Normally", "1 Normally", "f Panicking"];

    blocks_and_closures {
        async {
            defer!(|| see("async", leaving!()));
            'a: {
                defer!(|| see("a", leaving!()));
                pause().await;
            }
        }
        .await;
        let closure = async || {
            defer!(|| see("closure", leaving!()));
            pause().await;
        };
        closure().await;
    } => [], ["a Cancelled", "async Cancelled"], ["a Normally", "async Normally", "closure Cancelled"],
        ["a Normally", "async Normally", "closure Normally"];

    conditional_calls_that_wait {
        if yes() {
            defer!(|| see("first", leaving!()));
            let text = String::from("second");
            defer!(|| {
                pause().await;
                see(&text, leaving!());
            });
            pause().await;
        }
    } => [], ["first Cancelled"], ["first Cancelled"], ["second Normally", "first Normally"];

    code_that_waits {
        defer!(|| see("last", leaving!()));
        defer!(|| {
            match leaving!() {
                Normally => pause().await,
                other => see("f", other),
            }
            see("then", leaving!());
        });
        pause().await;
    } => [], ["f Cancelled", "then Cancelled", "last Cancelled"], ["last Cancelled"], ["then Normally", "last Normally"];

    code_that_returns_and_waits {
        defer!(|| {
            if leaving!() == Cancelled {
                return see("f", leaving!());
            }
            pause().await;
            see("then", leaving!());
        });
        pause().await;
    } => [], ["f Cancelled"], [], ["then Normally"];

    code_with_calls_of_its_own {
        defer!(|| {
            defer!(|| see("inner", leaving!()));
            pause().await;
            see("outer", leaving!());
        });
        panic_any(1)
    } => [], ["inner Cancelled"], ["outer Panicking", "inner Normally"];

    code_in_an_async_block {
        defer!(|| {
            async {
                see("f", leaving!());
                pause().await;
                see("then", leaving!());
            }
            .await;
        });
        panic_any(1)
    } => [], ["f Panicking"], ["f Panicking", "then Panicking"];

    panics_when_cancelled {
        defer!(|| see("last", leaving!()));
        defer!(|| { recover!(); see("recovered", leaving!()); });
        defer!(|| see("then", leaving!()));
        defer!(|| if leaving!() == Cancelled { panic!("in deferred code") });
        pause().await;
    } => [], ["then Panicking", "recovered Cancelled", "last Cancelled"],
        ["then Normally", "recovered Normally", "last Normally"];
}

/// 6.6, 7.5: about its own scope, and not whether a panic is under way somewhere, as `std::thread::panicking()` is.
#[test]
fn a_panic_from_outside() {
    #[with_defer]
    async fn future() {
        defer!(|| see("future", leaving!()));
        pause().await;
    }
    #[with_defer]
    fn function() {
        defer!(|| see("function", leaving!()));
        say(std::thread::panicking());
    }
    struct Calls;
    impl Drop for Calls {
        fn drop(&mut self) {
            function();
        }
    }
    let panics = || {
        let mut future = Box::pin(future());
        assert!(poll_once(future.as_mut()).is_pending());
        let _calls = Calls;
        panic_any(1)
    };
    assert_eq!(
        trace(|| assert!(catch_unwind(panics).is_err())),
        ["true", "function Normally", "future Cancelled"]
    );
}

/// 6.6: under `detach` what is completed by a spawner says why.
#[test]
fn completed_by_a_spawner() {
    fn spawn(task: impl Future<Output = ()> + Send + 'static) {
        defer_tests::poll::finish(task);
    }
    #[with_defer(detach = spawn)]
    async fn body() {
        defer!(|| see("last", leaving!()));
        defer!(|| {
            pause().await;
            see("waited", leaving!());
        });
        defer!(|| see("first", leaving!()));
        pause().await;
    }
    let says = |polls| trace(|| _ = drop_after(polls, body()));
    assert_eq!(says(0), [""; 0]);
    assert_eq!(says(1), ["first Cancelled", "waited Cancelled", "last Cancelled"]);
    // It is cancelled while the second call waits.
    assert_eq!(says(2), ["first Normally", "waited Normally", "last Cancelled"]);
    assert_eq!(says(3), ["first Normally", "waited Normally", "last Normally"]);
}

/// 6.6: on an executor, an aborted task.
#[tokio::test]
async fn aborted_task() {
    #[with_defer]
    async fn body(seen: std::sync::mpsc::Sender<Leaving>, started: tokio::sync::oneshot::Sender<()>) {
        defer!(|| seen.send(leaving!()).unwrap());
        started.send(()).unwrap();
        std::future::pending().await
    }
    let (seen, was) = std::sync::mpsc::channel();
    let (started, runs) = tokio::sync::oneshot::channel();
    let task = tokio::spawn(body(seen, started));
    runs.await.unwrap();
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(was.try_recv(), Ok(Cancelled));
}
