//! What a scope is left with is evaluated in front of its deferred calls, whatever it is called (4.1), and a panic in it is
//! one of the scope (7.2).
//!
//! A table names the type, the value and how it is shown; each line becomes a module with a test per way out.

// Every way to write it, also those that clippy knows a shorter one for.
#![allow(clippy::style, clippy::complexity)]
// One skeleton for every way out: no loop of it begins anew.
#![allow(
    clippy::never_loop,
    clippy::needless_return,
    clippy::let_and_return,
    unreachable_code
)]
// What a local is changed to behind its last use is not to be seen.
#![allow(unused_assignments)]
// The names that tell a function from a constructor by convention are what this is about.
#![allow(non_snake_case, non_upper_case_globals)]

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::{assert_panics, gives, no, say, says, yes};
use std::cell::Cell;
use std::ops::{Deref, Index};
use std::rc::Rc;

macro_rules! values {
    ($n:ident; $($name:ident: $ty:ty = $value:expr => $shown:literal;)*) => {$(
        mod $name {
            use super::*;

            #[with_defer]
            fn from_a_loop($n: u32) -> $ty {
                loop {
                    defer!(say("deferred"));
                    return $value;
                }
            }

            #[with_defer]
            fn conditionally($n: u32) -> $ty {
                for _ in 0..1 {
                    if yes() {
                        defer!(say("deferred"));
                    }
                    return $value;
                }
                unreachable!()
            }

            #[with_defer]
            fn over_a_local($n: u32) -> $ty {
                while yes() {
                    let line = String::from("deferred");
                    if yes() {
                        defer!(|| say(&line));
                    }
                    if no() {
                        continue;
                    }
                    return $value;
                }
                unreachable!()
            }

            #[with_defer]
            fn from_an_inner_loop($n: u32) -> $ty {
                loop {
                    defer!(say("deferred"));
                    loop {
                        defer!(say("inner"));
                        return $value;
                    }
                }
            }

            #[with_defer]
            fn broken($n: u32) -> $ty {
                let broken = loop {
                    defer!(say("deferred"));
                    break $value;
                };
                broken
            }

            #[with_defer]
            fn broken_out_of_two($n: u32) -> $ty {
                'outer: loop {
                    defer!(say("deferred"));
                    for _ in 0..3 {
                        defer!(say("inner"));
                        break 'outer $value;
                    }
                }
            }

            #[with_defer]
            fn from_a_labelled_block($n: u32) -> $ty {
                'block: {
                    for _ in 0..3 {
                        defer!(say("deferred"));
                        break 'block $value;
                    }
                    unreachable!()
                }
            }

            #[with_defer]
            fn at_the_tail($n: u32) -> $ty {
                defer!(say("deferred"));
                $value
            }

            #[with_defer]
            fn on_success($n: u32) -> Result<$ty, ()> {
                loop {
                    okdefer!(say("deferred"));
                    errdefer!(say("failed"));
                    return Ok($value);
                }
            }

            #[with_defer]
            fn on_an_error($n: u32) -> Result<(), $ty> {
                loop {
                    errdefer!(|_| say("deferred"));
                    return Err($value);
                }
            }

            gives! {
                returned: format!("{:?}", from_a_loop(7)) => $shown, ["made", "deferred"];
                returned_conditionally: format!("{:?}", conditionally(7)) => $shown, ["made", "deferred"];
                returned_over_a_local: format!("{:?}", over_a_local(7)) => $shown, ["made", "deferred"];
                returned_from_two_loops: format!("{:?}", from_an_inner_loop(7)) => $shown, ["made", "inner", "deferred"];
                broken_off: format!("{:?}", broken(7)) => $shown, ["made", "deferred"];
                broken_off_two: format!("{:?}", broken_out_of_two(7)) => $shown, ["made", "inner", "deferred"];
                broken_off_a_block: format!("{:?}", from_a_labelled_block(7)) => $shown, ["made", "deferred"];
                tail: format!("{:?}", at_the_tail(7)) => $shown, ["made", "deferred"];
                success: format!("{:?}", on_success(7).unwrap()) => $shown, ["made", "deferred"];
                error: format!("{:?}", on_an_error(7).unwrap_err()) => $shown, ["made", "deferred"];
            }
        }
    )*};
}

