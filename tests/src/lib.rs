//! What the tests share: a trace that deferred code writes to, the output of real Go to hold it against, and how a
//! program ended.

pub mod poll;
pub mod registrations;

use std::cell::RefCell;
use std::fmt::Debug;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::pin::pin;
use std::task::Poll;

thread_local! {
    static TRACE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Adds a line to the trace of this thread.
pub fn say(line: impl ToString) {
    let line = line.to_string();
    TRACE.with_borrow_mut(|trace| trace.push(line));
}

/// The lines that `program` said.
pub fn trace(program: impl FnOnce()) -> Vec<String> {
    TRACE.take();
    program();
    TRACE.take()
}

/// What real Go printed for the program of this name in `go-cases`.
pub fn go_output(case: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("go-cases")
        .join(case)
        .with_extension("out");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(str::to_owned).collect()
}

/// Tests that each `main` says what the Go program of that name printed.
#[macro_export]
macro_rules! twins {
    ($($name:ident: $case:literal $main:block)*) => {
        $(#[test]
        fn $name() {
            #[with_defer]
            fn main() $main
            assert_eq!($crate::trace(main), $crate::go_output($case));
        })*
    };
}

/// Tests the lines that each body says; none panics.
#[macro_export]
macro_rules! says {
    ($($name:ident $body:block => $lines:expr;)*) => {
        $(#[test]
        fn $name() {
            #[with_defer]
            fn body() $body
            $crate::assert_returns(body, (), &$lines);
        })*
    };
}

/// Tests functions of an `n` whose deferred calls say "deferred": each does the same with a guard in the place of each call.
#[macro_export]
macro_rules! beside_guards {
    ($name:ident, $told:ident, $polls:expr, [$($function:ident),* $(,)?], {$($code:tt)*}) => {
        mod $name {
            pub(super) mod plain {
                use super::super::*;
                use $crate::guard_in_its_place as defer;
                pub(in super::super) struct Functions;
                impl Functions {
                    $($code)*
                }
            }

            pub(super) mod deferred {
                use super::super::*;
                use defer_runtime::{defer, with_defer};
                pub(in super::super) struct Functions;
                #[with_defer]
                impl Functions {
                    $($code)*
                }
            }
        }

        #[test]
        fn $name() {
            $(for n in 0..6 {
                for polls in $polls {
                    let plain = $crate::trace(|| $told(polls, $name::plain::Functions::$function(n)));
                    let deferred = $crate::trace(|| $told(polls, $name::deferred::Functions::$function(n)));
                    assert!(plain.contains(&"deferred".to_owned()) || polls == Some(0));
                    assert_eq!(deferred, plain, "{} {n}, polls: {polls:?}", stringify!($function));
                }
            })*
        }
    };
}

/// What stands in the place of a deferred call there.
#[macro_export]
macro_rules! guard_in_its_place {
    ($($code:tt)*) => {
        let _guard = $crate::Guard("deferred");
    };
}

/// Tests what each expression gives, and the lines it says.
#[macro_export]
macro_rules! gives {
    ($($name:ident: $program:expr => $value:expr, $lines:expr;)*) => {
        $(#[test]
        fn $name() {
            $crate::assert_returns(|| $program, $value, &$lines);
        })*
    };
}

/// How a program ended.
#[derive(Debug, PartialEq)]
pub enum Outcome<T> {
    /// It returned a value.
    Returned(T),
    /// It panicked with a message.
    Panicked(String),
}

/// How `program` ended, and the lines that it said.
pub fn outcome<T>(program: impl FnOnce() -> T) -> (Outcome<T>, Vec<String>) {
    TRACE.take();
    let ended = match catch_unwind(AssertUnwindSafe(program)) {
        Ok(value) => Outcome::Returned(value),
        Err(payload) => Outcome::Panicked(match payload.downcast::<String>() {
            Ok(message) => *message,
            Err(payload) => String::from(*payload.downcast_ref::<&str>().expect("a message")),
        }),
    };
    (ended, TRACE.take())
}

/// Holds what `program` returned, and the lines that it said, against what is expected.
#[track_caller]
pub fn assert_returns<T, V>(program: impl FnOnce() -> T, value: V, lines: &[&str])
where
    T: Debug + PartialEq<V>,
    V: Debug,
{
    let (ended, said) = outcome(program);
    assert_eq!(said, lines, "the lines said, where it ended as {ended:?}");
    match ended {
        Outcome::Returned(returned) => assert_eq!(returned, value),
        Outcome::Panicked(message) => panic!("it panicked: {message}"),
    }
}

/// Holds the message that `program` panicked with, and the lines that it said, against what is expected.
#[track_caller]
pub fn assert_panics<T: Debug>(program: impl FnOnce() -> T, message: &str, lines: &[&str]) {
    let (ended, said) = outcome(program);
    assert_eq!(said, lines, "the lines said, where it ended as {ended:?}");
    match ended {
        Outcome::Panicked(panicked) => assert_eq!(panicked, message),
        Outcome::Returned(value) => panic!("it returned {value:?}"),
    }
}

/// Says its name when it is dropped.
#[derive(Debug, PartialEq)]
pub struct Named(pub &'static str);

impl Drop for Named {
    fn drop(&mut self) {
        say(format!("drop {}", self.0));
    }
}

/// Says this when it is dropped, as a deferred call does in its place.
pub struct Guard(pub &'static str);

impl Drop for Guard {
    fn drop(&mut self) {
        say(self.0);
    }
}

/// Says what a function beside a guard gave.
pub fn told(_: Option<usize>, given: Option<u32>) {
    say(format!("{given:?}"));
}

/// The same of a future, which is dropped after so many polls.
pub fn polled(polls: Option<usize>, future: impl Future<Output = Option<u32>>) {
    let given = match polls {
        Some(polls) => poll::drop_after(polls, future),
        None => Some(poll::finish(future)),
    };
    say(format!("{given:?}"));
}

/// Says the number, and has `?` leave by 0.
pub fn check(n: u32) -> Option<u32> {
    say(n);
    n.checked_sub(1)
}

/// Moves a value, and says so.
pub fn spend(named: Named) -> u32 {
    say(format!("spend {}", named.0));
    1
}

/// True, but not for the compiler: what stands behind it is conditional.
pub fn yes() -> bool {
    std::hint::black_box(true)
}

/// False, but not for the compiler.
pub fn no() -> bool {
    !yes()
}

/// Is pending once.
pub async fn pause() {
    let mut paused = false;
    poll_fn(|context| match std::mem::replace(&mut paused, true) {
        true => Poll::Ready(()),
        false => {
            context.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await;
}

/// Polls a future of a test, which has to be pending at least once, until it is ready.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    assert!(poll::poll_once(future.as_mut()).is_pending(), "it awaits nothing");
    poll::finish(future)
}
