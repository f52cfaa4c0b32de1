//! Places (2.4): an address is taken at exit, its indices are values of now, and the place is the same one on every way.

// Every way to write it, also those that clippy knows a shorter one for.
#![allow(clippy::style, clippy::complexity)]

use defer_runtime::{defer, errdefer, with_defer};
use defer_tests::{assert_returns, gives, say, says, yes};
use std::fmt::Write as _;

fn add(n: &mut u32) {
    *n += 100;
}

fn add_behind(n: &mut &mut u32) {
    **n += 100;
}

fn add_first(slice: &mut [u32]) {
    slice[0] += 100;
}

fn tell(n: &u32) {
    say(n);
}

fn eval<T: Copy + ToString>(n: T) -> T {
    say(format!("eval {}", n.to_string()));
    n
}

struct Rows {
    rows: Vec<Vec<u32>>,
    at: usize,
    pair: (u32, (u32, u32)),
}

impl Rows {
    fn new() -> Self {
        Rows {
            rows: vec![vec![1, 2], vec![3, 4]],
            at: 1,
            pair: (5, (6, 7)),
        }
    }

    fn show(&self) {
        say(format!("{:?} {:?}", self.rows, self.pair));
    }
}

// Each place in a call that is always reached, in one that is reached or not, in a loop body, in a call on failure, and in
// front of an early return: the index `i` is 1 where the call is written, and 0 behind it.
macro_rules! places {
    ($r:ident, $i:ident; $($name:ident: $call:expr => $shown:literal;)*) => {$(
        mod $name {
            use super::*;

            #[with_defer]
            fn at_the_end() {
                let mut $r = Rows::new();
                let mut $i = 1;
                defer!(|| $r.show());
                defer!($call);
                $i -= 1;
                $r.at = $i;
            }

            #[with_defer]
            fn conditionally() {
                let mut $r = Rows::new();
                let mut $i = 1;
                defer!(|| $r.show());
                if yes() {
                    defer!($call);
                }
                $i -= 1;
                $r.at = $i;
            }

            #[with_defer]
            fn in_a_loop() {
                let mut $r = Rows::new();
                for mut $i in 1..2 {
                    defer!($call);
                    $i -= 1;
                    $r.at = $i;
                }
                $r.show();
            }

            #[with_defer]
            fn on_failure() -> Result<(), ()> {
                let mut $r = Rows::new();
                let mut $i = 1;
                defer!(|| $r.show());
                errdefer!($call);
                $i -= 1;
                $r.at = $i;
                Err(())
            }

            #[with_defer]
            fn of_an_inner_block() {
                if yes() {
                    let mut $r = Rows::new();
                    let mut $i = 1;
                    defer!(|| $r.show());
                    defer!($call);
                    $i -= 1;
                    $r.at = $i;
                    if yes() {
                        return;
                    }
                }
                unreachable!()
            }

            gives! {
                end: at_the_end() => (), [$shown];
                condition: conditionally() => (), [$shown];
                iteration: in_a_loop() => (), [$shown];
                failure: on_failure() => Err(()), [$shown];
                inner_block: of_an_inner_block() => (), [$shown];
            }
        }
    )*};
}

// 2.4
places! {
    r, i;
    field_of_a_tuple: add(&mut r.pair.0) => "[[1, 2], [3, 4]] (105, (6, 7))";
    field_of_a_tuple_in_a_tuple: add(&mut r.pair.1.0) => "[[1, 2], [3, 4]] (5, (106, 7))";
    index_by_a_local: add(&mut r.rows[i][0]) => "[[1, 2], [103, 4]] (5, (6, 7))";
    index_by_two_locals: add(&mut r.rows[i][i]) => "[[1, 2], [3, 104]] (5, (6, 7))";
    index_by_a_field: add(&mut r.rows[r.at][0]) => "[[1, 2], [103, 4]] (5, (6, 7))";
    index_by_a_sum: add(&mut r.rows[2 - i][i - 1]) => "[[1, 2], [103, 4]] (5, (6, 7))";
    index_by_a_cast: add(&mut r.rows[i as u8 as usize][0]) => "[[1, 2], [103, 4]] (5, (6, 7))";
    index_by_a_block: add(&mut r.rows[{ i }][0]) => "[[1, 2], [103, 4]] (5, (6, 7))";
    index_by_a_call: add(&mut r.rows[usize::min(i, 5)][0]) => "[[1, 2], [103, 4]] (5, (6, 7))";
    index_by_a_closure: add(&mut r.rows[(|| i)()][0]) => "[[1, 2], [103, 4]] (5, (6, 7))";
    index_by_a_condition: add(&mut r.rows[if i == 1 { 1 } else { 0 }][0]) => "[[1, 2], [103, 4]] (5, (6, 7))";
    index_by_a_range: add_first(&mut r.rows[1][i..]) => "[[1, 2], [3, 104]] (5, (6, 7))";
    index_by_an_index: add(&mut r.rows[[0, 1][i]][0]) => "[[1, 2], [103, 4]] (5, (6, 7))";
    parenthesised: add(&mut (r.rows[i])[(0)]) => "[[1, 2], [103, 4]] (5, (6, 7))";
    dereferenced: add_first(&mut *r.rows[i]) => "[[1, 2], [103, 4]] (5, (6, 7))";
    address_of_an_address: add_behind(&mut &mut r.rows[i][0]) => "[[1, 2], [103, 4]] (5, (6, 7))";
    receiver: r.rows[i].push(9) => "[[1, 2], [3, 4, 9]] (5, (6, 7))";
    receiver_in_parentheses: (r.rows[i]).push(9) => "[[1, 2], [3, 4, 9]] (5, (6, 7))";
    receiver_and_argument: r.rows[i].insert(i, i as u32 + 8) => "[[1, 2], [3, 9, 4]] (5, (6, 7))";
    address_beside_a_value: std::mem::swap(&mut r.rows[i][0], &mut r.pair.0) => "[[1, 2], [5, 4]] (3, (6, 7))";
}

