//! Callees (2.5) and what a formatting macro prints (2.6) are values of now, whatever has bound them.

// Every way to write it, also those that clippy knows a shorter one for.
#![allow(clippy::style, clippy::complexity)]
// A change that is not to be seen is what this is about.
#![allow(unused_assignments)]
#![allow(non_snake_case)]

use defer_runtime::{defer, errdefer, okdefer, with_defer};
use defer_tests::{gives, say, says, yes};
use std::fmt::Debug;

macro_rules! log {
    ($($arguments:tt)*) => {
        say(format!($($arguments)*))
    };
}

macro_rules! bind {
    ($name:ident = $value:expr) => {
        let mut $name: fn() = $value;
    };
}

macro_rules! binding {
    ($name:ident) => {
        mut $name
    };
}

fn now() {
    say("now");
}

fn then() {
    say("then");
}

// Each way to bind `g`: the call is made of the function that it is where the call is written, in a scope itself, in a
// condition, on failure and in an iteration.
macro_rules! callees {
    ($g:ident; $($name:ident: { $($before:tt)* } { $($after:tt)* } $callee:expr, $changed:expr;)*) => {$(
        mod $name {
            use super::*;

            #[with_defer]
            fn at_the_end() {
                $($before)*
                defer!($callee());
                $changed = then;
                $($after)*
            }

            #[with_defer]
            fn conditionally() {
                $($before)*
                if yes() {
                    defer!($callee());
                }
                $changed = then;
                $($after)*
            }

            #[with_defer]
            fn on_failure() -> Option<()> {
                if yes() {
                    $($before)*
                    errdefer!($callee());
                    okdefer!(say("success"));
                    $changed = then;
                    if yes() {
                        return None;
                    }
                    $($after)*
                }
                Some(())
            }

            #[with_defer]
            fn in_an_iteration() {
                for _ in 0..2 {
                    $($before)*
                    defer!($callee());
                    $changed = then;
                    if yes() {
                        continue;
                    }
                    $($after)*
                }
            }

            gives! {
                end: at_the_end() => (), ["now"];
                condition: conditionally() => (), ["now"];
                failure: on_failure() => None, ["now"];
                iteration: in_an_iteration() => (), ["now", "now"];
            }
        }
    )*};
}

struct Hook {
    call: fn(),
}

