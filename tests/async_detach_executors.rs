//! Rule 8.4 on executors: tokio on one thread, on several, and on a `LocalSet`; smol. No test waits for a clock: the
//! lines of a trace end when the last task that could say one has ended.

use defer_runtime::{defer, errdefer, with_defer};
use smol::channel::{self, Receiver, Sender};
use smol::future::{poll_once, yield_now};
use std::cell::RefCell;
use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::time::Duration;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::{JoinHandle, JoinSet, LocalSet};
use tokio::time::{sleep, timeout};

/// What a program says, from whatever thread.
#[derive(Clone)]
struct Log(Sender<String>);

impl Log {
    fn new() -> (Log, Receiver<String>) {
        let (sender, receiver) = channel::unbounded();
        (Log(sender), receiver)
    }

    fn say(&self, line: impl ToString) {
        self.0.try_send(line.to_string()).expect("somebody listens");
    }
}

/// Every line, once all that could say one has been dropped.
async fn all(said: Receiver<String>) -> Vec<String> {
    let mut lines = Vec::new();
    while let Ok(line) = said.recv().await {
        lines.push(line);
    }
    lines
}

/// Polls `future` so many times, and drops it.
async fn cancel_after<T>(polls: u32, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    for _ in 0..polls {
        if let Some(value) = poll_once(future.as_mut()).await {
            return Some(value);
        }
    }
    None
}

/// Waits a little wherever it runs, clock or not.
async fn soon() {
    for _ in 0..3 {
        yield_now().await;
    }
}

/// A runtime whose clock goes on when there is nothing else to do.
fn on_one_thread() -> Runtime {
    let built = Builder::new_current_thread().enable_time().start_paused(true).build();
    built.expect("a runtime")
}

fn on_threads() -> Runtime {
    let built = Builder::new_multi_thread().worker_threads(2).enable_time().build();
    built.expect("a runtime")
}

/// The same programs wherever they run.
macro_rules! programs {
    ($executor:ident, $shared:ty, $spawn:expr, $run:expr) => {
        mod $executor {
            use super::*;

            /// Goes on until it is cancelled; what it holds may be bound to its thread.
            #[with_defer(detach = $spawn)]
            async fn session(log: Log, rounds: u32) -> u32 {
                let sent = <$shared>::new(0.into());
                defer!(|| {
                    soon().await;
                    log.say(format!("first, after {}", sent.lock().unwrap()));
                });
                errdefer!(log.say("cancelled"));
                let mut names = vec![];
                defer!(|| {
                    names.push("end");
                    soon().await;
                    *sent.lock().unwrap() += 10;
                    log.say(names.join(" "));
                });
                for _ in 0..rounds {
                    names.push("step");
                    *sent.lock().unwrap() += 1;
                    yield_now().await;
                }
                rounds
            }

            #[test]
            fn cancelled() {
                $run(async {
                    let (log, said) = Log::new();
                    assert_eq!(cancel_after(2, session(log, 100)).await, None);
                    assert_eq!(all(said).await, ["step step end", "cancelled", "first, after 12"]);
                });
            }

            #[test]
            fn cancelled_while_a_call_is_under_way() {
                $run(async {
                    let (log, said) = Log::new();
                    assert_eq!(cancel_after(2, session(log, 1)).await, None);
                    let lines = all(said).await;
                    assert_eq!(lines.first().map(String::as_str), Some("step end"));
                    assert_eq!(lines.last().map(String::as_str), Some("first, after 11"));
                });
            }

            #[test]
            fn not_cancelled() {
                $run(async {
                    let (log, said) = Log::new();
                    assert_eq!(cancel_after(100, session(log, 1)).await, Some(1));
                    assert_eq!(all(said).await, ["step end", "first, after 11"]);
                });
            }

            #[test]
            fn never_polled() {
                $run(async {
                    let (log, said) = Log::new();
                    assert_eq!(cancel_after(0, session(log, 1)).await, None);
                    assert!(all(said).await.is_empty());
                });
            }

            /// The one that loses is dropped at once, by whatever runs the two.
            #[test]
            fn loses_a_race() {
                $run(async {
                    let (log, said) = Log::new();
                    let won = smol::future::or(session(log, 100), async {
                        soon().await;
                        7
                    });
                    assert_eq!(won.await, 7);
                    assert_eq!(
                        all(said).await,
                        ["step step step step end", "cancelled", "first, after 14"]
                    );
                });
            }

            #[test]
            fn many_at_once() {
                $run(async {
                    let (log, said) = Log::new();
                    for polls in 0..50 {
                        assert_eq!(cancel_after(polls, session(log.clone(), 100)).await, None);
                    }
                    drop(log);
                    let mut closed = all(said).await;
                    closed.retain(|line| line.starts_with("first"));
                    closed.sort();
                    let mut expected: Vec<_> = (1..50)
                        .map(|sent| format!("first, after {}", sent + 10))
                        .collect();
                    expected.sort();
                    assert_eq!(closed, expected);
                });
            }
        }
    };
}