says! {
    // 2.4: what is a value of its own is one of now
    address_of_a_value {
        let mut n = 1;
        defer!(tell(&(n)));
        defer!(tell(&(n + 1)));
        defer!(tell(&u32::max(n, 0)));
        defer!(tell(&{ n }));
        defer!(tell(&if n == 1 { n } else { 0 }));
        defer!(tell(&match n { n => n }));
        defer!(tell(&(n as u8 as u32)));
        defer!(tell(&!!n));
        n += 6;
        say(n);
    } => ["7", "1", "1", "1", "1", "1", "1", "2", "7"];

    // 2.1: in the order in which they are written
    indices_and_arguments_in_order {
        fn set(_: usize, place: &mut u32, value: u32) {
            *place = value;
        }
        let mut v = [1, 2];
        defer!(|| say(format!("{v:?}")));
        defer!(set(eval(1), &mut v[eval(0)], eval(7)));
        say("body");
    } => ["eval 1", "eval 0", "eval 7", "body", "[7, 2]"];

    // 2.4
    behind_two_references {
        let mut n = 1;
        let mut r = &mut n;
        let rr = &mut r;
        defer!(|| say(**rr));
        defer!(add(&mut **rr));
        **rr = 5;
    } => ["105"];

    // 2.4
    lent_at_exit {
        fn body(n: &mut u32) {
            #[with_defer]
            fn inner(n: &mut u32) {
                for _ in 0..2 {
                    defer!(add(&mut *n));
                    *n += 1;
                }
            }
            inner(n);
        }
        let mut n = 1;
        body(&mut n);
        say(n);
    } => ["203"];

    // 2.4: indices of a loop
    each_iteration_has_its_own {
        let mut v = [1, 2, 3];
        let mut i = 0;
        while i < 3 {
            defer!(add(&mut v[i]));
            i += 1;
        }
        say(format!("{v:?}"));
    } => ["[101, 102, 103]"];
}

// 2.6: where a macro writes is a place, too
gives! {
    sink: {
        #[with_defer]
        fn body() -> Result<(), std::fmt::Error> {
            let mut sinks = vec![String::new(), String::new()];
            let (mut i, mut n) = (1, 5);
            defer!(|| say(format!("{sinks:?}")));
            defer!(writeln!(sinks[i])?);
            defer!(write!(sinks[i], "{n}")?);
            if yes() {
                defer!(write!(&mut sinks[i - 1], "{}", n + 1)?);
            }
            i += 5;
            n += 5;
            let _ = (i, n);
            Ok(())
        }
        body()
    } => Ok(()), [r#"["6", "5\n"]"#];

    receiver_behind_a_reference: {
        #[with_defer]
        fn body() -> usize {
            let mut sink = String::new();
            let r = &mut sink;
            defer!(r.push('b'));
            r.len()
        }
        body()
    } => 0, [];
}

impl Rows {
    #[with_defer]
    fn change(&mut self) {
        defer!(self.rows[self.at].push(9));
        defer!(add(&mut self.rows[self.at][0]));
        self.at = 0;
    }
}

// 2.4: indices by a field of the same place
#[test]
fn place_of_self() {
    let mut rows = Rows::new();
    assert_returns(|| rows.change(), (), &[]);
    assert_eq!(rows.rows, [vec![1, 2], vec![103, 4, 9]]);
}
