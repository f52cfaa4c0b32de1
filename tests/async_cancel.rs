//! Rules 8.2 and 8.3: a future dropped before it is done runs the deferred calls that are registered, whatever the shape
//! of its body and wherever it stands.

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::poll::{
    always, cancel_everywhere, drop_after, on_failure, on_success, pause, poll_once, ran, with_error,
};
use defer_tests::{Named, no, say, trace, yes};
use std::ops::ControlFlow;
use std::pin::pin;

/// Drops each body after each number of polls, and holds what runs against what is registered then; the number of polls
/// until it is done is given.
macro_rules! cancels {
    ($($name:ident $body:block => $polls:literal;)*) => {
        $(#[test]
        fn $name() {
            #[with_defer]
            async fn body() $body
            assert_eq!(cancel_everywhere(body), $polls);
        })*
    };
}

/// The same of a future.
macro_rules! cancels_future {
    ($($name:ident: $future:expr => $polls:literal;)*) => {
        $(#[test]
        fn $name() {
            assert_eq!(cancel_everywhere(|| $future), $polls);
        })*
    };
}

/// A function to await, with deferred calls of its own.
#[with_defer]
async fn callee(name: &str) {
    pause().await;
    defer!(ran(always(format!("{name}.1"))));
    pause().await;
    always(format!("{name}.2"));
    defer!(|| ran(format!("{name}.2")));
    pause().await;
}

/// Takes a while: on a cancellation only its beginning runs.
async fn slow(name: String) {
    ran(name);
    pause().await;
    pause().await;
}

/// Is done at once, also on a cancellation.
async fn quick(name: String) {
    async {}.await;
    ran(name);
}

// Where it stands in the scope itself.
cancels! {
    nothing_deferred_is_reached {
        pause().await;
        if yes() {
            return;
        }
        defer!(say("not reached"));
    } => 2;

    straight {
        pause().await;
        defer!(ran(always(1)));
        pause().await;
        always(2);
        defer!(|| ran("2"));
        pause().await;
        defer! { ran("3") }
        always(3);
        pause().await;
    } => 5;

    callees {
        defer!(ran(always("outer")));
        callee("a").await;
        defer!(ran(always("between")));
        callee("b").await;
    } => 7;

    returns_early {
        defer!(ran(always(1)));
        pause().await;
        if yes() {
            pause().await;
            return;
        }
        defer!(ran(always("not reached")));
        pause().await;
    } => 3;

    tail_expression_awaits {
        defer!(ran(always(1)));
        callee("a").await
    } => 4;

    // what the caller's own code drops halfway is a cancellation too
    callee_that_is_dropped_by_the_body {
        defer!(ran(always("outer")));
        {
            let mut first = Box::pin(callee("first"));
            let mut second = Box::pin(callee("second"));
            for _ in 0..2 {
                let _ = poll_once(first.as_mut());
            }
            drop(first);
            let _ = poll_once(second.as_mut());
            pause().await;
            let _ = poll_once(second.as_mut());
        }
        pause().await;
    } => 3;

    unsafe_and_plain_blocks {
        defer!(ran(always(1)));
        {
            pause().await;
            defer!(ran(always(2)));
            pause().await;
        }
        pause().await;
        'a: {
            defer!(ran(always(3)));
            pause().await;
            if yes() {
                break 'a;
            }
            defer!(ran(always("not reached")));
        }
        pause().await;
    } => 6;
}

// Conditional sites (3.2).
cancels! {
    if_and_else {
        if yes() {
            pause().await;
            defer!(ran(always("if")));
            pause().await;
            if no() {
                defer!(ran(always("not reached")));
            } else {
                pause().await;
                always("else");
                defer!(|| ran("else"));
                pause().await;
            }
        }
        pause().await;
        defer!(ran(always("last")));
        pause().await;
    } => 7;

    every_combination_of_sites {
        for taken in 0..8 {
            if taken & 1 != 0 {
                defer!(ran(always(format!("{taken}: 1"))));
                pause().await;
            }
            if taken & 2 != 0 {
                let two = always(format!("{taken}: 2"));
                defer!(|| ran(two));
                pause().await;
            }
            if taken & 4 != 0 {
                defer!(ran(always(format!("{taken}: 4"))));
            }
            pause().await;
        }
    } => 17;

    match_arms {
        for result in [Ok(1), Ok(20), Err("bad")] {
            match result {
                Ok(n) if n > 10 => {
                    always(format!("large {n}"));
                    defer!(|| ran(format!("large {n}")));
                    pause().await;
                }
                Ok(n) => {
                    defer!(ran(always(format!("small {n}"))));
                    pause().await;
                }
                Err(error) => {
                    pause().await;
                    defer!(ran(always(error)));
                }
            }
            pause().await;
        }
    } => 7;

    else_of_a_let {
        defer!(ran(always(1)));
        let Some(_) = None::<i32> else {
            defer!(ran(always("else")));
            pause().await;
            return;
        };
        defer!(ran(always("not reached")));
    } => 2;

    value_of_an_if_that_awaits {
        let n = if yes() {
            defer!(ran(always("if")));
            pause().await;
            1
        } else {
            0
        };
        pause().await;
        defer!(ran(always(n)));
        pause().await;
    } => 4;
}

