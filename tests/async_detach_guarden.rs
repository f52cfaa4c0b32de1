//! Side by side with guarden 0.4, the peer that cleans up in the background when it is cancelled: a connection that is
//! to be closed, which has to be awaited. Each pair of functions does the same, or what comes nearest to it; what the
//! one or the other can't express is said where it would stand.
//!
//! The difference in one line: guarden's is a value that owns what it cleans up, and whose `trigger().await` is written
//! at each exit that is to wait for the cleanup. A deferred call owns nothing, and is awaited at every exit.

use allocation_counter::measure;
use defer_runtime::{defer, errdefer, with_defer};
use guarden::guard;
use std::future::pending;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use tokio::runtime::Handle;
use tokio::task::yield_now;

/// What the peer saw.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn say(&self, line: impl ToString) {
        self.0.lock().expect("no panic").push(line.to_string());
    }

    /// The lines since the last time.
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().expect("no panic"))
    }

    /// The lines since then, once no task is left.
    async fn once_all_is_done(&self) -> Vec<String> {
        while tasks() > 0 {
            yield_now().await;
        }
        self.take()
    }
}

/// How many tasks there are besides the test's own.
fn tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

struct Connection {
    name: &'static str,
    log: Log,
    sent: u32,
}

impl Connection {
    fn open(name: &'static str, log: &Log) -> Self {
        Connection {
            name,
            log: log.clone(),
            sent: 0,
        }
    }

    async fn send(&mut self, request: &str) -> Result<(), String> {
        yield_now().await;
        if request == "bad" {
            return Err(format!("{request} request"));
        }
        self.sent += 1;
        Ok(())
    }

    /// Says goodbye to the peer, who says how that went.
    async fn close(&mut self) -> Result<(), String> {
        self.log.say(format!("closes {}", self.name));
        yield_now().await;
        yield_now().await;
        self.log.say(format!("closed {} after {}", self.name, self.sent));
        match self.sent {
            0 => Err("nothing was sent".to_owned()),
            _ => Ok(()),
        }
    }
}

/// A connection that sends its requests and is closed on every way out.
mod sending {
    use super::*;

    #[with_defer(detach = tokio::spawn)]
    pub async fn deferred(log: Log, requests: &'static [&'static str]) -> Result<u32, String> {
        let mut connection = Connection::open("a", &log);
        defer!(connection.close().await?);
        for request in requests {
            connection.send(request).await?;
        }
        Ok(connection.sent)
    }

    pub async fn guarded(log: Log, requests: &[&str]) -> Result<u32, String> {
        let mut connection = guard!([connection = Connection::open("a", &log)] async move {
            let mut connection = connection;
            connection.close().await
        });
        for request in requests {
            connection.send(request).await?;
        }
        let sent = connection.sent;
        connection.trigger().await?;
        Ok(sent)
    }
}

/// At its end, both close it in place and wait for that; an error of the closing becomes the function's.
#[tokio::test]
async fn success() {
    let log = Log::default();
    assert_eq!(sending::deferred(log.clone(), &["x", "y"]).await, Ok(2));
    assert_eq!(log.take(), ["closes a", "closed a after 2"]);
    assert_eq!(
        sending::deferred(log.clone(), &[]).await,
        Err("nothing was sent".to_owned())
    );
    assert_eq!(log.take(), ["closes a", "closed a after 0"]);

    assert_eq!(sending::guarded(log.clone(), &["x", "y"]).await, Ok(2));
    assert_eq!(log.take(), ["closes a", "closed a after 2"]);
    assert_eq!(
        sending::guarded(log.clone(), &[]).await,
        Err("nothing was sent".to_owned())
    );
    assert_eq!(log.take(), ["closes a", "closed a after 0"]);
}

/// Cancelled, both close it in the background, after what had been sent by then.
#[tokio::test]
async fn cancelled() {
    let log = Log::default();
    cancel_after(2, sending::deferred(log.clone(), &["x", "y", "z"])).await;
    assert_eq!(log.once_all_is_done().await, ["closes a", "closed a after 1"]);

    cancel_after(2, sending::guarded(log.clone(), &["x", "y", "z"])).await;
    assert_eq!(log.once_all_is_done().await, ["closes a", "closed a after 1"]);
}

