//! Async functions of every shape, with what they register: tests drop them, or let them panic, wherever they stand.

#![allow(clippy::never_loop)]

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::poll::{always, on_failure, on_success, pause, poll_once, ran, recovered, with_error};
use defer_tests::{no, say, yes};
use std::ops::ControlFlow;
use std::pin::{Pin, pin};

/// An async function, the futures of which are all alike.
pub struct Shape {
    pub name: &'static str,
    pub make: fn() -> Pin<Box<dyn Future<Output = ()>>>,
    /// How many polls it takes.
    pub polls: usize,
}

/// Each shape.
pub fn shapes() -> impl Iterator<Item = &'static Shape> {
    [STRAIGHT, CONDITIONAL, LOOPS, INNER_LOCALS, AWAITING, WITH_RESULTS]
        .into_iter()
        .flatten()
}

async fn ignore<T>(future: impl Future<Output = T>) {
    future.await;
}

/// Functions without a result, and how many polls each takes.
macro_rules! shapes {
    ($table:ident: $($name:ident $body:block => $polls:literal;)*) => {
        $(#[with_defer]
        async fn $name() $body)*

        shapes_of! {
            $table: $($name: $name() => $polls;)*
        }
    };
}

/// The same of futures.
macro_rules! shapes_of {
    ($table:ident: $($name:ident: $future:expr => $polls:literal;)*) => {
        const $table: &[Shape] = &[$(Shape {
            name: stringify!($name),
            make: || Box::pin(ignore($future)),
            polls: $polls,
        },)*];
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
shapes! { STRAIGHT:
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
        always(3);
        defer! { ran("3") }
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
shapes! { CONDITIONAL:
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
shapes! { LOOPS:
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
shapes! { INNER_LOCALS:
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
shapes! { AWAITING:
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

    // 7.2: where there is a panic to be recovered from, the loop goes on; a cancelled one does not
    recovery {
        always(1);
        defer!(|| {
            if recover!().is_some() {
                recovered();
            }
            ran("1");
        });
        for i in 0..2 {
            let name = always(format!("iteration {i}"));
            defer!(|| {
                ran(name);
                if recover!().is_some() {
                    recovered();
                }
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

shapes_of! { WITH_RESULTS:
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
