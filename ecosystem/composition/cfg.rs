//! `#[cfg]` in a function with deferred calls: rustc looks at it after the attribute has (2.10).

#![deny(warnings)]
#![allow(clippy::non_minimal_cfg, reason = "`all()` holds and `any()` does not")]

mod trace;

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use pretty_assertions::assert_eq;
use tokio::task::yield_now;
use trace::{finish, say, trace};

/// Tests what each body says, in a function and in an async function.
macro_rules! says {
    ($($name:ident $body:block => $lines:expr;)*) => {
        $(#[test]
        fn $name() {
            #[with_defer]
            fn sync() $body
            #[with_defer]
            async fn polled() {
                yield_now().await;
                $body
            }
            assert_eq!(trace(sync), $lines);
            assert_eq!(trace(|| finish(polled())), $lines);
        })*
    };
}

macro_rules! log {
    ($($format:tt)*) => {
        say(format!($($format)*))
    };
}

says! {
    // 2.2
    statements {
        #[cfg(any())]
        let n = no_such_function();
        #[cfg(all())]
        let mut n = 1;
        defer! { say(n); }
        #[cfg(any())]
        n.no_such_method();
        #[cfg(all())]
        { n += 1; }
        #[cfg(any())]
        use no_such_crate::say;
        #[cfg(any())]
        return no_such_function();
        #[cfg(any())]
        panic!("{}", no_such_variable);
        #[cfg(all())]
        say("body");
    } => ["body", "2"];

    // 2.1, 2.2, 2.6
    forms_that_are_there {
        let mut n = 1;
        #[cfg(all())]
        defer!(say(n));
        #[cfg(all())]
        defer!(|| say(n));
        #[cfg(all())]
        defer! { say(n); }
        #[cfg(all())]
        defer!((|n: u32| say(n))(n));
        #[cfg(all())]
        defer!(move || say(n));
        #[cfg(all())]
        defer!(log!("{n} {}", n));
        n += 1;
    } => ["1 1", "1", "1", "2", "2", "1"];

    // 2.1, 2.2, 2.6
    forms_that_are_not {
        say("body");
        #[cfg(any())]
        defer!(no_such_function(no_such_variable));
        #[cfg(any())]
        defer!(|| no_such_function());
        #[cfg(any())]
        defer! { no_such_function(); }
        #[cfg(any())]
        defer!((|n: u32| no_such_function(n))(no_such_variable));
        #[cfg(any())]
        defer!(move || no_such_function());
        #[cfg(any())]
        defer!(log!("{no_such_variable} {}", no_such_variable));
        #[cfg(any())]
        defer!(no_such_variable.no_such_method());
    } => ["body"];

    // 3.1
    iterations {
        for i in 0..3 {
            #[cfg(any())]
            defer!(no_such_function(i));
            #[cfg(all())]
            defer!(say(i));
            #[cfg(any())]
            break;
            #[cfg(all())]
            if i == 0 {
                continue;
            }
            #[cfg(all())]
            defer!(|| say("second"));
            #[cfg(any())]
            if i == 1 {
                return;
            }
            #[cfg(all())]
            break;
        }
    } => ["0", "second", "1"];

    // 3.2
    branches {
        #[cfg(any())]
        if no_such_function() {
            defer!(no_such_function());
        }
        #[cfg(all())]
        if true {
            #[cfg(any())]
            defer!(no_such_function());
            #[cfg(all())]
            defer!(say("call"));
            #[cfg(all())]
            defer!(|| say("block"));
        }
        say("body");
    } => ["body", "block", "call"];

    // 3.2
    arms {
        for i in 0..3 {
            match i {
                #[cfg(any())]
                0 => {
                    defer!(no_such_function());
                }
                #[cfg(all())]
                0 => {
                    defer!(say("zero"));
                }
                #[cfg(any())]
                1 => return no_such_function(),
                #[cfg(all())]
                1 => continue,
                _ => {
                    defer!(|| say("other"));
                    #[cfg(any())]
                    continue;
                }
            }
            say(i);
        }
    } => ["0", "zero", "2", "other"];

    // 3.4
    locals_of_a_block_that_live_on {
        if true {
            #[cfg(any())]
            let kept = no_such_function();
            #[cfg(all())]
            let mut kept = 1;
            defer!(|| say(kept));
            #[cfg(any())]
            defer!(no_such_function());
            #[cfg(all())]
            { kept += 1; }
            #[cfg(any())]
            { kept = no_such_function(); }
        }
        say("body");
    } => ["body", "2"];

    // 3.4
    calls_on_locals_of_a_block {
        if true {
            let there = String::from("there");
            #[cfg(all())]
            defer!(|| say(&there));
            #[cfg(any())]
            let gone = String::from("gone");
            #[cfg(any())]
            defer!(|| say(&gone));
            say("branch");
        }
        say("body");
    } => ["branch", "body", "there"];

    // 3.7
    inside_of_deferred_code {
        let mut n = 1;
        defer!(|| {
            #[cfg(any())]
            n.no_such_method();
            #[cfg(all())]
            say(n);
            #[cfg(any())]
            defer!(no_such_function());
            #[cfg(all())]
            defer!(say("inner"));
            #[cfg(any())]
            return no_such_function();
            #[cfg(all())]
            say("outer");
        });
        n += 1;
    } => ["2", "outer", "inner"];

    // 7.2
    recoveries {
        #[cfg(any())]
        defer!(|| no_such_function(recover!()));
        #[cfg(all())]
        defer!(|| {
            #[cfg(any())]
            recover!().no_such_method();
            #[cfg(all())]
            if let Some(panic) = recover!() {
                say(panic);
            }
        });
        #[cfg(all())]
        panic!("panic");
    } => ["panic"];

    // a closure of the user's
    closures {
        let closure = |#[cfg(any())] gone: NoSuchType, #[cfg(all())] n: u32| {
            #[cfg(all())]
            defer!(say(n));
            say("closure");
        };
        closure(1);
    } => ["closure", "1"];
}