/// Cancelled while it is being closed, both complete that.
#[tokio::test]
async fn cancelled_while_it_closes() {
    let log = Log::default();
    cancel_after(2, sending::deferred(log.clone(), &["x"])).await;
    assert_eq!(log.take(), ["closes a"]);
    assert_eq!(log.once_all_is_done().await, ["closed a after 1"]);

    cancel_after(2, sending::guarded(log.clone(), &["x"])).await;
    assert_eq!(log.take(), ["closes a"]);
    assert_eq!(log.once_all_is_done().await, ["closed a after 1"]);
}

/// Left by `?`, `return` or a panic, a deferred call is awaited as at the end. A guard is dropped there: the caller has
/// its error while a task still closes the connection, whose own error nobody gets. (Each such exit would have to be
/// rewritten with a `trigger().await` of its own, which a panic has no place for.)
#[tokio::test]
async fn failure() {
    let log = Log::default();
    let error = Err("bad request".to_owned());
    assert_eq!(sending::deferred(log.clone(), &["x", "bad"]).await, error);
    assert_eq!((log.take(), tasks()), (said(&["closes a", "closed a after 1"]), 0));

    assert_eq!(sending::guarded(log.clone(), &["x", "bad"]).await, error);
    assert_eq!((log.take(), tasks()), (said(&[]), 1));
    assert_eq!(log.once_all_is_done().await, ["closes a", "closed a after 1"]);
}

/// Two connections, of which the inner one needs the outer one to be open until it is closed.
mod tunnel {
    use super::*;

    #[with_defer(detach = tokio::spawn)]
    pub async fn deferred(log: Log) -> Result<(), String> {
        let mut outer = Connection::open("outer", &log);
        defer!(outer.close().await?);
        let mut inner = Connection::open("inner", &log);
        defer!(inner.close().await?);
        loop {
            outer.send("x").await?;
            inner.send("y").await?;
        }
    }

    pub async fn guarded(log: Log) -> Result<(), String> {
        let mut outer = guard!([outer = Connection::open("outer", &log)] async move {
            let mut outer = outer;
            outer.close().await
        });
        let mut inner = guard!([inner = Connection::open("inner", &log)] async move {
            let mut inner = inner;
            inner.close().await
        });
        loop {
            outer.send("x").await?;
            inner.send("y").await?;
        }
    }

    /// One guard owns both, so that there is an order.
    pub async fn guarded_as_one(log: Log) -> Result<(), String> {
        let outer = Connection::open("outer", &log);
        let inner = Connection::open("inner", &log);
        let mut both = guard!([both = (outer, inner)] async move {
            let (mut outer, mut inner) = both;
            inner.close().await?;
            outer.close().await
        });
        loop {
            both.0.send("x").await?;
            both.1.send("y").await?;
        }
    }
}

/// Deferred calls are one task, which runs them last in, first out. Guards are a task each: they run side by side. What
/// is to be in order must be owned by one guard, and so be opened before it.
#[tokio::test]
async fn order() {
    let log = Log::default();
    cancel_after(3, tunnel::deferred(log.clone())).await;
    let in_order = [
        "closes inner",
        "closed inner after 1",
        "closes outer",
        "closed outer after 1",
    ];
    assert_eq!(log.once_all_is_done().await, in_order);

    cancel_after(3, tunnel::guarded(log.clone())).await;
    let side_by_side = [
        "closes inner",
        "closes outer",
        "closed inner after 1",
        "closed outer after 1",
    ];
    assert_eq!(log.once_all_is_done().await, side_by_side);

    cancel_after(3, tunnel::guarded_as_one(log.clone())).await;
    assert_eq!(log.once_all_is_done().await, in_order);
}

/// Cleanup that looks at several locals, which the code in between goes on using.
mod locals {
    use super::*;

    #[with_defer(detach = tokio::spawn)]
    pub async fn deferred(log: Log) {
        let (mut step, mut names) = (0, Vec::new());
        defer!(|| {
            names.push("end");
            yield_now().await;
            log.say(format!("{} at {step}", names.join("-")));
        });
        loop {
            step += 1;
            names.push("x");
            yield_now().await;
        }
    }

