//! Rule 8.4 on executors: tokio on one thread, on several, and on a `LocalSet`; smol. No test waits for a clock: the
//! lines of a trace end when the last task that could say one has ended.

use defer_runtime::{defer, errdefer, with_defer};
use pretty_assertions::assert_eq;
use smol::channel::{self, Receiver, Sender};
use smol::future::{poll_once, yield_now};
use std::pin::pin;

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

/// Waits for nothing, so that it ends soon wherever it runs.
async fn soon() {
    for _ in 0..3 {
        yield_now().await;
    }
}
