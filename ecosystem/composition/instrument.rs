//! `#[tracing::instrument]` on either side of `#[with_defer]`, in functions and in async functions (1.1, 8.1).

#![deny(warnings)]

mod trace;

use defer_runtime::{defer, errdefer, recover, with_defer};
use pretty_assertions::assert_eq;
use std::cell::Cell;
use std::fmt::{Debug, Write};
use tokio::task::yield_now;
use trace::{finish, trace};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber, instrument};

/// Says which spans begin, with which arguments, and which end, and what events say.
struct Teller;

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Says a line, and that it was said outside of the span.
fn say(line: impl ToString) {
    let outside = if INSIDE.get() { "" } else { " (outside)" };
    trace::say(line.to_string() + outside);
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").expect("it is a string");
    }
}

impl Subscriber for Teller {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields(span.metadata().name().to_owned());
        span.record(&mut fields);
        trace::say(fields.0);
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(String::from("event"));
        event.record(&mut fields);
        say(fields.0);
    }
    fn enter(&self, _: &Id) {
        INSIDE.set(true);
    }
    fn exit(&self, _: &Id) {
        INSIDE.set(false);
    }
    fn try_close(&self, _: Id) -> bool {
        trace::say("closed");
        true
    }
}

/// What `program` says, spans and events included.
fn told<T>(program: impl FnOnce() -> T) -> Vec<String> {
    trace(|| tracing::subscriber::with_default(Teller, program))
}