// 2.5
callees! {
    g;
    local: { let mut g: fn() = now; } {} g, g;
    of_let_else: { let Some(mut g) = Some(now as fn()) else { return Default::default() }; } {} g, g;
    raw: { let mut r#type: fn() = now; } {} r#type, r#type;
    capitalised: { let mut G: fn() = now; } {} G, G;
    capitalised_in_a_pattern: { let (mut G, _): (fn(), u8) = (now, 1); } {} G, G;
    field: { let mut g = Hook { call: now }; } { let _ = g; } (g.call), g.call;
    element: { let mut g = [now as fn()]; } { let _ = g; } g[0], g[0];
    part_of_a_tuple: { let mut g = (now as fn(), 1); } { let _ = g; } (g.0), g.0;
    behind_a_reference: { let mut f: fn() = now; let g = &mut f; } {} (*g), *g;
    in_parentheses: { let mut g: fn() = now; } {} (g), g;
    bound_by_a_macro: { bind!(g = now); } {} g, g;
    bound_by_a_pattern_of_a_macro: { let binding!(g) = now as fn(); } {} g, g;
}

says! {
    // 2.5
    callee_bound_by_a_condition {
        if let Some(mut g) = Some(now as fn()) {
            defer!(g());
            g = then;
        }
        if let Some(n) = Some(1) && let Some(mut g) = Some(now as fn()) && n == 1 {
            defer!(g());
            g = then;
        }
        match Some(now as fn()) {
            Some(mut g) if yes() => {
                defer!(g());
                g = then;
            }
            _ => unreachable!(),
        }
        match now as fn() {
            mut g @ _ => {
                defer!(g());
                g = then;
            }
        }
        match now as fn() {
            binding!(g) => {
                defer!(g());
                g = then;
            }
        }
    } => ["now", "now", "now", "now", "now"];

    // 2.5
    callee_bound_by_a_loop {
        for mut g in [now as fn(), now] {
            defer!(g());
            g = then;
        }
        let mut list = vec![now as fn()];
        while let Some(mut g) = list.pop() {
            defer!(g());
            g = then;
        }
        for binding!(g) in [now as fn()] {
            defer!(g());
            g = then;
        }
    } => ["now", "now", "now", "now"];

    // 2.5
    callee_that_is_a_parameter {
        #[with_defer]
        fn body(mut g: fn(), (mut h, _): (fn(), u8)) {
            defer!(g());
            defer!(h());
            g = then;
            h = then;
        }
        body(now, (now, 1));
        let first = |mut g: fn()| {
            defer!(g());
            g = then;
        };
        first(now);
        let second = |binding!(g): fn()| {
            defer!(g());
            g = then;
        };
        second(now);
    } => ["now", "now", "now", "now"];

    // 2.5
    callee_that_is_captured {
        let mut g = now as fn();
        let mut closure = || {
            defer!(g());
            g = then;
        };
        closure();
        closure();
    } => ["now", "then"];

    // 2.5, 3.7
    callee_in_a_deferred_block {
        let mut g = now as fn();
        defer!(|| {
            defer!(g());
            g = then;
        });
    } => ["now"];

    // 2.5: an item of a block hides a local further out
    callee_that_is_an_item {
        let g = then as fn();
        {
            fn g() {
                now();
            }
            g();
        }
        if yes() {
            use self::now as g;
            defer!(g());
        }
        g();
    } => ["now", "then", "now"];

    // 2.5
    callee_that_is_chosen {
        let mut early = true;
        defer!((if early { now } else { then })());
        defer!((match early { true => now, false => then })());
        defer!({ if early { now } else { then } }());
        early = false;
        let _ = early;
    } => ["now", "now", "now"];
}

// 2.5, 6.2
gives! {
    callee_that_is_the_error: {
        #[with_defer]
        fn body() -> Result<(), fn()> {
            errdefer!(|g| {
                defer!((*g)());
                *g = then;
            });
            Err(now)
        }
        body().map_err(|g| g())
    } => Err(()), ["now", "then"];
}

// Each format: what is printed is what the arguments are where the call is written.
macro_rules! formats {
    (
        $a:ident, $w:ident, $p:ident, $s:ident;
        $($name:ident: ($($format:tt)*) => $shown:literal;)*
    ) => {$(
        mod $name {
            use super::*;

            #[with_defer]
            fn at_the_end() {
                let (mut $a, mut $w, mut $p, mut $s) = (1.5, 7_usize, 2_usize, "s");
                defer!(log!($($format)*));
                ($a, $w, $p, $s) = (9.0, 1, 0, "z");
                let _ = ($a, $w, $p, $s);
            }

            #[with_defer]
            fn conditionally() {
                let (mut $a, mut $w, mut $p, mut $s) = (1.5, 7_usize, 2_usize, "s");
                if yes() {
                    defer!(log!($($format)*));
                }
                ($a, $w, $p, $s) = (9.0, 1, 0, "z");
                let _ = ($a, $w, $p, $s);
            }

            #[with_defer]
            fn in_a_loop() {
                for _ in 0..1 {
                    let (mut $a, mut $w, mut $p, mut $s) = (1.5, 7_usize, 2_usize, "s");
                    defer!(log!($($format)*));
                    ($a, $w, $p, $s) = (9.0, 1, 0, "z");
                    let _ = ($a, $w, $p, $s);
                    if yes() {
                        continue;
                    }
                }
            }

            // 3.4: the locals live on, with the values that they have at the end of their block.
            #[with_defer]
            fn of_an_inner_block() {
                let ($a, $w, $p, $s) = (0.5, 0_usize, 9_usize, "x");
                log!("{} {} {} {}", $a, $w, $p, $s);
                if yes() {
                    let (mut $a, mut $w, mut $p, mut $s) = (9.0, 1_usize, 0_usize, "z");
                    defer!(|| log!($($format)*));
                    ($a, $w, $p, $s) = (1.5, 7, 2, "s");
                    log!("{} {} {} {}", $a, $w, $p, $s);
                }
            }

            gives! {
                end: at_the_end() => (), [$shown];
                condition: conditionally() => (), [$shown];
                iteration: in_a_loop() => (), [$shown];
                inner_block: of_an_inner_block() => (), ["0.5 0 9 x", "1.5 7 2 s", $shown];
            }
        }
    )*};
}

// 2.6
formats! {
    a, w, p, s;
    inline: ("{a} {s}") => "1.5 s";
    positional: ("{} {}", a, s) => "1.5 s";
    numbered: ("{1} {0} {1}", a, s) => "s 1.5 s";
    named: ("{x} {y}", y = a, x = s) => "s 1.5";
    named_by_a_keyword: ("{type} {fn}", type = a, fn = s) => "1.5 s";
    mixed: ("{} {x} {s} {0}", a, x = w) => "1.5 7 s 1.5";
    debug: ("{a:?} {s:?}") => "1.5 \"s\"";
    pretty: ("{s:#?}") => "\"s\"";
    escaped: ("{{a}} {a} {{{a}}}") => "{a} 1.5 {1.5}";
    width: ("[{s:w$}]") => "[s      ]";
    aligned: ("[{s:>w$}|{s:^w$}|{s:<w$}]") => "[      s|   s   |s      ]";
    precision: ("{a:.p$}") => "1.50";
    width_and_precision: ("{a:>w$.p$}") => "   1.50";
    zeros: ("{a:0w$}") => "00001.5";
    zeros_and_precision: ("{a:0w$.p$}") => "0001.50";
    zeros_behind_flags: ("{w:#0w$x} {a:+0w$}") => "0x00007 +0001.5";
    zeros_aligned: ("{a:>0w$}") => "00001.5";
    filled: ("{s:->w$}|{s:0>w$}|{s:w>w$}|{s:$<w$}") => "------s|000000s|wwwwwws|s$$$$$$";
    filled_with_braces: ("{s:}>w$}|{s:{<w$}") => "}}}}}}s|s{{{{{{";
    exponent: ("{a:.p$e}") => "1.50e0";
    star: ("{:.*}", p, a) => "1.50";
    star_of_a_name: ("{a:.*}", p) => "1.50";
    numbered_width: ("[{0:>1$}]", s, w) => "[      s]";
    named_width: ("[{s:>n$}]", n = w) => "[      s]";
    raw_text: (r#""{a}" {s}"#) => "\"1.5\" s";
    text_with_escapes: ("{a}\t{s}\u{7d}}") => "1.5\ts}";
    block: ("{}", { a }) => "1.5";
    calculation: ("{}", a + 1.0) => "2.5";
    closure: ("{}", (|| s)()) => "s";
    other_macro: ("{}", format!("{a} {s:>w$}")) => "1.5       s";
    trailing_comma: ("{} {s}", a,) => "1.5 s";
}

says! {
    // 2.6
    raw_and_foreign_names {
        let mut r#type = 1;
        let mut größe = 2;
        let mut हिन्दी = 3;
        defer!(log!("{type} {größe} {हिन्दी} {type:0größe$}"));
        r#type += 10;
        größe += 10;
        हिन्दी += 10;
        let _ = (r#type, größe, हिन्दी);
    } => ["1 2 3 01"];

    // 2.6
    copies_of_any_type {
        #[derive(Clone, Copy, Debug)]
        #[allow(dead_code)]
        struct Point(u32, u8);
        #[with_defer]
        fn generic<T: Copy + Debug>(mut value: T, other: T) {
            defer!(log!("{value:?}"));
            value = other;
            let _ = value;
        }
        #[with_defer]
        fn behind(n: &mut u32) {
            defer!(log!("{}", *n));
            *n += 1;
        }
        let mut point = Point(1, 2);
        let mut list = Vec::from([1]);
        let mut i = 0;
        defer!(log!("{point:?} {} {}", point.0, list[i]));
        point.0 += 1;
        list[0] += 1;
        i += 7;
        let _ = (point, i);
        generic(1, 2);
        behind(&mut 1);
    } => ["1", "1", "Point(1, 2) 1 1"];

    // 2.6
    other_delimiters {
        let mut n = 1;
        defer!(log!["{n}"]);
        defer!(log! {"{n}"});
        n += 1;
        let _ = n;
    } => ["1", "1"];
}

macro_rules! fails {
    ($n:ident; $($name:ident: $call:expr => $message:literal;)*) => {$(
        // 2.6
        #[test]
        fn $name() {
            #[with_defer]
            fn body() {
                let mut $n = 1;
                defer!($call);
                $n += 1;
                let _ = $n;
            }
            defer_tests::assert_panics(body, $message, &[]);
        }
    )*};
}

fails! {
    n;
    message_of_a_panic: panic!("{n} {}", n) => "1 1";
    message_of_what_is_unreachable: unreachable!("{n}") => "internal error: entered unreachable code: 1";
    message_of_what_is_to_do: todo!("{n}") => "not yet implemented: 1";
}
