//! The cells of the table in `docs/compared.md` that no program there shows, peer by peer.

use defer_runtime::{defer, with_defer};
use std::cell::RefCell;
use std::num::ParseIntError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::process::Command;
use std::sync::Mutex;
use std::task::{Context, Waker};
use std::{env, io};

type Log = RefCell<Vec<&'static str>>;

/// A `Drop` by hand.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Says which of [`PANICS_TWICE`] is to be run.
const PEER: &str = "PEER_THAT_PANICS_TWICE";

/// A cleanup that panics while a panic is under way.
const PANICS_TWICE: [(&str, fn()); 7] = [
    ("here", here_panics_twice),
    ("scopeguard", || {
        scopeguard::defer! { panic!("second") }
        panic!("first")
    }),
    ("Drop", || {
        let _second = OnDrop(|| panic!("second"));
        panic!("first")
    }),
    ("guarden", || {
        guarden::defer!(sync panic!("second"));
        panic!("first")
    }),
    ("async-safe-defer", || {
        async_safe_defer::defer!(panic!("second"));
        panic!("first")
    }),
    ("defer", || {
        defer::defer!(panic!("second"));
        panic!("first")
    }),
    ("defer-lite", || {
        defer_lite::defer! { panic!("second") }
        panic!("first")
    }),
];

#[with_defer]
fn here_panics_twice() {
    defer! { panic!("second") }
    panic!("first")
}

/// Is run by the test below, in a process of its own.
#[test]
fn panics_twice() {
    let Ok(wanted) = env::var(PEER) else { return };
    for (peer, panics) in PANICS_TWICE {
        if peer == wanted {
            let panic = catch_unwind(panics).expect_err("it panics");
            assert_eq!(panic.downcast_ref(), Some(&"second"));
        }
    }
}

#[test]
fn a_second_panic_replaces_the_first_here_and_aborts_elsewhere() -> io::Result<()> {
    for (peer, _) in PANICS_TWICE {
        let run = Command::new(env::current_exe()?)
            .args(["--exact", "panics_twice"])
            .env(PEER, peer)
            .output()?;
        assert_eq!(run.status.success(), peer == "here", "{peer}");
        // A test that only fails has a code.
        assert_eq!(run.status.code().is_some(), peer == "here", "{peer}");
    }
    Ok(())
}

#[test]
fn guards_run_at_the_end_of_the_block() {
    fn scopeguard(log: &Log) {
        scopeguard::defer! { log.borrow_mut().push("cleanup"); }
    }
    fn by_hand(log: &Log) {
        let _cleanup = OnDrop(|| log.borrow_mut().push("cleanup"));
    }
    fn guarden(log: &Log) {
        guarden::defer!(log.borrow_mut().push("cleanup"));
    }
    fn async_safe_defer(log: &Log) {
        async_safe_defer::defer!(log.borrow_mut().push("cleanup"));
    }
    fn small(log: &Log) {
        defer::defer!(log.borrow_mut().push("cleanup"));
    }
    for block in [scopeguard, by_hand, guarden, async_safe_defer, small] {
        let log = Log::default();
        block(&log);
        assert_eq!(log.take(), ["cleanup"]);
    }
}

/// Polls a future once, drops it, and gives what it has logged.
fn cancelled(future: impl Future, log: &Log) -> Vec<&'static str> {
    {
        let mut future = pin!(future);
        assert!(
            future
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
                .is_pending()
        );
        assert!(log.borrow().is_empty());
    }
    log.take()
}

#[with_defer]
async fn here_hangs(log: &Log) {
    defer!(|| log.borrow_mut().push("cleanup"));
    std::future::pending().await
}

#[test]
fn all_run_when_a_future_is_dropped() {
    let log = &Log::default();
    assert_eq!(cancelled(here_hangs(log), log), ["cleanup"]);
    let scopeguard = async {
        scopeguard::defer! { log.borrow_mut().push("cleanup"); }
        std::future::pending::<()>().await;
    };
    assert_eq!(cancelled(scopeguard, log), ["cleanup"]);
    let by_hand = async {
        let _cleanup = OnDrop(|| log.borrow_mut().push("cleanup"));
        std::future::pending::<()>().await;
    };
    assert_eq!(cancelled(by_hand, log), ["cleanup"]);
    let guarden = async {
        guarden::defer!(log.borrow_mut().push("cleanup"));
        std::future::pending::<()>().await;
    };
    assert_eq!(cancelled(guarden, log), ["cleanup"]);
    let async_safe_defer = async {
        async_safe_defer::defer!(log.borrow_mut().push("cleanup"));
        std::future::pending::<()>().await;
    };
    assert_eq!(cancelled(async_safe_defer, log), ["cleanup"]);
    let small = async {
        defer_lite::defer! { log.borrow_mut().push("cleanup"); }
        std::future::pending::<()>().await;
    };
    assert_eq!(cancelled(small, log), ["cleanup"]);
}

#[test]
fn guards_are_values() {
    let log = &Log::default();
    let cleanup = || log.borrow_mut().push("cleanup");

    let guard = async_safe_defer::guard("value", |_| cleanup());
    assert_eq!(guard.into_inner(), "value");
    let _cleanup = async_safe_defer::defer(cleanup).disarm();
    assert!(log.take().is_empty());
    async_safe_defer::defer(cleanup).run_now();
    assert_eq!(log.take(), ["cleanup"]);

    let guard = guarden::guard!([_value = "value"] cleanup());
    assert_eq!(guard.defuse(), "value");
    assert!(log.take().is_empty());
    guarden::guard!([_value = "value"] cleanup()).trigger();
    assert_eq!(log.take(), ["cleanup"]);

    // It is moved and dropped early, but not defused.
    let guard = defer::defer(cleanup);
    let moved = guard;
    drop(moved);
    assert_eq!(log.take(), ["cleanup"]);
}

#[test]
fn a_trigger_gives_what_the_closure_returns() {
    fn parsed(text: &str) -> Result<u32, ParseIntError> {
        let guard = guarden::guard!(sync [text] text.parse::<u32>());
        guard.trigger()
    }
    assert_eq!(parsed("7"), Ok(7));
    assert!(parsed("x").is_err());
}

#[test]
fn a_lock_that_deferred_code_drops_poisons_nothing() {
    #[with_defer]
    fn dropped_in_it(mutex: &Mutex<()>) {
        let lock = mutex.lock().unwrap();
        defer! { drop(lock); }
        panic!("it unwinds");
    }
    #[with_defer]
    fn a_plain_local(mutex: &Mutex<()>) {
        let _lock = mutex.lock().unwrap();
        defer! { assert!(mutex.try_lock().is_err()); }
        panic!("it unwinds");
    }
    fn guarded(mutex: &Mutex<()>) {
        let _lock = scopeguard::guard(mutex.lock().unwrap(), drop);
        panic!("it unwinds");
    }
    let poisons = |function: fn(&Mutex<()>)| {
        let mutex = Mutex::new(());
        assert!(catch_unwind(AssertUnwindSafe(|| function(&mutex))).is_err());
        mutex.is_poisoned()
    };
    assert!(!poisons(dropped_in_it));
    assert!(poisons(a_plain_local));
    assert!(poisons(guarded));
}