/// The same function, with the attributes in both orders.
macro_rules! both_orders {
    ($(#[instrument($($options:tt)*)] #[with_defer($($names:tt)*)] fn $front:ident | $behind:ident ($($arg:ident: $ty:ty),*) -> $output:ty $body:block)*) => {
        $(#[instrument($($options)*)]
        #[with_defer($($names)*)]
        fn $front($($arg: $ty),*) -> $output $body

        #[with_defer($($names)*)]
        #[instrument($($options)*)]
        fn $behind($($arg: $ty),*) -> $output $body)*
    };
    ($(#[instrument($($options:tt)*)] #[with_defer($($names:tt)*)] async fn $front:ident | $behind:ident ($($arg:ident: $ty:ty),*) -> $output:ty $body:block)*) => {
        $(#[instrument($($options)*)]
        #[with_defer($($names)*)]
        async fn $front($($arg: $ty),*) -> $output $body

        #[with_defer($($names)*)]
        #[instrument($($options)*)]
        async fn $behind($($arg: $ty),*) -> $output $body)*
    };
}

both_orders! {
    #[instrument(name = "plain")]
    #[with_defer()]
    fn plain_in_front | plain_behind(n: u32) -> u32 {
        defer!(say(format!("deferred {n}")));
        say("body");
        n + 1
    }

    #[instrument(name = "err", skip(secret), err, ret)]
    #[with_defer()]
    fn err_in_front | err_behind(text: &str, secret: &mut Vec<u32>) -> Result<u32, std::num::ParseIntError> {
        defer!(|| secret.push(1));
        errdefer!(|error| say(error));
        for part in text.split(' ') {
            defer!(say(part));
            part.parse::<u32>()?;
        }
        text.len().to_string().parse()
    }

    #[instrument(name = "named", ret)]
    #[with_defer(result)]
    fn named_in_front | named_behind(n: u32) -> u32 {
        defer!(|| result += 1);
        defer!(|| {
            if let Some(panic) = recover!() {
                say(panic);
            }
        });
        assert!(n != 9, "nine");
        if n == 1 {
            return 10;
        }
        n
    }

    #[instrument(name = "borrowed", skip_all)]
    #[with_defer()]
    fn borrowed_in_front | borrowed_behind(list: &mut Vec<u32>) -> &mut u32 {
        defer!(say("deferred"));
        list.push(1);
        list.last_mut().expect("it is not empty")
    }
}

#[test]
fn plain() {
    let lines = ["plain n=1", "body", "deferred 1", "closed"];
    assert_eq!(told(|| assert_eq!(plain_in_front(1), 2)), lines);
    assert_eq!(told(|| assert_eq!(plain_behind(1), 2)), lines);
}

#[test]
fn err_and_ret() {
    for function in [err_in_front, err_behind] {
        let mut calls = Vec::new();
        let lines = told(|| assert_eq!(function("1 22", &mut calls), Ok(4)));
        assert_eq!(lines, ["err text=\"1 22\"", "1", "22", "event return=4", "closed"]);
        let lines = told(|| assert!(function("1 x", &mut calls).is_err()));
        let error = "invalid digit found in string";
        assert_eq!(
            lines,
            [
                "err text=\"1 x\"",
                "1",
                "x",
                error,
                &format!("event error={error}"),
                "closed"
            ]
        );
        assert_eq!(calls, [1, 1]);
    }
}

#[test]
fn named_results() {
    for function in [named_in_front, named_behind] {
        assert_eq!(
            told(|| assert_eq!(function(1), 11)),
            ["named n=1", "event return=11", "closed"]
        );
        assert_eq!(
            told(|| assert_eq!(function(9), 1)),
            ["named n=9", "nine", "event return=1", "closed"]
        );
    }
}

#[test]
fn borrowed_results() {
    for function in [borrowed_in_front, borrowed_behind] {
        let mut list = Vec::new();
        assert_eq!(told(|| *function(&mut list) += 1), ["borrowed", "deferred", "closed"]);
        assert_eq!(list, [2]);
    }
}

async fn say_later(line: &str) {
    yield_now().await;
    say(line);
}

mod polled {
    use super::{assert_eq, defer, errdefer, finish, instrument, recover, say, say_later, told, with_defer, yield_now};

    both_orders! {
        #[instrument(name = "plain")]
        #[with_defer()]
        async fn plain_in_front | plain_behind(n: u32) -> u32 {
            defer!(say_later("deferred").await);
            yield_now().await;
            n + 1
        }

        #[instrument(name = "err", skip(secret), err, ret)]
        #[with_defer()]
        async fn err_in_front | err_behind(text: &str, secret: &mut Vec<u32>) -> Result<u32, std::num::ParseIntError> {
            defer!(|| secret.push(1));
            errdefer!(|error| say_later(&error.to_string()).await);
            for part in text.split(' ') {
                defer!(say_later(part).await);
                yield_now().await;
                part.parse::<u32>()?;
            }
            text.len().to_string().parse()
        }

        #[instrument(name = "named", ret)]
        #[with_defer(result)]
        async fn named_in_front | named_behind(n: u32) -> u32 {
            defer!(|| result += 1);
            defer!(|| {
                yield_now().await;
                if let Some(panic) = recover!() {
                    say(panic);
                }
            });
            yield_now().await;
            assert!(n != 9, "nine");
            if n == 1 {
                return 10;
            }
            n
        }

        #[instrument(name = "forever", skip_all)]
        #[with_defer()]
        async fn forever_in_front | forever_behind(log: &mut Vec<u32>) -> u32 {
            defer!(|| log.push(2));
            errdefer!(say("cancelled"));
            log.push(1);
            std::future::pending().await
        }
    }

    #[test]
    fn plain() {
        let lines = ["plain n=1", "deferred", "closed"];
        assert_eq!(told(|| assert_eq!(finish(plain_in_front(1)), 2)), lines);
        assert_eq!(told(|| assert_eq!(finish(plain_behind(1)), 2)), lines);
    }

    fn err_and_ret(function: impl for<'a> AsyncFn(&'a str, &'a mut Vec<u32>) -> Result<u32, std::num::ParseIntError>) {
        let mut calls = Vec::new();
        let lines = told(|| assert_eq!(finish(function("1 22", &mut calls)), Ok(4)));
        assert_eq!(lines, ["err text=\"1 22\"", "1", "22", "event return=4", "closed"]);
        let lines = told(|| assert!(finish(function("1 x", &mut calls)).is_err()));
        let error = "invalid digit found in string";
        assert_eq!(
            lines,
            [
                "err text=\"1 x\"",
                "1",
                "x",
                error,
                &format!("event error={error}"),
                "closed"
            ]
        );
        assert_eq!(calls, [1, 1]);
    }

    #[test]
    fn err_and_ret_in_both_orders() {
        err_and_ret(err_in_front);
        err_and_ret(err_behind);
    }

    fn named(function: impl AsyncFn(u32) -> u32) {
        assert_eq!(
            told(|| assert_eq!(finish(function(1)), 11)),
            ["named n=1", "event return=11", "closed"]
        );
        assert_eq!(
            told(|| assert_eq!(finish(function(9)), 1)),
            ["named n=9", "nine", "event return=1", "closed"]
        );
    }

    #[test]
    fn named_results_in_both_orders() {
        named(named_in_front);
        named(named_behind);
    }

    /// 8.2
    fn cancelled(function: impl AsyncFn(&mut Vec<u32>) -> u32) {
        let mut log = Vec::new();
        let lines = told(|| {
            finish(async {
                tokio::select! {
                    biased;
                    _ = function(&mut log) => {}
                    () = async {} => {}
                }
            });
        });
        assert_eq!(lines, ["forever", "cancelled", "closed"]);
        assert_eq!(log, [1, 2]);
    }

    #[test]
    fn cancelled_in_both_orders() {
        cancelled(forever_in_front);
        cancelled(forever_behind);
    }
}