fn Made(n: u32) -> u32 {
    say("made");
    n
}

fn made(n: u32) -> u32 {
    Made(n)
}

macro_rules! made {
    ($n:expr) => {{
        say("made");
        $n
    }};
}

#[derive(Debug)]
#[allow(dead_code)]
struct Pair {
    left: u32,
    right: u32,
}

#[derive(Debug)]
struct Wrapped(u32);

impl Wrapped {
    fn New(n: u32) -> Self {
        say("made");
        Wrapped(n)
    }

    fn Value(&self) -> u32 {
        say("made");
        self.0
    }
}

#[derive(Debug)]
#[allow(dead_code)]
enum Shape {
    Of(u32, u32),
    Named { n: u32, m: u32 },
}

struct Observed;

impl Index<u32> for Observed {
    type Output = u32;

    fn index(&self, _: u32) -> &u32 {
        say("made");
        &7
    }
}

impl Deref for Observed {
    type Target = u32;

    fn deref(&self) -> &u32 {
        say("made");
        &7
    }
}

// 4.1
values! {
    n;
    function: u32 = made(n) => "7";
    capitalised_function: u32 = Made(n) => "7";
    function_in_a_variant: Option<u32> = Some(Made(n)) => "Some(7)";
    function_in_a_tuple: (u32, u32) = (n, Made(n)) => "(7, 7)";
    function_in_variants: Result<Option<u32>, ()> = Ok(Some(Made(n))) => "Ok(Some(7))";
    function_in_a_tuple_struct: Wrapped = Wrapped(Made(n)) => "Wrapped(7)";
    function_in_a_struct: Pair = Pair { left: n, right: Made(n) } => "Pair { left: 7, right: 7 }";
    function_behind_two_dots: Pair = Pair { left: n, ..Pair { left: 1, right: Made(n) } } => "Pair { left: 7, right: 7 }";
    function_in_a_variant_of_ones_own: Shape = Shape::Of(n, Made(n)) => "Of(7, 7)";
    function_in_a_variant_with_names: Shape = Shape::Named { n, m: Made(n) } => "Named { n: 7, m: 7 }";
    associated_function: Wrapped = Wrapped::New(n) => "Wrapped(7)";
    capitalised_method: u32 = Wrapped(n).Value() => "7";
    index: Option<u32> = Some(Observed[n]) => "Some(7)";
    dereferenced: (u32, u32) = (n, *Observed) => "(7, 7)";
    block: Option<u32> = Some({ say("made"); n }) => "Some(7)";
    condition: Option<u32> = if made(n) == 7 { Some(n) } else { None } => "Some(7)";
    arm: Option<u32> = match made(n) { 0 => None, _ => Some(n) } => "Some(7)";
    called_macro: Option<u32> = Some(made!(n)) => "Some(7)";
    closure_called: (u32, u32) = (n, (|| made(n))()) => "(7, 7)";
    sum: Option<u32> = Some(n + made(0)) => "Some(7)";
    array: [u32; 2] = [n, made(n)] => "[7, 7]";
    cast: (u32, u64) = (n, made(n) as u64) => "(7, 7)";
}