    /// The guard owns them; the names that are left are references into it.
    pub async fn guarded(log: Log) {
        let (step, names) = (0, Vec::new());
        guarden::defer!([mut step, mut names, log] {
            let (step, mut names, log) = (step, names, log);
            async move {
                names.push("end");
                yield_now().await;
                log.say(format!("{} at {step}", names.join("-")));
            }
        });
        loop {
            *step += 1;
            names.push("x");
            yield_now().await;
        }
    }
}

/// Both get at them, as they are at that moment.
#[tokio::test]
async fn access_to_locals() {
    let log = Log::default();
    cancel_after(3, locals::deferred(log.clone())).await;
    assert_eq!(log.once_all_is_done().await, ["x-x-x-end at 3"]);

    cancel_after(3, locals::guarded(log.clone())).await;
    assert_eq!(log.once_all_is_done().await, ["x-x-x-end at 3"]);
}

/// A transaction that is rolled back unless it succeeds.
mod rollback {
    use super::*;

    #[with_defer(detach = tokio::spawn)]
    pub async fn deferred(log: Log, request: &'static str) -> Result<(), String> {
        let mut connection = Connection::open("a", &log);
        errdefer!(|| {
            yield_now().await;
            log.say(format!("rolled back {}", connection.sent));
        });
        connection.send("x").await?;
        connection.send(request).await
    }

    pub async fn guarded(log: Log, request: &str) -> Result<(), String> {
        let mut connection = guard!([connection = Connection::open("a", &log)] async move {
            yield_now().await;
            connection.log.say(format!("rolled back {}", connection.sent));
        });
        connection.send("x").await?;
        connection.send(request).await?;
        connection.defuse();
        Ok(())
    }
}

/// Both can: `errdefer!` looks at the outcome, a guard is defused where there is success. Only the first is done when
/// the caller gets the error, and sees an error that another cleanup has caused.
#[tokio::test]
async fn only_on_failure() {
    let log = Log::default();
    assert_eq!(rollback::deferred(log.clone(), "y").await, Ok(()));
    assert_eq!(log.take(), said(&[]));
    assert!(rollback::deferred(log.clone(), "bad").await.is_err());
    assert_eq!((log.take(), tasks()), (said(&["rolled back 1"]), 0));
    cancel_after(2, rollback::deferred(log.clone(), "y")).await;
    assert_eq!(log.once_all_is_done().await, ["rolled back 1"]);

    assert_eq!(rollback::guarded(log.clone(), "y").await, Ok(()));
    assert_eq!(log.take(), said(&[]));
    assert!(rollback::guarded(log.clone(), "bad").await.is_err());
    assert_eq!((log.take(), tasks()), (said(&[]), 1));
    assert_eq!(log.once_all_is_done().await, ["rolled back 1"]);
    cancel_after(2, rollback::guarded(log.clone(), "y")).await;
    assert_eq!(log.once_all_is_done().await, ["rolled back 1"]);
}

/// Cleanup that changes what the function returns, whatever that was: `#[with_defer(result)]`. A guard can't, since it
/// has run, or has been handed on, outside of the expression that is returned; nor does it see a panic.
#[tokio::test]
async fn changes_the_result() {
    #[with_defer(result, detach = tokio::spawn)]
    async fn deferred(log: Log, request: &'static str) -> Result<u32, String> {
        let mut connection = Connection::open("a", &log);
        defer!(|| {
            let closed = connection.close().await;
            if let Err(error) = &mut result {
                *error = format!("{error}, after {}, closed: {closed:?}", connection.sent);
            }
        });
        connection.send("x").await?;
        connection.send(request).await?;
        Ok(connection.sent)
    }
    let log = Log::default();
    assert_eq!(deferred(log.clone(), "y").await, Ok(2));
    let error = "bad request, after 1, closed: Ok(())".to_owned();
    assert_eq!(deferred(log.clone(), "bad").await, Err(error));
}