type Mutex = std::sync::Mutex<u32>;

programs! { tokio_on_one_thread, std::sync::Arc<Mutex>, tokio::spawn, |test| on_one_thread().block_on(test) }
programs! { tokio_on_threads, std::sync::Arc<Mutex>, tokio::spawn, |test| on_threads().block_on(test) }
programs! { tokio_on_a_local_set, std::rc::Rc<Mutex>, tokio::task::spawn_local,
|test| LocalSet::new().block_on(&on_one_thread(), test) }
programs! { smol_on_threads, std::sync::Arc<Mutex>, |task| smol::spawn(task).detach(), smol::block_on }

/// Closes what it holds, which takes a while.
#[with_defer(detach = tokio::spawn)]
async fn session(log: Log, name: &'static str) -> u32 {
    defer!(|| {
        sleep(Duration::from_secs(60)).await;
        log.say(format!("closed {name}"));
    });
    pending().await
}

/// 8.5: it can be spawned itself, as what is left of it can.
#[test]
fn is_send() {
    fn assert_send<T: Send + 'static>(_: T) {}
    assert_send(session(Log::new().0, "never polled"));
}

/// 8.2: the ways in which tokio cancels.
#[tokio::test(start_paused = true)]
async fn timed_out() {
    let (log, said) = Log::new();
    assert!(timeout(Duration::from_secs(1), session(log, "a")).await.is_err());
    assert_eq!(all(said).await, ["closed a"]);
}

#[tokio::test(start_paused = true)]
async fn aborted() {
    let (log, said) = Log::new();
    let task = tokio::spawn(session(log, "a"));
    yield_now().await;
    task.abort();
    assert!(task.await.expect_err("it is cancelled").is_cancelled());
    assert_eq!(all(said).await, ["closed a"]);
}

#[tokio::test(start_paused = true)]
async fn not_selected() {
    let (log, said) = Log::new();
    tokio::select! {
        _ = session(log, "a") => unreachable!("it never ends"),
        () = sleep(Duration::from_secs(1)) => {}
    }
    assert_eq!(all(said).await, ["closed a"]);
}

/// What is left outlives the set.
#[tokio::test(start_paused = true)]
async fn shut_down_with_a_set() {
    let (log, said) = Log::new();
    let mut set = JoinSet::new();
    for name in ["a", "b", "c"] {
        set.spawn(session(log.clone(), name));
    }
    drop(log);
    yield_now().await;
    set.shutdown().await;
    assert!(set.is_empty());
    let mut lines = all(said).await;
    lines.sort();
    assert_eq!(lines, ["closed a", "closed b", "closed c"]);
}

/// The task that is aborted was on another thread than the one that aborts it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn aborted_on_another_thread() {
    #[with_defer(detach = tokio::spawn)]
    async fn session(log: Log) {
        let mut begun = false;
        defer!(|| {
            soon().await;
            log.say(format!("closed {begun}"));
        });
        begun = true;
        log.say("begun");
        pending().await
    }
    let (log, said) = Log::new();
    let task = tokio::spawn(session(log));
    assert_eq!(said.recv().await.as_deref(), Ok("begun"));
    task.abort();
    assert!(task.await.expect_err("it is cancelled").is_cancelled());
    assert_eq!(all(said).await, ["closed true"]);
}

#[test]
fn cancelled_as_a_task_of_smol() {
    #[with_defer(detach = |task| smol::spawn(task).detach())]
    async fn session(log: Log) {
        defer!(|| {
            soon().await;
            log.say("closed");
        });
        log.say("begun");
        pending().await
    }
    smol::block_on(async {
        let (log, said) = Log::new();
        let task = smol::spawn(session(log));
        assert_eq!(said.recv().await.as_deref(), Ok("begun"));
        assert_eq!(task.cancel().await, None);
        assert_eq!(all(said).await, ["closed"]);
    });
}