// Loops: each iteration is a scope (3.1).
cancels! {
    each_iteration {
        for i in 0..3 {
            defer!(ran(always(i)));
            pause().await;
        }
        pause().await;
    } => 5;

    ways_out_of_iterations {
        defer!(ran(always("function")));
        for i in 0..5 {
            defer!(ran(always(i)));
            pause().await;
            if i == 1 {
                continue;
            }
            defer!(ran(always(format!("{i}b"))));
            pause().await;
            if i == 3 {
                break;
            }
        }
        pause().await;
    } => 9;

    nested_loops_with_labels {
        'outer: for i in 0..3 {
            defer!(ran(always(i)));
            let mut j = 0;
            loop {
                j += 1;
                defer!(ran(always(format!("{i} {j}"))));
                pause().await;
                if j == 2 {
                    continue 'outer;
                }
                if i == 2 {
                    break 'outer;
                }
                defer!(ran(always(format!("{i} {j} b"))));
                pause().await;
            }
        }
        pause().await;
    } => 9;

    while_let_with_a_conditional_call {
        let mut queue = vec![1, 2, 3];
        while let Some(n) = queue.pop() {
            pause().await;
            if n != 2 {
                let text = format!("odd {n}");
                always(&text);
                defer!(|| ran(&text));
                pause().await;
            }
            defer!(ran(always(n)));
            pause().await;
        }
    } => 9;

    loop_that_does_not_await_in_one_that_does {
        for i in 0..2 {
            defer!(ran(always(i)));
            for j in 0..2 {
                defer!(ran(always(format!("{i} {j}"))));
            }
            pause().await;
        }
    } => 3;

    returns_from_two_loops {
        defer!(ran(always("function")));
        for i in 0..2 {
            defer!(ran(always(i)));
            while yes() {
                defer!(ran(always(format!("{i} while"))));
                callee("callee").await;
                if i == 1 {
                    return;
                }
                break;
            }
        }
    } => 7;
}

// Locals of inner blocks that live on (3.4).
cancels! {
    local_of_an_inner_block {
        if yes() {
            let mut name = String::from("a");
            always("ab");
            defer!(|| ran(&name));
            name += "b";
            pause().await;
        }
        pause().await;
    } => 3;

    two_calls_that_share_a_local {
        if yes() {
            let name = String::from("a");
            always(&name);
            defer!(|| ran(&name));
            pause().await;
            if yes() {
                let other = format!("{name}b");
                pause().await;
                always(&other);
                defer!(|| ran(&other));
                pause().await;
                always(format!("{name}{other}"));
                defer!(|| ran(format!("{name}{other}")));
                pause().await;
            }
            pause().await;
        }
        pause().await;
    } => 7;

    local_of_an_inner_block_of_a_loop {
        for i in 0..3 {
            if i != 1 {
                let name = format!("{i}");
                always(&name);
                defer!(|| ran(&name));
                pause().await;
            }
            pause().await;
        }
    } => 6;
}