// What the deferred code changes is changed behind the value.
macro_rules! changed {
    ($n:ident; $($name:ident: $ty:ty, [$($deferred:tt)*] $value:expr => $shown:literal;)*) => {$(
        mod $name {
            use super::*;

            #[with_defer]
            fn from_a_loop($n: u32) -> $ty {
                let mut $n = $n;
                loop {
                    $($deferred)*
                    return $value;
                }
            }

            #[with_defer]
            fn conditionally($n: u32) -> $ty {
                let mut $n = $n;
                loop {
                    if yes() {
                        $($deferred)*
                    }
                    return $value;
                }
            }

            #[with_defer]
            fn of_the_outer_loop($n: u32) -> $ty {
                let mut $n = $n;
                loop {
                    $($deferred)*
                    loop {
                        defer!(say("inner"));
                        return $value;
                    }
                }
            }

            #[with_defer]
            fn of_the_function($n: u32) -> $ty {
                let mut $n = $n;
                $($deferred)*
                loop {
                    defer!(say("inner"));
                    return $value;
                }
            }

            #[with_defer]
            fn broken($n: u32) -> $ty {
                let mut $n = $n;
                let broken = 'outer: loop {
                    $($deferred)*
                    loop {
                        defer!(say("inner"));
                        break 'outer $value;
                    }
                };
                say(format!("then {}", $n));
                broken
            }

            gives! {
                returned: format!("{:?}", from_a_loop(1)) => $shown, [];
                returned_conditionally: format!("{:?}", conditionally(1)) => $shown, [];
                changed_in_the_outer_loop: format!("{:?}", of_the_outer_loop(1)) => $shown, ["inner"];
                changed_in_the_function: format!("{:?}", of_the_function(1)) => $shown, ["inner"];
                broken_off: format!("{:?}", broken(1)) => $shown, ["inner", "then 101"];
            }
        }
    )*};
}

fn add(n: &mut u32) {
    *n += 100;
}

// 4.1
changed! {
    n;
    by_a_block: Option<u32>, [defer!(|| n += 100);] Some(n) => "Some(1)";
    by_an_address: Option<u32>, [defer!(add(&mut n));] Some(n) => "Some(1)";
    in_a_tuple: (u32, u32), [defer!(add(&mut n));] (2, n) => "(2, 1)";
    in_a_struct: Pair, [defer!(add(&mut n));] Pair { left: n, right: 2 } => "Pair { left: 1, right: 2 }";
    alone: u32, [defer!(add(&mut n));] n => "1";
}

// 4.1: by a macro that names the local without being given it
gives! {
    changed_by_a_macro: {
        #[with_defer]
        fn body() -> Option<u32> {
            let mut n = 1;
            macro_rules! add {
                () => {
                    n += 100
                };
            }
            loop {
                defer!(|| add!());
                return Some(n);
            }
        }
        body()
    } => Some(1), [];

    changed_by_a_macro_that_calls_another: {
        #[with_defer]
        fn body() -> (u32, u32) {
            let mut n = 1;
            macro_rules! add {
                () => {
                    n += 100
                };
            }
            macro_rules! twice {
                () => {
                    add!();
                    add!();
                };
            }
            let broken = loop {
                if yes() {
                    defer!(|| { twice!(); });
                }
                break n;
            };
            (broken, n)
        }
        body()
    } => (1, 201), [];

    changed_by_a_macro_behind_a_loop: {
        #[with_defer]
        fn body() -> u32 {
            let mut n = made(0);
            macro_rules! add {
                () => {
                    n += 100
                };
            }
            for _ in 0..2 {
                defer!(|| add!());
                n = made(n + 1);
            }
            n
        }
        body()
    } => 202, ["made", "made", "made"];

    closure_over_what_a_macro_changes: {
        #[with_defer]
        fn body() -> impl Fn() -> u32 {
            let mut n = 1;
            macro_rules! add {
                () => {
                    n += 100
                };
            }
            defer!(|| add!());
            move || n
        }
        body()()
    } => 1, [];
}