/// 8.4: a spawner may as well complete the calls on the spot, where that can wait.
#[test]
fn completed_within_the_drop() {
    #[with_defer(detach = smol::block_on)]
    async fn session(log: Log) {
        defer!(log.say("first"));
        defer!(|| {
            soon().await;
            log.say("closed");
        });
        pending().await
    }
    let (log, said) = Log::new();
    let mut future = Box::pin(session(log));
    assert!(smol::block_on(poll_once(future.as_mut())).is_none());
    drop(future);
    assert_eq!(
        (said.try_recv().as_deref(), said.try_recv().as_deref()),
        (Ok("closed"), Ok("first"))
    );
    assert!(said.is_closed());
}

/// 8.4: not cancelled, nothing is spawned; nor where nothing is to be awaited.
#[tokio::test]
async fn no_task_without_need() {
    #[with_defer(detach = tokio::spawn)]
    async fn body(log: Log) {
        defer!(log.say("closed"));
        soon().await;
    }
    let tasks = || Handle::current().metrics().num_alive_tasks();
    let (log, said) = Log::new();
    assert_eq!(cancel_after(1, body(log.clone())).await, None);
    assert_eq!(tasks(), 0);
    assert_eq!(cancel_after(100, body(log)).await, Some(()));
    assert_eq!(tasks(), 0);
    assert_eq!(all(said).await, ["closed", "closed"]);
}

thread_local! {
    static JOINS: RefCell<Vec<JoinHandle<()>>> = const { RefCell::new(Vec::new()) };
}

/// Keeps the handle, which tells how the deferred calls ended.
fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    JOINS.with_borrow_mut(|joins| joins.push(tokio::spawn(task)));
}

/// 7.4: a panic in a deferred call is that of the task, once the others have run.
#[tokio::test(start_paused = true)]
async fn panic_in_a_task() {
    #[with_defer(detach = spawn)]
    async fn session(log: Log) {
        defer!(|| {
            sleep(Duration::from_secs(1)).await;
            log.say("first");
        });
        defer!(|| {
            sleep(Duration::from_secs(1)).await;
            assert!(log.0.is_closed(), "boom");
        });
        pending().await
    }
    let (log, said) = Log::new();
    assert!(timeout(Duration::from_secs(1), session(log)).await.is_err());
    let join = JOINS.take().pop().expect("it was spawned");
    let panic = join.await.expect_err("it panicked").into_panic();
    assert_eq!(panic.downcast_ref(), Some(&"boom"));
    assert_eq!(all(said).await, ["first"]);
}

/// The order of rule 8.3, for what is lost: what waits ends where it stands, and each call outside of it is polled once.
#[with_defer(detach = tokio::spawn)]
async fn three(log: Log) {
    defer!(log.say("first"));
    defer!(|| {
        log.say("second begins");
        sleep(Duration::from_secs(1)).await;
        log.say("not reached");
    });
    defer!(|| {
        log.say("third begins");
        sleep(Duration::from_secs(1)).await;
        log.say("not reached");
    });
    pending().await
}

/// 8.3: a runtime that shuts down drops its tasks, those that it was given by the option too.
#[test]
fn lost_with_the_runtime() {
    let (log, said) = Log::new();
    let runtime = on_one_thread();
    runtime.block_on(async {
        assert_eq!(cancel_after(1, three(log)).await, None);
        // It is polled by its task once.
        yield_now().await;
    });
    drop(runtime);
    let lines = smol::block_on(all(said));
    assert_eq!(lines, ["third begins", "second begins", "first"]);
}

/// The task that is cancelled by the shutdown hands on to a runtime that takes nothing any more.
#[test]
fn cancelled_by_the_end_of_the_runtime() {
    let (log, said) = Log::new();
    let runtime = on_one_thread();
    runtime.block_on(async {
        tokio::spawn(three(log));
        yield_now().await;
    });
    drop(runtime);
    let lines = smol::block_on(all(said));
    assert_eq!(lines, ["third begins", "second begins", "first"]);
}

/// 8.3: outside of any runtime `tokio::spawn` panics; the calls have run by then as without it.
#[test]
fn cancelled_outside_of_a_runtime() {
    let (log, said) = Log::new();
    let mut future = Box::pin(three(log));
    on_one_thread().block_on(async {
        assert!(poll_once(future.as_mut()).await.is_none());
    });
    assert!(catch_unwind(AssertUnwindSafe(|| drop(future))).is_err());
    let lines = smol::block_on(all(said));
    assert_eq!(lines, ["third begins", "second begins", "first"]);
}