// Deferred calls that await (8.3).
cancels! {
    calls_that_await {
        defer!(slow(always(1)).await);
        pause().await;
        defer!(quick(always(2)).await);
        pause().await;
        always(3);
        defer!(|| slow(String::from("3")).await);
        pause().await;
    } => 8;

    conditional_calls_that_await {
        defer!(ran(always("first")));
        if yes() {
            defer!(slow(always("if")).await);
            pause().await;
            defer!(quick(always("if 2")).await);
            defer!(slow(always("if 3")).await);
        }
        pause().await;
        if no() {
            defer!(slow(always("not reached")).await);
        } else {
            let name = always("else");
            defer!(|| slow(name).await);
            pause().await;
        }
    } => 10;

    calls_in_a_loop_that_await {
        defer!(slow(always("function")).await);
        for i in 0..3 {
            defer!(slow(always(i)).await);
            pause().await;
            if i == 1 {
                defer!(slow(always(format!("{i}b"))).await);
                continue;
            }
            defer!(quick(always(format!("{i}b"))).await);
        }
    } => 14;

    call_with_deferred_calls_of_its_own {
        always("block");
        defer!(|| {
            ran("block");
            defer!(ran(always("block.1")));
            pause().await;
            defer!(slow(always("block.2")).await);
            pause().await;
        });
        pause().await;
        defer!(ran(always("last")));
        pause().await;
    } => 7;

    call_that_runs_callees {
        always("block");
        defer!(|| {
            ran("block");
            callee("callee").await;
            for i in 0..2 {
                defer!(ran(always(i)));
                callee("in a loop").await;
            }
        });
        pause().await;
    } => 11;

    call_with_a_loop_that_leaves_early {
        always("block");
        defer!(|| {
            ran("block");
            for i in 0..3 {
                defer!(slow(always(i)).await);
                if i == 1 {
                    return;
                }
                pause().await;
            }
        });
        pause().await;
    } => 7;

    arguments_that_await {
        async fn name(name: &str) -> String {
            pause().await;
            always(name)
        }
        defer!(ran(name("1").await));
        pause().await;
        defer!(slow(name("2").await).await);
        pause().await;
    } => 7;

    deferred_closure_that_moves {
        let name = always(1);
        defer!(move || ran(name));
        pause().await;
        defer!((|name: String| ran(name))(always(2)));
        pause().await;
    } => 3;

    // 7.2: there is no panic to be recovered from, and a cancelled scope does not go on either
    recovery {
        always(1);
        defer!(|| {
            ran("1");
            assert!(recover!().is_none());
        });
        for i in 0..2 {
            let name = always(format!("iteration {i}"));
            defer!(|| {
                ran(name);
                assert!(recover!().is_none());
                pause().await;
            });
            pause().await;
        }
    } => 5;
}

/// Results of every kind, with named ones (5), and calls for failure and success (6.1): a cancellation is a failure.
#[with_defer]
async fn fails_or_not(fails: bool) -> Result<u32, String> {
    defer!(ran(always(1)));
    errdefer!(ran(on_failure("err")));
    pause().await;
    okdefer!(ran(on_success("ok")));
    pause().await;
    with_error("with error");
    errdefer!(|err| {
        ran("with error");
        err.push('!');
    });
    pause().await;
    defer!(ran(always(2)));
    if yes() {
        on_failure("err in if");
        errdefer!(|| ran("err in if"));
        pause().await;
        okdefer!(ran(on_success("ok in if")));
    }
    pause().await;
    if fails {
        return Err(String::from("failed"));
    }
    Ok(1)
}

#[with_defer(result)]
async fn named(fails: bool) -> Result<u32, String> {
    always(1);
    defer!(|| {
        ran("1");
        if let Ok(n) = &mut result {
            *n += 1;
        }
    });
    pause().await;
    errdefer!(ran(on_failure("err")));
    result = Ok(5);
    pause().await;
    for i in 0..3 {
        defer!(ran(always(i)));
        pause().await;
        okdefer!(ran(on_success(format!("ok {i}"))));
        errdefer!(ran(on_failure(format!("err {i}"))));
        pause().await;
        if i == 1 {
            return if fails { Err(String::from("failed")) } else { Ok(7) };
        }
    }
    pause().await;
    Ok(0)
}

#[with_defer(count = 0, last = None)]
async fn named_tuple() -> (u32, Option<u32>) {
    always(1);
    defer!(|| {
        ran("1");
        count += last.unwrap_or(0);
    });
    while count < 3 {
        defer!(ran(always(format!("iteration {count}"))));
        pause().await;
        count += 1;
    }
    last = Some(10);
    pause().await;
}

#[with_defer]
async fn deferred_question(fails: bool) -> Result<u32, String> {
    async fn close(name: String, fails: bool) -> Result<(), String> {
        ran(name);
        pause().await;
        if fails { Err(String::from("close")) } else { Ok(()) }
    }
    // What is outside of it sees the failure, where there is one.
    defer!(ran(always("first")));
    errdefer!(ran(on_failure("err")));
    defer!(close(always("close"), fails).await?);
    pause().await;
    if yes() {
        defer!(close(always("close in if"), false).await?);
    }
    for i in 0..3 {
        defer!(close(always(i), fails && i == 1).await?);
        pause().await;
    }
    Ok(1)
}

