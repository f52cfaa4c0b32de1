//! Items in functions with deferred calls: each is in view in all of its block, in front of a deferred call, behind it and in
//! deferred code (rule 0), and where deferred code would run out of sight of one, it doesn't compile (see the UI tests).

// They stand where they are tested.
#![allow(clippy::items_after_statements, clippy::single_match)]

use defer_runtime::{defer, errdefer, okdefer, with_defer};
use defer_tests::{assert_returns, block_on, pause, say, yes};

/// What an item of a body hides.
#[expect(dead_code, reason = "the items inside are the ones in view")]
fn named() -> &'static str {
    "outside"
}

/// The same.
#[expect(dead_code, reason = "the items inside are the ones in view")]
const LIMIT: u32 = 0;

/// `name { statements } => lines;` as the body of a function, an async function, a closure, an async block, a loop, a method and a
/// deferred block.
macro_rules! in_every_scope {
    ($($name:ident { $($code:tt)* } => $lines:expr;)*) => {
        $(#[test]
        fn $name() {
            #[with_defer]
            fn function() {
                $($code)*
            }
            #[with_defer]
            async fn polled() {
                pause().await;
                $($code)*
            }
            #[with_defer]
            fn closure() {
                let run = || { $($code)* };
                run();
            }
            #[with_defer]
            async fn block() {
                async {
                    pause().await;
                    $($code)*
                }
                .await;
            }
            #[with_defer]
            fn iteration() {
                for _ in 0..1 {
                    $($code)*
                }
            }
            #[with_defer]
            fn iteration_that_may_be_left() {
                'outer: loop {
                    for n in 0..3 {
                        if n == 9 {
                            continue 'outer;
                        }
                        $($code)*
                        break 'outer;
                    }
                }
            }
            #[with_defer]
            fn deferred() {
                defer!(|| { $($code)* });
            }
            struct Unit;
            #[with_defer]
            impl Unit {
                fn method(&mut self) {
                    $($code)*
                }
            }
            assert_returns(function, (), &$lines);
            assert_returns(|| block_on(polled()), (), &$lines);
            assert_returns(closure, (), &$lines);
            assert_returns(|| block_on(block()), (), &$lines);
            assert_returns(iteration, (), &$lines);
            assert_returns(iteration_that_may_be_left, (), &$lines);
            assert_returns(deferred, (), &$lines);
            assert_returns(|| Unit.method(), (), &$lines);
        })*
    };
}

in_every_scope! {
    // 0, 2.1, 2.2
    function_behind {
        say(named());
        defer!(say(named()));
        defer!(|| say(named()));
        fn named() -> &'static str { "inside" }
        say(named());
    } => ["inside", "inside", "inside", "inside"];

    function_behind_two_calls {
        say(named());
        defer!(say("first"));
        if yes() {
            defer!(say("second"));
        }
        fn named() -> &'static str { "inside" }
    } => ["inside", "second", "first"];

    function_between {
        say(named());
        defer!(|| say(named()));
        fn named() -> &'static str { "inside" }
        defer!(say(named()));
    } => ["inside", "inside", "inside"];

    constants {
        const MORE: u32 = LIMIT + 1;
        say(LIMIT);
        defer!(say(MORE));
        defer!(say(LIMIT));
        const LIMIT: u32 = 7;
    } => ["7", "7", "8"];

    statics {
        defer!(|| say(TEXT));
        static TEXT: &str = "static";
        say(TEXT.len());
    } => ["6", "static"];

    types {
        let made: Pair = Pair { left: 1, right: Side::Right };
        defer!(|| say(made.sum()));
        enum Side { Right }
        type Number = u32;
        struct Pair { left: Number, right: Side }
        impl Pair {
            fn sum(&self) -> Number {
                match self.right { Side::Right => self.left + 1 }
            }
        }
        say(made.left);
    } => ["1", "2"];

    traits {
        say(3_u8.loudly());
        defer!(say(4_u8.loudly()));
        defer!(|| say(5_u8.loudly()));
        trait Loud {
            fn loudly(&self) -> String;
        }
        impl Loud for u8 {
            fn loudly(&self) -> String { format!("{self}!") }
        }
    } => ["3!", "5!", "4!"];

    modules_and_imports {
        say(inner::named());
        defer!(say(other()));
        mod inner {
            pub fn named() -> &'static str { "in a module" }
        }
        use inner::named as other;
        use std::cmp::{max, min as least};
        defer!(|| say(max(1, 2) + least(3, 4)));
    } => ["in a module", "5", "in a module"];

    // They are in view from where they stand.
    macros {
        macro_rules! word {
            () => { "first" };
        }
        defer!(|| say(word!()));
        say(word!());
        macro_rules! word {
            () => { "second" };
        }
        say(word!());
    } => ["first", "second", "first"];

    macros_that_an_item_uses {
        say(worded());
        defer!(say("deferred"));
        macro_rules! word {
            () => { "word" };
        }
        fn worded() -> &'static str { word!() }
    } => ["word", "deferred"];

    // 3.4: what deferred code of an inner block doesn't name may stay there.
    beside_a_deferred_call_of_a_block {
        if yes() {
            fn in_the_block() -> u32 { 3 }
            let kept = in_the_block();
            defer!(|| say(kept));
            defer!(say(in_the_block() + 1));
        }
        say("body");
    } => ["body", "4", "3"];

    imports_of_a_block {
        if yes() {
            use std::cmp::max;
            let kept = 3;
            defer!(|| say(max(kept, 2)));
            if yes() {
                use std::cmp::min;
                defer!(|| say(min(max(5, 6), 9)));
            }
        }
        say("body");
    } => ["body", "6", "3"];

    imports_behind_in_a_block {
        match yes() {
            true => {
                defer!(|| say(max(1, 2)));
                use std::cmp::max;
            }
            false => {}
        }
        say("body");
    } => ["body", "2"];

    imports_of_blocks_in_one_another {
        mod first {
            pub fn name() -> &'static str { "first" }
        }
        mod second {
            pub fn name() -> &'static str { "second" }
        }
        if yes() {
            use first::name;
            defer!(|| say(name()));
            if yes() {
                use second::name;
                defer!(|| say(name()));
                if yes() {
                    use first::*;
                    defer!(|| say(name()));
                }
            }
        }
    } => ["first", "second", "first"];

    locals_of_the_name_of_an_import {
        let max = |a: u32, b: u32| a + b;
        if yes() {
            use std::cmp::max;
            defer!(|| say(max(1, 2)));
        }
        defer!(|| say(max(1, 2)));
    } => ["3", "2"];
}

