//! Twins of Go programs: panics and what `recover!()` makes of them.

use defer_runtime::{Panic, defer, recover, with_defer};
use defer_tests::{say, twins};
use pretty_assertions::assert_eq;
use std::cell::Cell;

/// As Go prints what `recover` gave.
fn go_recovered(panic: Option<Panic>) -> String {
    panic.map_or("<nil>".into(), |panic| panic.to_string())
}

#[with_defer]
fn two_calls_and_a_panic() {
    defer!(say("f 1"));
    defer!(say("f 2"));
    panic!("boom");
}

#[with_defer(q = 0, error = None)]
fn div(a: i32, b: i32) -> (i32, Option<String>) {
    defer!(|| {
        if let Some(panic) = recover!() {
            error = Some(format!("recovered: {panic}"));
        }
    });
    if b == 0 {
        panic!("zero");
    }
    q = a / b;
    (q, None)
}

#[with_defer(n)]
fn partial() -> i32 {
    defer!(|| {
        recover!();
    });
    n = 7;
    panic!("x");
}

#[with_defer(n)]
fn no_panic() -> i32 {
    defer!(|| say(format!("recover: {}", go_recovered(recover!()))));
    3
}

#[with_defer(n)]
fn then_the_rest() -> i32 {
    defer!(|| say(format!("last {n} {}", go_recovered(recover!()))));
    defer!(|| {
        say(format!("recovered {}", go_recovered(recover!())));
        n = 5;
    });
    defer!(say("first"));
    panic!("p");
}

#[with_defer]
fn replaced() {
    defer!(|| say(format!("recovered {}", go_recovered(recover!()))));
    defer!(|| panic!("second"));
    panic!("first");
}

#[with_defer(n)]
fn panic_in_deferred() -> i32 {
    defer!(|| say(format!("c {}", go_recovered(recover!()))));
    defer!(say("b"));
    defer!(|| panic!("from a"));
    say("body");
    1
}

#[with_defer]
fn again() {
    defer!(|| {
        let panic = recover!().unwrap();
        say(format!("saw {panic}"));
        panic!("again {panic}");
    });
    panic!("one");
}

/// Go's `sync.Mutex`, as far as one thread needs it.
#[derive(Default)]
struct Mutex {
    locked: Cell<bool>,
}

impl Mutex {
    fn try_lock(&self) -> bool {
        !self.locked.replace(true)
    }

    fn lock(&self) {
        assert!(self.try_lock(), "deadlock");
    }

    fn unlock(&self) {
        assert!(self.locked.replace(false), "unlock of an unlocked mutex");
    }
}

#[with_defer]
fn locked(mutex: &Mutex, how: i32) -> &'static str {
    mutex.lock();
    defer!(mutex.unlock());
    if how == 0 {
        return "early";
    }
    if how == 1 {
        panic!("x");
    }
    "late"
}

#[with_defer]
fn try_locked(mutex: &Mutex, how: i32) {
    defer!(|| {
        if let Some(panic) = recover!() {
            say(format!("panic {panic}"));
        }
        say(format!("free {}", mutex.try_lock()));
        mutex.unlock();
    });
    say(locked(mutex, how));
}

twins! {
    panic_runs_the_calls: "30_panic_runs" { // 7.1
        defer!(|| say(format!("recovered {}", go_recovered(recover!()))));
        defer!(say("main"));
        two_calls_and_a_panic();
        say("not reached");
    }
    recovered_into_an_error: "31_recover_value" { // 7.3
        for (a, b) in [(6, 3), (1, 0)] {
            let (q, error) = div(a, b);
            say(format!("{q} {}", error.as_deref().unwrap_or("<nil>")));
        }
    }
    partial_result: "32_recover_partial" { // 7.3
        say(partial());
    }
    nothing_to_recover: "33_recover_none" { // 7.2
        say(no_panic());
    }
    rest_after_recovery: "34_recover_then_rest" { // 7.3
        say(then_the_rest());
    }
    panic_replaced: "35_panic_replaced" { // 7.4
        replaced();
        say("after");
    }
    panic_in_a_deferred_call: "36_panic_in_deferred" { // 7.4
        say(panic_in_deferred());
    }
    panic_again: "38_repanic" { // 7.4
        defer!(|| say(format!("main {}", go_recovered(recover!()))));
        again();
    }
    unlocked_on_every_way_out: "43_unlock" { // 7.1
        let mutex = Mutex::default();
        try_locked(&mutex, 0);
        try_locked(&mutex, 1);
        try_locked(&mutex, 2);
    }
}
