// Included for each name by which the runtime is known: `cleanup` there.

use std::cell::RefCell;
use std::time::Duration;

thread_local! {
    static TRACE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn say(line: impl ToString) {
    TRACE.with_borrow_mut(|trace| trace.push(line.to_string()));
}

fn trace(program: impl FnOnce()) -> Vec<String> {
    TRACE.take();
    program();
    TRACE.take()
}

fn finish<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.expect("a runtime").block_on(future)
}

async fn say_later(line: &str) {
    tokio::task::yield_now().await;
    say(line);
}

macro_rules! log {
    ($($format:tt)*) => {
        say(format!($($format)*))
    };
}

/// 1.5, 2.1, 2.2, 2.6: every macro by path, in every form
#[test]
fn macros_by_path() {
    #[go::with_defer(crate = go)]
    fn forms(fails: bool) -> Result<(), String> {
        let mut n = 1;
        go::defer!(say(n));
        go::defer! { say(n); }
        go::defer!(|| say("closure"));
        go::defer!(log!("{n} {}", n + 1));
        go::errdefer!(say("failed"));
        go::errdefer!(|error| say(error));
        go::okdefer!(|| say("succeeded"));
        n += 1;
        say("body");
        if fails {
            return Err(String::from("error"));
        }
        Ok(())
    }
    pretty_assertions::assert_eq!(trace(|| assert!(forms(false).is_ok())), ["body", "succeeded", "1 2", "closure", "2", "1"]);
    pretty_assertions::assert_eq!(trace(|| assert!(forms(true).is_err())), ["body", "error", "failed", "1 2", "closure", "2", "1"]);
}

/// 3.1, 3.2, 6.3: loops, conditional calls, `?` in deferred calls
#[test]
fn scopes() {
    fn parse(text: &str) -> Result<u32, std::num::ParseIntError> {
        say(format!("parse {text}"));
        text.parse()
    }
    #[go::with_defer(crate = go)]
    fn sum(texts: &[&str], last: &str) -> Result<u32, std::num::ParseIntError> {
        let mut sum = 0;
        go::defer!(parse(last)?);
        'texts: for text in texts {
            go::defer!(|| say(sum));
            if text.len() > 1 {
                go::defer!(say(text));
            }
            match *text {
                "" => continue,
                "stop" => break 'texts,
                _ => sum += text.parse::<u32>()?,
            }
        }
        let twice = |n: u32| {
            go::defer!(say("closure"));
            n * 2
        };
        Ok(twice(sum))
    }
    let said = |texts: &[&str], last| {
        let mut value = None;
        let mut lines = trace(|| value = sum(texts, last).ok());
        lines.push(format!("{value:?}"));
        lines
    };
    pretty_assertions::assert_eq!(said(&["1", "", "20"], "3"), ["1", "1", "20", "21", "closure", "parse 3", "Some(42)"]);
    pretty_assertions::assert_eq!(said(&["1", "stop", "2"], "3"), ["1", "stop", "1", "closure", "parse 3", "Some(2)"]);
    pretty_assertions::assert_eq!(said(&["x"], "3"), ["0", "parse 3", "None"]);
    pretty_assertions::assert_eq!(said(&[], "x"), ["closure", "parse x", "None"]);
}

/// 5.1, 7.2: named results and recoveries
#[test]
fn results() {
    #[go::with_defer(result = 7, crate = go)]
    fn divide(a: u32, b: u32) -> u32 {
        go::defer!(|| result += 1);
        go::defer! {
            if go::leaving!() == go::Leaving::Panicking {
                say("panics");
            }
            if let Some(panic) = go::recover!() {
                say(panic.message().unwrap_or("none"));
            }
        }
        a / b
    }
    #[go::with_defer(crate = go, sum, count = Some(0))]
    fn both(values: &[u32]) -> (u32, Option<usize>) {
        go::defer!(|| count = count.map(|n| n * 10));
        for value in values {
            go::defer!(|| sum += value);
        }
        return (sum, Some(values.len()));
    }
    pretty_assertions::assert_eq!(trace(|| pretty_assertions::assert_eq!(divide(6, 2), 4)), [""; 0]);
    pretty_assertions::assert_eq!(trace(|| pretty_assertions::assert_eq!(divide(6, 0), 8)), ["panics", "attempt to divide by zero"]);
    pretty_assertions::assert_eq!(both(&[1, 2]), (3, Some(20)));
}