// 2.6, 6.1, 6.2: in what looks at how the scope is left
#[test]
fn in_errdefer() {
    #[with_defer]
    fn f(fails: bool) -> Result<u32, String> {
        errdefer!(|err| say(quoted(err)));
        okdefer!(say(quoted("ok")));
        fn quoted(text: &str) -> String {
            format!("'{text}'")
        }
        if fails { Err(quoted("no")) } else { Ok(1) }
    }
    assert_returns(|| f(true), Err("'no'".to_owned()), &["''no''"]);
    assert_returns(|| f(false), Ok(1), &["'ok'"]);
}

// 1.1: generic functions, whose items can't name their parameters
#[test]
fn in_a_generic_function() {
    #[with_defer]
    fn f<T: ToString>(value: T) -> String {
        defer!(say(prefix()));
        let text = prefix().to_owned() + &value.to_string();
        fn prefix() -> &'static str {
            "> "
        }
        text
    }
    assert_returns(|| f(1), "> 1", &["> "]);
}

// 1.3, 1.1: a function in a function has deferred calls of its own
#[test]
fn with_the_attribute() {
    #[with_defer]
    fn outer() -> u32 {
        defer!(say("outer"));
        #[with_defer]
        fn inner() -> u32 {
            defer!(say("inner"));
            3
        }
        inner() + 1
    }
    assert_returns(outer, 4, &["inner", "outer"]);
}

// 3.4: a name that a macro was given is looked up where the block ends.
#[test]
fn beside_macros() {
    macro_rules! bind {
        ($name:ident = $value:expr) => {
            let mut $name = $value;
        };
    }
    macro_rules! note {
        ($format:literal, $value:expr) => {
            say(format!($format, $value))
        };
    }
    struct Door(u32);
    impl Door {
        #[with_defer]
        fn open(&mut self) -> u32 {
            if yes() {
                let n = 3;
                note!("note {}", n + self.0);
                defer!(|| say(n + self.0));
                self.0 += 1;
            }
            if yes() {
                let n = 4;
                say(n);
                bind!(n = 20);
                defer!(|| say(n + self.0));
                n += 1;
                note!("note {}", n);
            }
            for n in 0..2 {
                bind!(n = n + 5);
                defer!(|| say(n));
                n *= 2;
            }
            self.0
        }
    }
    let lines = ["note 4", "4", "note 21", "10", "12", "23", "5"];
    assert_returns(|| Door(1).open(), 2, &lines);
}

/// An item between deferred calls, which has come to the front of them, isn't what a macro behind them declares.
#[test]
fn item_that_a_macro_is_given() {
    macro_rules! name_of {
        ($item:ident) => {
            say(stringify!($item));
        };
    }
    #[with_defer]
    fn function() {
        defer!(say("first"));
        #[allow(dead_code)]
        struct Between;
        defer!(say("second"));
        name_of!(Between);
    }
    assert_returns(function, (), &["Between", "second", "first"]);
}

// What a macro declares behind a deferred call is in view behind it.
#[test]
fn from_macros() {
    macro_rules! declare {
        ($name:ident, $value:expr) => {
            fn $name() -> u32 {
                $value
            }
        };
    }
    #[with_defer]
    fn f() {
        for n in 0..2 {
            defer!(say("deferred"));
            declare!(three, 3);
            std::thread_local! {
                static COUNT: std::cell::Cell<u32> = const { std::cell::Cell::new(5) };
            }
            COUNT.set(COUNT.get() + three());
            say(COUNT.get());
            if n == 1 {
                break;
            }
        }
    }
    assert_returns(f, (), &["8", "deferred", "11", "deferred"]);
}

/// 0: a static of the thread is an item as others are, and in view of those behind a deferred call.
#[test]
fn statics_of_the_thread() {
    #[with_defer]
    fn count() -> u32 {
        defer! {}
        thread_local! {
            static COUNT: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
        }
        struct Counted;
        impl Drop for Counted {
            fn drop(&mut self) {
                COUNT.with(|count| count.set(count.get() + 1));
            }
        }
        drop(Counted);
        COUNT.with(std::cell::Cell::get)
    }
    assert_eq!(count(), 1);
}

/// 0: a lifetime and a raw pointer among a macro's arguments are no items, `static str` and `const u8`, that were hidden.
#[test]
fn keywords_in_types() {
    fn size<T>() -> usize {
        size_of::<T>()
    }
    #[with_defer]
    fn compare() {
        let (name, byte): (&str, &u8) = ("a", &7);
        defer! { let _: (&str, u8) = (name, *byte); }
        assert_eq!(size::<&'static str>(), size::<&[u8]>());
        assert_eq!(size::<*const u8>(), size::<*mut u8>());
    }
    compare();
}
