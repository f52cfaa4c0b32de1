//! What a `macro_rules!` macro writes around what it was given: a function with the attribute (1.1, 1.4).

#![deny(warnings)]

mod trace;

use defer_runtime::{defer, errdefer, recover, with_defer};
use pretty_assertions::assert_eq;
use trace::{finish, say, trace};

/// 2.1, 2.2: what is deferred, whole
#[test]
fn deferred_code() {
    macro_rules! function {
        ($name:ident: $deferred:expr) => {
            #[with_defer]
            fn $name() {
                let mut n = 1;
                let name = "name";
                defer!($deferred);
                n += 1;
                say(format!("{name} {n}"));
            }
            assert_eq!(trace($name)[1..], [stringify!($name)]);
        };
    }
    macro_rules! block {
        ($name:ident: $deferred:block) => {
            function!($name: $deferred);
        };
    }
    function!(call: say("call"));
    function!(closure: || say("closure"));
    function!(block_in_parentheses: { say("block_in_parentheses") });
    function!(formatting: print_line!("{}ing", "formatt"));
    block!(block: { say("block") });
}

macro_rules! print_line {
    ($($format:tt)*) => {
        say(format!($($format)*))
    };
}
use print_line;

/// 2.1, 2.4: parts of a call, which are values of now or places at exit as they are elsewhere
#[test]
fn parts_of_a_call() {
    macro_rules! function {
        ($n:ident, $list:ident, $pair:ident, $f:path, $value:expr, $place:expr, $field:expr, $literal:literal, $closure:expr) => {
            #[with_defer]
            fn parts() {
                let mut $n = 1;
                let mut $list = vec![1];
                let mut $pair = (vec![7], 8);
                defer!(say(format!("{} {}", $value, $literal)));
                defer!($f($value));
                defer!(note(&$list, $value));
                defer!(note($place, $value));
                defer!($list.push($value));
                defer!($field.push($value));
                defer!(print_line!($literal, $value));
                defer!(note(&$field, $pair.1));
                defer!(call($closure));
                $n += 1;
                $list.push($n);
                $field.push($pair.1);
            }
        };
    }
    fn note(list: &[u32], n: u32) {
        say(format!("{list:?} {n}"));
    }
    fn call(closure: impl FnOnce()) {
        closure();
    }
    function!(n, list, pair, say, n + 1, &list, pair.0, "literal {}", || say(n));
    assert_eq!(
        trace(parts),
        [
            "2",
            "[7, 8] 8",
            "literal 2",
            "[1, 2, 2] 2",
            "[1, 2, 2] 2",
            "2",
            "2 literal {}"
        ]
    );
}

/// 3.1, 4.1, 6.3, 7.2: bodies with ways out of their own
#[test]
fn bodies() {
    macro_rules! function {
        (fn $name:ident($arg:ident: $ty:ty) -> $output:ty $body:block) => {
            #[with_defer(result)]
            fn $name($arg: $ty) -> $output {
                defer! { say(format!("left {}", stringify!($name))) }
                defer!(|| {
                    if let Some(panic) = recover!() {
                        say(panic);
                        result = Err(String::from("panic"));
                    }
                });
                for i in 0..2 {
                    defer!(say(i));
                    if i == 1 {
                        $body
                    }
                }
                Ok(0)
            }
        };
    }
    function! {
        fn halve(n: u32) -> Result<u32, String> {
            errdefer!(|error| say(error));
            if n % 2 == 1 {
                Err("odd")?;
            }
            assert!(n < 100, "{n} is too much");
            return Ok(n / 2);
        }
    }
    assert_eq!(trace(|| assert_eq!(halve(4), Ok(2))), ["0", "1", "left halve"]);
    assert_eq!(trace(|| assert!(halve(3).is_err())), ["0", "odd", "1", "left halve"]);
    let (message, error) = ("100 is too much", Err(String::from("panic")));
    let lines = trace(|| assert_eq!(halve(100), error));
    assert_eq!(lines, ["0", "1", message, "left halve"]);
}

/// 3.2: statements, conditions and patterns
#[test]
fn other_fragments() {
    macro_rules! function {
        ($first:stmt; $condition:expr, $pat:pat => $value:expr, $ty:ty, $label:lifetime) => {
            #[with_defer]
            fn fragments() -> $ty {
                $first;
                $label: loop {
                    if $condition {
                        defer!(say("condition"));
                    }
                    match $value {
                        $pat => {
                            defer!(say("pattern"));
                        }
                        _ => say("other"),
                    }
                    break $label;
                }
                <$ty>::default() + $value
            }
        };
    }
    function!(defer!(say("statement")); 1 + 1 == 2, 1 | 2 => 1, u32, 'all);
    assert_eq!(
        trace(|| assert_eq!(fragments(), 1)),
        ["pattern", "condition", "statement"]
    );
}

/// 8.1
#[test]
fn async_functions() {
    macro_rules! function {
        ($name:ident, $deferred:expr, $body:block) => {
            #[with_defer]
            async fn $name() -> u32 {
                defer!($deferred.await);
                defer!(|| {
                    $deferred.await;
                    say("block");
                });
                tokio::task::yield_now().await;
                $body
            }
        };
    }
    async fn say_later(line: &str) {
        tokio::task::yield_now().await;
        say(line);
    }
    function!(later, say_later("call"), {
        for i in 0..1 {
            defer!(say_later("iteration").await);
            say(i);
        }
        1
    });
    assert_eq!(
        trace(|| assert_eq!(finish(later()), 1)),
        ["0", "iteration", "call", "block", "call"]
    );
}