/// 5.1, 6.1, 6.3: a failure and a named result
#[test]
fn failure() {
    #[with_defer(result)]
    fn named(text: &str) -> Result<u32, std::num::ParseIntError> {
        #[cfg(any())]
        errdefer!(|error| no_such_function(error));
        #[cfg(all())]
        errdefer!(|error| say(error));
        #[cfg(any())]
        okdefer!(no_such_function());
        #[cfg(all())]
        okdefer!(say("succeeded"));
        #[cfg(any())]
        defer!(no_such_function()?);
        #[cfg(all())]
        defer!(text.parse::<i32>()?);
        defer!(|| {
            #[cfg(any())]
            {
                result = no_such_function();
            }
            #[cfg(all())]
            if let Ok(n) = &mut result {
                *n += 1;
            }
        });
        for _ in 0..1 {
            #[cfg(all())]
            defer!(say("iteration"));
            #[cfg(any())]
            no_such_function()?;
            #[cfg(all())]
            text.parse::<i64>()?;
        }
        #[cfg(any())]
        return no_such_function();
        text.parse()
    }
    assert_eq!(trace(|| assert_eq!(named("1"), Ok(2))), ["iteration", "succeeded"]);
    assert_eq!(
        trace(|| assert!(named("x").is_err())),
        ["iteration", "invalid digit found in string"]
    );
}

/// 4.1: the value of a function is that of the one block that is there.
#[test]
fn one_of_several_tails() {
    #[with_defer]
    fn first() -> &'static str {
        defer!(say("deferred"));
        #[cfg(all())]
        {
            "first"
        }
        #[cfg(any())]
        {
            "second"
        }
    }
    #[with_defer]
    fn second() -> &'static str {
        defer!(say("deferred"));
        #[cfg(any())]
        {
            "first"
        }
        #[cfg(all())]
        {
            "second"
        }
    }
    #[with_defer(result)]
    fn named() -> &'static str {
        defer!(|| say(result));
        #[cfg(all())]
        {
            "first"
        }
        #[cfg(any())]
        {
            "second"
        }
    }
    #[with_defer]
    async fn polled() -> &'static str {
        defer!(say("deferred"));
        yield_now().await;
        #[cfg(all())]
        {
            "first"
        }
        #[cfg(any())]
        {
            "second"
        }
    }
    assert_eq!(trace(|| assert_eq!(first(), "first")), ["deferred"]);
    assert_eq!(trace(|| assert_eq!(second(), "second")), ["deferred"]);
    assert_eq!(trace(|| assert_eq!(named(), "first")), ["first"]);
    assert_eq!(trace(|| assert_eq!(finish(polled()), "first")), ["deferred"]);
}

/// 1.1: parameters, the `&mut` ones of which the closures inside may take along
mod parameters {
    use super::{assert_eq, defer, finish, say, trace, with_defer, yield_now};

    #[with_defer]
    fn sync(
        #[cfg(any())] gone: &mut NoSuchType,
        #[cfg(all())] numbers: &mut Vec<u32>,
        #[cfg(any())] also_gone: u32,
        #[cfg(all())] n: u32,
    ) -> &mut u32 {
        defer!(say(n));
        #[cfg(any())]
        gone.push(also_gone);
        #[cfg(all())]
        numbers.push(n);
        numbers.last_mut().expect("it is not empty")
    }