/// 8.1, 8.2
#[test]
fn futures() {
    #[go::with_defer(crate = go, result)]
    async fn session(fails: bool) -> Result<u32, String> {
        go::defer!(say_later("closed").await);
        go::errdefer!(|error| say(error));
        go::defer!(|| {
            if go::recover!().is_some() {
                say_later("recovered").await;
                result = Err(String::from("panic"));
            }
        });
        for i in 0..2 {
            go::defer!(say_later("iteration").await);
            tokio::task::yield_now().await;
            if i == 1 && fails {
                panic!("in the session");
            }
        }
        Ok(1)
    }
    #[go::with_defer(crate = go)]
    async fn forever() {
        go::defer!(say("outer"));
        go::errdefer! { say("cancelled") }
        std::future::pending().await
    }
    pretty_assertions::assert_eq!(trace(|| pretty_assertions::assert_eq!(finish(session(false)), Ok(1))), ["iteration", "iteration", "closed"]);
    pretty_assertions::assert_eq!(
        trace(|| assert!(finish(session(true)).is_err())),
        ["iteration", "iteration", "recovered", "panic", "closed"]
    );
    let cancelled = || async { tokio::time::timeout(Duration::ZERO, forever()).await };
    pretty_assertions::assert_eq!(trace(|| assert!(finish(cancelled()).is_err())), ["cancelled", "outer"]);
}

/// 8.4
#[test]
fn detached_calls() {
    use tokio::sync::oneshot::{Sender, channel};

    async fn close(closed: Sender<u32>) {
        tokio::task::yield_now().await;
        closed.send(1).unwrap();
    }
    #[go::with_defer(detach = tokio::spawn, crate = go)]
    async fn session(closed: Sender<u32>) {
        go::defer!(close(closed).await);
        std::future::pending().await
    }
    let value = finish(async {
        let (closed, closing) = channel();
        let timeout = tokio::time::timeout(Duration::ZERO, session(closed)).await;
        assert!(timeout.is_err());
        closing.await
    });
    pretty_assertions::assert_eq!(value, Ok(1));
}

/// 1.1: on blocks
#[test]
fn blocks() {
    struct Counter(u32);

    trait Count {
        fn count(&mut self) -> &mut u32;
        fn twice(&mut self) -> u32;
    }

    #[go::with_defer(crate = go)]
    impl Counter {
        fn up(&mut self) -> &mut u32 {
            go::defer!(say("up"));
            self.0 += 1;
            &mut self.0
        }
    }

    #[go::with_defer(crate = go)]
    impl Count for Counter {
        fn count(&mut self) -> &mut u32 {
            go::defer! { say("count"); }
            self.up()
        }

        #[go::with_defer(crate = go, result)]
        fn twice(&mut self) -> u32 {
            go::defer!(|| result *= 2);
            *self.count()
        }
    }
    pretty_assertions::assert_eq!(trace(|| pretty_assertions::assert_eq!(Counter(1).twice(), 4)), ["up", "count"]);
}

/// 1.2: the path is looked up where the function stands.
mod inside {
    use super::{say, trace};
    use go as cleanup;

    #[go::with_defer(crate = super::inside::cleanup)]
    fn by_super() {
        go::defer!(say("by super"));
    }

    #[go::with_defer(crate = self::cleanup)]
    fn by_self() {
        go::defer!(say("by self"));
    }

    #[go::with_defer(crate = crate::inside::cleanup)]
    fn by_crate() {
        go::defer!(say("by crate"));
    }

    #[test]
    fn paths() {
        let said = trace(|| {
            by_super();
            by_self();
            by_crate();
        });
        pretty_assertions::assert_eq!(said, ["by super", "by self", "by crate"]);
    }
}

/// 1.2: a path that a macro was given
#[test]
fn path_of_a_macro() {
    macro_rules! deferring {
        ($runtime:path) => {{
            #[go::with_defer(crate = $runtime)]
            fn body() {
                go::defer!(say("deferred"));
                say("body");
            }
            body();
        }};
    }
    pretty_assertions::assert_eq!(trace(|| deferring!(go)), ["body", "deferred"]);
}
