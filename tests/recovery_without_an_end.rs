//! Rule 7.3: a closure or async block that never comes to its end by itself gives `()` after a recovery, as a worker does
//! that is spawned.

// Some loops are there to panic in their first iteration.
#![allow(clippy::never_loop)]

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::poll::{drop_after, finish, pause, poll_once};
use defer_tests::{no, say, trace, yes};
use pretty_assertions::assert_eq;
use std::future::Future;
use std::panic::panic_any;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::task::Poll;
use std::thread;

/// Work that ends in a panic, the third time it is done.
struct Work(u32);

impl Work {
    fn go_on(&mut self) -> u32 {
        self.0 += 1;
        assert_ne!(self.0, 3, "worn out");
        self.0
    }
}

fn never() -> ! {
    panic!("never")
}

/// 7.3: on a thread.
#[test]
fn worker() {
    #[with_defer]
    fn start(seen: std::sync::mpsc::Sender<String>) -> thread::JoinHandle<()> {
        thread::spawn(move || {
            defer! {
                if let Some(panic) = recover!() {
                    seen.send(panic.to_string()).unwrap();
                }
            }
            let mut work = Work(0);
            loop {
                seen.send(work.go_on().to_string()).unwrap();
            }
        })
    }
    let (seen, lines) = channel();
    start(seen).join().unwrap();
    let lines: Vec<String> = lines.iter().collect();
    assert_eq!(lines[..2], ["1", "2"]);
    assert!(lines[2].contains("worn out"));
}

/// 7.3: whatever it is that never ends, and whether the context says the type or not.
#[test]
fn closures() {
    #[with_defer]
    fn body() {
        let inferred = || {
            defer!(|| say(recover!().unwrap()));
            loop {
                never();
            }
        };
        let () = inferred();
        let expected: Box<dyn Fn(u32)> = Box::new(|n| {
            defer!(|| say(recover!().unwrap()));
            panic!("panic {n}")
        });
        expected(1);
        let pointer: fn() = || {
            defer!(|| say(recover!().unwrap()));
            never()
        };
        pointer();
        let labelled = || {
            defer!(|| say(recover!().unwrap()));
            let mut n = 0;
            'all: loop {
                for i in 0.. {
                    if i == 2 {
                        break;
                    }
                    n += 1;
                    if n == 5 {
                        panic!("labelled");
                    }
                    if n == 3 {
                        continue 'all;
                    }
                }
                say(n);
            }
        };
        labelled();
        let conditional = || {
            if yes() {
                let what = String::from("what");
                defer!(|| say(format!("{what} {}", recover!().unwrap())));
            }
            if yes() {
                loop {
                    never();
                }
            }
            unreachable!()
        };
        conditional();
        // A `return` says that it is `()`.
        let returns = || {
            defer!(|| say(format!("{:?}", recover!().is_some())));
            loop {
                if yes() {
                    return;
                }
            }
        };
        returns();
        // In the loop it is the iteration that recovers, and the loop goes on.
        let goes_on = || {
            let mut n = 0;
            defer!(|| say(recover!().unwrap()));
            loop {
                n += 1;
                if n == 3 {
                    panic!("at last");
                }
                'once: {
                    defer!(|| say(recover!().unwrap()));
                    if no() {
                        break 'once;
                    }
                    panic!("{n}");
                }
            }
        };
        goes_on();
    }
    let says = [
        "never",
        "panic 1",
        "never",
        "2",
        "labelled",
        "what never",
        "false",
        "1",
        "2",
        "at last",
    ];
    assert_eq!(trace(body), says);
}

/// 6.1, 7.3: one that recovers is a success to the calls that run behind; one that doesn't can't succeed.
#[test]
fn failures() {
    #[with_defer]
    fn body() {
        let recovers = || {
            errdefer!(say("not here"));
            okdefer!(say("success"));
            defer!(|| drop(recover!()));
            errdefer!(say("failure"));
            loop {
                never();
            }
        };
        let () = recovers();
        let panics = || {
            errdefer!(say("panics"));
            okdefer!(say("not here"));
            loop {
                never();
            }
        };
        defer!(|| drop(recover!()));
        panics();
    }
    assert_eq!(trace(body), ["failure", "success", "panics"]);
}

/// 7.3: in an async function, closure and block.
#[test]
fn futures() {
    #[with_defer]
    async fn body() {
        let block = async {
            defer!(|| say(recover!().unwrap()));
            let mut n = 0;
            loop {
                n += 1;
                pause().await;
                assert!(n < 2, "block");
            }
        };
        let () = block.await;
        let closure = async |n: u32| {
            defer!(|| {
                pause().await;
                say(recover!().unwrap());
            });
            loop {
                pause().await;
                panic!("closure {n}");
            }
        };
        let () = closure(1).await;
        // One that doesn't wait, in a function that does.
        let plain = || {
            defer!(|| say(recover!().unwrap()));
            loop {
                never();
            }
        };
        plain();
    }
    assert_eq!(trace(|| finish(body())), ["block", "closure 1", "never"]);
}

/// 8.2: a cancelled one is not recovered from.
#[test]
fn cancelled() {
    #[with_defer]
    fn start() -> impl Future<Output = ()> {
        async {
            defer!(|| say(recover!().is_some()));
            loop {
                pause().await;
            }
        }
    }
    assert_eq!(trace(|| _ = drop_after(2, start())), ["false"]);
}

/// 7.3: a spawned task, which has to be `Send` and `'static`.
#[tokio::test]
async fn spawned_task() {
    static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());
    #[with_defer]
    fn start() -> tokio::task::JoinHandle<()> {
        tokio::spawn(async move {
            defer! {
                if let Some(panic) = recover!() {
                    SEEN.lock().unwrap().push(panic.to_string());
                }
            }
            let mut work = Work(0);
            loop {
                tokio::task::yield_now().await;
                work.go_on();
            }
        })
    }
    start().await.unwrap();
    assert!(SEEN.lock().unwrap()[0].contains("worn out"));
}

/// 7.3: the value is there at once.
#[test]
fn ready() {
    #[with_defer]
    fn start() -> impl Future<Output = ()> {
        async {
            defer!(|| drop(recover!()));
            panic_any(1)
        }
    }
    assert_eq!(poll_once(std::pin::pin!(start())), Poll::Ready(()));
}