    #[with_defer]
    async fn polled(
        #[cfg(any())] gone: &mut NoSuchType,
        #[cfg(all())] numbers: &mut Vec<u32>,
        #[cfg(any())] also_gone: u32,
        #[cfg(all())] n: u32,
    ) -> &mut u32 {
        defer!(say(n));
        yield_now().await;
        #[cfg(any())]
        gone.push(also_gone);
        #[cfg(all())]
        numbers.push(n);
        numbers.last_mut().expect("it is not empty")
    }

    #[test]
    fn some_are_there() {
        let mut numbers = vec![1];
        assert_eq!(trace(|| *sync(&mut numbers, 2) += 10), ["2"]);
        assert_eq!(trace(|| *finish(polled(&mut numbers, 3)) += 10), ["3"]);
        assert_eq!(numbers, [1, 12, 13]);
    }
}

/// 1.1: functions of a block with the attribute
mod functions {
    use super::{assert_eq, defer, say, trace, with_defer};

    struct Door;

    #[with_defer]
    impl Door {
        #[cfg(any())]
        fn open(&self) -> NoSuchType {
            defer!(no_such_function());
        }

        #[cfg(all())]
        fn open(&self) -> u32 {
            defer!(say("opened"));
            1
        }

        #[cfg_attr(any(), no_such_attribute)]
        #[cfg_attr(all(), must_use)]
        fn close(&self) -> u32 {
            defer!(say("closed"));
            self.open()
        }
    }

    #[test]
    fn some_are_there() {
        assert_eq!(trace(|| assert_eq!(Door.close(), 1)), ["opened", "closed"]);
    }
}

/// What a macro writes, with conditions that it was given.
#[test]
fn in_a_macro() {
    macro_rules! function {
        ($name:ident, $condition:meta) => {
            #[with_defer]
            fn $name() -> u32 {
                #[allow(unused_mut)]
                let mut n = 1;
                #[cfg($condition)]
                defer!(say("there"));
                #[cfg(not($condition))]
                defer!(say("not there"));
                #[cfg($condition)]
                {
                    n += 1;
                }
                for i in 0..n {
                    #[cfg($condition)]
                    defer!(say(i));
                    if i == 9 {
                        return 0;
                    }
                }
                n
            }
        };
    }
    function!(there, all());
    function!(not_there, any());
    assert_eq!(trace(|| assert_eq!(there(), 2)), ["0", "1", "there"]);
    assert_eq!(trace(|| assert_eq!(not_there(), 1)), ["not there"]);
}

/// 1.6, 2.10: below and above attributes that take the function as it is
mod beside_other_attributes {
    use super::{assert_eq, defer, finish, say, trace, with_defer, yield_now};

    #[with_defer]
    #[tokio::test]
    async fn a_test_of_tokio() {
        #[cfg(any())]
        defer!(no_such_function().await);
        #[cfg(all())]
        defer!(yield_now().await);
        #[cfg(any())]
        no_such_function()?;
        yield_now().await;
    }

    #[with_defer]
    #[test]
    #[should_panic = "there"]
    fn a_test() {
        #[cfg(any())]
        defer!(|| no_such_function(super::recover!()));
        #[cfg(unix)]
        defer!(panic!("there"));
        #[cfg(not(unix))]
        defer!(|| panic!("there"));
    }

    #[with_defer]
    #[tokio::main(flavor = "current_thread")]
    async fn program() -> u32 {
        #[cfg(all())]
        defer!(say("deferred"));
        #[cfg(any())]
        return no_such_function();
        yield_now().await;
        1
    }

    #[async_trait::async_trait]
    trait Door {
        async fn close(&mut self, #[cfg(all())] n: u32) -> Result<u32, String>;
    }

    #[async_trait::async_trait]
    impl Door for Vec<u32> {
        #[with_defer]
        async fn close(&mut self, #[cfg(all())] n: u32) -> Result<u32, String> {
            #[cfg(any())]
            defer!(self.no_such_method());
            #[cfg(all())]
            defer!(say(self.len()));
            yield_now().await;
            self.push(n);
            #[cfg(any())]
            no_such_function()?;
            Ok(n)
        }
    }

    #[test]
    fn run() {
        assert_eq!(trace(|| assert_eq!(program(), 1)), ["deferred"]);
        assert_eq!(trace(|| assert_eq!(finish(vec![1].close(3)), Ok(3))), ["1"]);
    }
}