// Capitalised locals are locals as any other.
gives! {
    // 4.1
    capitalised_local: {
        #[with_defer]
        fn body(y: u32) -> Option<(u32, u32)> {
            let mut X = 1;
            loop {
                defer!(|| X += 100);
                return Some((X, y));
            }
        }
        body(2)
    } => Some((1, 2)), [];

    // 4.1
    capitalised_parameter: {
        #[with_defer]
        fn body(mut X: u32, y: u32) -> Option<(u32, u32)> {
            loop {
                defer!(add(&mut X));
                return Some((X, y));
            }
        }
        body(1, 2)
    } => Some((1, 2)), [];

    // 4.1
    capitalised_local_that_hides_another: {
        #[with_defer]
        fn body(y: u32) -> Option<(u32, u32)> {
            let X = 9;
            loop {
                defer!(say(X));
                let (X, _) = (1, 2);
                return Some((X, y));
            }
        }
        body(2)
    } => Some((1, 2)), ["9"];

    // 4.1
    item_that_hides_another: {
        const LIMIT: u32 = 9;
        #[with_defer]
        fn body(y: u32) -> Option<(u32, u32)> {
            loop {
                defer!(say(LIMIT));
                {
                    const LIMIT: u32 = 1;
                    return Some((LIMIT, y));
                }
            }
        }
        body(2)
    } => Some((1, 2)), ["9"];

    // 4.1
    item_of_a_macro_that_hides_another: {
        const LIMIT: u32 = 9;
        macro_rules! limits {
            () => {
                const LIMIT: u32 = 1;
            };
        }
        #[with_defer]
        fn body(y: String) -> Option<(u32, String)> {
            for _ in 0..2 {
                defer!(say("deferred"));
                {
                    limits!();
                    return Some((LIMIT, y));
                }
            }
            Some((LIMIT, y))
        }
        body("y".into()).map(|(limit, _)| limit)
    } => Some(1), ["deferred"];

    // 4.1
    shared_cell_is_the_same_one: {
        #[with_defer]
        fn body() -> Option<Rc<Cell<u32>>> {
            let cell = Rc::new(Cell::new(1));
            let other = Rc::clone(&cell);
            loop {
                defer!(other.set(2));
                return Some(cell);
            }
        }
        body().map(|cell| cell.get())
    } => Some(2), [];

    // 4.1: the next iteration goes on with it
    local_returned_from_a_later_iteration: {
        #[with_defer]
        fn body(lines: &[&'static str]) -> Option<Vec<String>> {
            let mut out = Vec::new();
            for line in lines {
                let len = line.len();
                defer!(say(len));
                out.push(line.to_string());
                if *line == "end" {
                    return Some(out);
                }
            }
            None
        }
        body(&["a", "end", "b"])
    } => Some(vec!["a".to_owned(), "end".to_owned()]), ["1", "3"];
}

// 3.4: in the arm of a capitalised name
says! {
    capitalised_local_that_is_marked {
        let N = 7;
        if let (N @ _, 2) = (1, 2) {
            defer!(|| say(N));
        }
        if let (mut M, 2) = (N, 2) {
            defer!(|| say(M));
            M += 1;
        }
    } => ["8", "1"];

    capitalised_value_of_now {
        let N = 7;
        if let (N, 2) = (1, 2) {
            defer!(say(N));
        }
        let _ = N;
    } => ["1"];

    constant_as_a_pattern {
        const LIMIT: u32 = 7;
        match made(7) {
            LIMIT => {
                for n in 0..2 {
                    defer!(say(n + LIMIT));
                    made(LIMIT);
                }
            }
            _ => unreachable!(),
        }
    } => ["made", "made", "7", "made", "8"];

    nothing_as_a_pattern {
        match Some(made(1)).filter(|_| no()) {
            None => {
                if yes() {
                    defer!(|| say(format!("{:?}", None::<u32>)));
                }
            }
            Some(_) => unreachable!(),
        }
    } => ["made", "None"];
}

fn Check(n: u32) -> u32 {
    assert!(n > 0, "bad");
    n
}

// 7.2
gives! {
    panic_of_a_returned_value: {
        #[with_defer(result = 9)]
        fn body(n: u32) -> u32 {
            for _ in 0..1 {
                defer!(|| say(recover!().is_some()));
                return Check(n);
            }
            return;
        }
        (body(0), body(1))
    } => (9, 1), ["true", "false"];
}

// 7.1
#[test]
fn panic_of_a_value_that_nobody_stops() {
    #[with_defer]
    fn body(n: u32) -> Option<u32> {
        loop {
            defer!(say("deferred"));
            return Some(Check(n));
        }
    }
    assert_panics(|| body(0), "bad", &["deferred"]);
}