/// What a guard can do and a deferred call can't: it is a value, that runs early, is given to somebody else, or gives
/// back what it owns; and since it owns all that it needs, the function around may borrow its arguments. With `detach`
/// that is a compile error: the whole frame goes to the spawner, not the captures of one closure.
#[tokio::test]
async fn guards_are_values() {
    fn open(name: &'static str, log: &Log) -> impl Closes {
        guard!([connection = Connection::open(name, log)] async move {
            let mut connection = connection;
            connection.close().await
        })
    }
    trait Closes: AsMut<Connection> {
        async fn close_now(self) -> Result<(), String>;
    }
    impl<A, F> Closes for guarden::guard::ContextGuard<Connection, A>
    where
        A: guarden::guard::action::Action<Connection, Output = F>,
        F: IntoFuture<Output = Result<(), String>>,
    {
        async fn close_now(self) -> Result<(), String> {
            self.trigger().await
        }
    }
    async fn borrows(log: &Log, request: &str) -> Result<(), String> {
        let mut connection = open("a", log);
        connection.as_mut().send(request).await?;
        connection.close_now().await?;
        log.say("goes on");
        Ok(())
    }
    let log = Log::default();
    assert_eq!(borrows(&log, &String::from("x")).await, Ok(()));
    assert_eq!(log.take(), ["closes a", "closed a after 1", "goes on"]);
}

/// Cleanup that turns out to have nothing to await: a deferred call has run by then, a guard is a task all the same.
#[tokio::test]
async fn nothing_to_await() {
    #[with_defer(detach = tokio::spawn)]
    async fn deferred(log: Log, waits: bool) {
        defer!(|| {
            if waits {
                yield_now().await;
            }
            log.say("closed");
        });
        pending().await
    }
    async fn guarded(log: Log, waits: bool) {
        let _closes = guard!([log] async move {
            if waits {
                yield_now().await;
            }
            log.say("closed");
        });
        pending().await
    }
    let log = Log::default();
    cancel_after(1, deferred(log.clone(), false)).await;
    assert_eq!((log.take(), tasks()), (said(&["closed"]), 0));

    cancel_after(1, guarded(log.clone(), false)).await;
    assert_eq!((log.take(), tasks()), (said(&[]), 1));
    assert_eq!(log.once_all_is_done().await, ["closed"]);
}

/// Dropped outside of the runtime: a guard has kept the handle of the one in which it was made; `tokio::spawn` panics,
/// and what was to be awaited is lost. A handle of one's own is the cure, in `detach = |task| HANDLE.spawn(task)`.
#[test]
fn outside_of_the_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let log = Log::default();
    let mut deferred = Box::pin(sending::deferred(log.clone(), &["x"]));
    let mut guarded = Box::pin(sending::guarded(log.clone(), &["x"]));
    runtime.block_on(async {
        assert!(timeout_at_once(deferred.as_mut()).await);
        assert!(timeout_at_once(guarded.as_mut()).await);
    });
    let dropped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(deferred)));
    assert!(dropped.is_err());
    assert_eq!(log.take(), ["closes a"]);

    drop(guarded);
    assert_eq!(log.take(), said(&[]));
    assert_eq!(
        runtime.block_on(log.once_all_is_done()),
        ["closes a", "closed a after 0"]
    );
}

async fn timeout_at_once(future: impl Future) -> bool {
    let mut future = pin!(future);
    std::future::poll_fn(|cx| std::task::Poll::Ready(future.as_mut().poll(cx).is_pending())).await
}

/// Completed, each allocates once: the function its frame, the guard its cleanup when it is triggered.
#[test]
fn allocations() {
    async fn turn() {
        let mut turns = 0;
        std::future::poll_fn(|_| {
            turns += 1;
            match turns {
                1 => std::task::Poll::Pending,
                _ => std::task::Poll::Ready(()),
            }
        })
        .await;
    }
    #[with_defer(detach = |_task| ())]
    async fn deferred() {
        defer!(turn().await);
        turn().await;
    }
    async fn guarded() {
        let closes = guarden::guard::ContextGuard::with_spawner((), |_task| (), |()| turn());
        turn().await;
        closes.trigger().await;
    }
    fn count(future: impl Future) -> u64 {
        let info = measure(|| {
            let mut future = pin!(future);
            while future
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
                .is_pending()
            {}
        });
        info.count_total
    }
    // What a process allocates once, for all of its calls.
    count(deferred());
    assert_eq!((count(deferred()), count(guarded())), (1, 1));
}

fn said(lines: &[&str]) -> Vec<String> {
    lines.iter().map(ToString::to_string).collect()
}

/// Polls `future` so many times, and drops it where it is pending still.
async fn cancel_after(polls: u32, future: impl Future) {
    let mut future = pin!(future);
    for _ in 0..polls {
        assert!(smol::future::poll_once(future.as_mut()).await.is_none(), "it is done");
    }
}