#[with_defer]
async fn option(list: &[u32]) -> Option<u32> {
    defer!(ran(always("first")));
    errdefer!(ran(on_failure("none")));
    okdefer!(ran(on_success("some")));
    let mut sum = 0;
    for i in 0..3 {
        defer!(ran(always(i)));
        pause().await;
        sum += list.get(i)?;
    }
    Some(sum)
}

#[with_defer]
async fn control_flow(breaks: bool) -> ControlFlow<u32, u32> {
    defer!(ran(always("first")));
    errdefer!(ran(on_failure("break")));
    okdefer!(ran(on_success("continue")));
    pause().await;
    if breaks {
        return ControlFlow::Break(1);
    }
    pause().await;
    ControlFlow::Continue(2)
}

#[with_defer]
async fn never() -> std::convert::Infallible {
    let mut n = 0;
    loop {
        defer!(ran(always(n)));
        pause().await;
        n += 1;
    }
}

#[with_defer]
fn recursion(depth: u32) -> std::pin::Pin<Box<dyn Future<Output = u32>>> {
    Box::pin(async move {
        defer!(ran(always(format!("before {depth}"))));
        pause().await;
        let below = if depth > 0 { recursion(depth - 1).await } else { 0 };
        defer!(ran(always(format!("after {depth}"))));
        pause().await;
        below + 1
    })
}

struct Pool {
    open: Vec<String>,
}

impl Pool {
    #[with_defer]
    async fn with_one(&mut self, name: &str) -> usize {
        self.open.push(always(name));
        defer!(|| ran(self.open.pop().unwrap()));
        pause().await;
        self.open.len()
    }

    #[with_defer]
    async fn with_many(&mut self) -> usize {
        let mut total = 0;
        for i in 0..3 {
            self.open.push(always(i));
            defer!(|| {
                let name = self.open.pop().unwrap();
                slow(name).await;
            });
            total += self.with_one(&format!("{i}b")).await;
        }
        total
    }
}

/// Async blocks and closures in a function that isn't async.
#[with_defer]
fn block() -> impl Future<Output = u32> {
    async {
        defer!(ran(always(1)));
        pause().await;
        let inner = async {
            defer!(slow(always("block")).await);
            pause().await;
            1
        };
        let twice = async |n: u32| {
            defer!(ran(always(format!("closure {n}"))));
            pause().await;
            n * 2
        };
        inner.await + twice(1).await + twice(2).await
    }
}

/// Runs beside another future in one task, as `join!` does.
#[with_defer]
async fn beside() {
    defer!(ran(always("outer")));
    let mut a = pin!(std::future::pending::<()>());
    let mut b = pin!(callee("b"));
    std::future::poll_fn(|cx| {
        let _ = a.as_mut().poll(cx);
        b.as_mut().poll(cx)
    })
    .await;
    pause().await;
}

cancels_future! {
    result_ok: fails_or_not(false) => 6;
    result_err: fails_or_not(true) => 6;
    named_result_ok: named(false) => 7;
    named_result_err: named(true) => 7;
    named_tuple_result: named_tuple() => 5;
    deferred_question_mark_ok: deferred_question(false) => 10;
    deferred_question_mark_err: deferred_question(true) => 8;
    option_some: option(&[1, 2, 3]) => 4;
    option_none: option(&[1]) => 3;
    control_flow_continue: control_flow(false) => 3;
    control_flow_break: control_flow(true) => 2;
    recursive: recursion(2) => 7;
    method: async { Pool { open: Vec::new() }.with_one("a").await } => 2;
    method_with_a_loop: async { Pool { open: Vec::new() }.with_many().await } => 10;
    async_block: block() => 7;
    futures_side_by_side: beside() => 5;
}

/// It never ends, so it is not in the tables.
#[test]
fn loop_without_an_end() {
    for polls in 0..5 {
        let run = defer_tests::poll::cancel_after(polls, &[], false, never);
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
        says_after(1, || body("panic")),
        [&begun[..], &["err", "outermost"]].concat(),
        "panic, cancelled"
    );
}

/// 7.1, 8.3: a panic that is under way is not lost where the deferred call on its way is cancelled.
// It is: the guard around drops its rest, and the panic with it.
#[cfg(any())]
#[test]
fn a_panic_on_its_way_out_is_not_lost() {
    #[with_defer]
    async fn body() {
        defer!(say("outer"));
        defer!(pause().await);
        panic!("panic");
    }
    defer_tests::assert_panics(|| drop_after(1, body()), "panic", &["outer"]);
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
