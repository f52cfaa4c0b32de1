//! Chapter 8 on a real runtime: each way in which tokio drops a future before it is done, its attributes above and below
//! `#[with_defer]`, its macros in the body, and many tasks that are aborted at random.

use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use defer_tests::registrations::{Counts, Once, Random};
use defer_tests::{assert_returns, say};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinSet, LocalSet, yield_now};
use tokio::time::{sleep, timeout};

/// What tasks say, on whatever thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn say(&self, line: impl ToString) {
        self.0.lock().unwrap().push(line.to_string());
    }

    /// The lines so far.
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }

    async fn say_later(&self, line: &str) {
        self.say(format!("{line} begins"));
        yield_now().await;
        self.say(format!("{line} ends"));
    }
}

const MS: Duration = Duration::from_millis(1);

/// Two calls in the function, one of which awaits, and one in an iteration of 10 ms, which there are ten of.
#[with_defer]
async fn work(log: Log) -> u32 {
    let mut done = 0;
    defer!(|| log.say(format!("{done} done")));
    defer!(log.say_later("later").await);
    for i in 0..10 {
        defer!(log.say(format!("iteration {i}")));
        sleep(10 * MS).await;
        done += 1;
    }
    log.say("end");
    done
}

/// What is left of [`work`] when it is cancelled in this iteration.
fn cancelled_in(iteration: u32) -> Vec<String> {
    let mut lines: Vec<_> = (0..=iteration).map(|i| format!("iteration {i}")).collect();
    lines.extend([String::from("later begins"), format!("{iteration} done")]);
    lines
}

/// What it says when it completes.
fn completed() -> Vec<String> {
    let mut lines: Vec<_> = (0..10).map(|i| format!("iteration {i}")).collect();
    lines.extend(["end", "later begins", "later ends", "10 done"].map(String::from));
    lines
}

// Ways to cancel (8.2). The clock is paused, so that time only passes where all tasks wait for it.

#[tokio::test(start_paused = true)]
async fn timeouts() {
    let log = Log::default();
    for iteration in 0..10 {
        let limit = 10 * MS * iteration + 5 * MS;
        assert!(timeout(limit, work(log.clone())).await.is_err());
        assert_eq!(log.take(), cancelled_in(iteration));
    }
    assert_eq!(timeout(1000 * MS, work(log.clone())).await, Ok(10));
    assert_eq!(log.take(), completed());
}

#[tokio::test(start_paused = true)]
async fn timeout_that_is_over_already() {
    #[with_defer]
    async fn never_done(log: &Log) {
        defer!(log.say("deferred"));
        std::future::pending().await
    }
    let log = Log::default();
    // It is polled once, all the same.
    assert!(timeout(Duration::ZERO, never_done(&log)).await.is_err());
    assert_eq!(log.take(), ["deferred"]);
}

#[tokio::test(start_paused = true)]
async fn select() {
    let log = Log::default();
    tokio::select! {
        _ = work(log.clone()) => unreachable!(),
        () = sleep(25 * MS) => log.say("selected"),
    }
    let mut lines = cancelled_in(2);
    // what is not selected is dropped before the handler runs
    lines.push(String::from("selected"));
    assert_eq!(log.take(), lines);
}

#[tokio::test(start_paused = true)]
async fn select_by_reference_goes_on() {
    let log = Log::default();
    let mut future = Box::pin(work(log.clone()));
    for _ in 0..3 {
        tokio::select! {
            _ = &mut future => unreachable!(),
            () = sleep(15 * MS) => {}
        }
    }
    assert_eq!(log.take(), ["iteration 0", "iteration 1", "iteration 2", "iteration 3"]);
    drop(future);
    assert_eq!(log.take(), ["iteration 4", "later begins", "4 done"]);
}

#[tokio::test(start_paused = true)]
async fn abort() {
    let log = Log::default();
    let task = tokio::spawn(work(log.clone()));
    sleep(15 * MS).await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(log.take(), cancelled_in(1));
}

/// A task that was aborted before its first poll has registered nothing.
#[tokio::test]
async fn abort_before_the_first_poll() {
    let log = Log::default();
    let task = tokio::spawn(work(log.clone()));
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(log.take(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn dropping_a_boxed_future() {
    let log = Log::default();
    let mut future: std::pin::Pin<Box<dyn Future<Output = u32> + Send>> = Box::pin(work(log.clone()));
    assert!(timeout(5 * MS, &mut future).await.is_err());
    assert_eq!(log.take(), [""; 0]);
    drop(future);
    assert_eq!(log.take(), cancelled_in(0));
}

#[tokio::test(start_paused = true)]
async fn join_set() {
    let logs = [Log::default(), Log::default(), Log::default()];
    let mut set = JoinSet::new();
    for log in &logs {
        set.spawn(work(log.clone()));
        sleep(10 * MS).await;
    }
    sleep(5 * MS).await;
    // dropping it aborts them all
    drop(set);
    yield_now().await;
    assert_eq!(
        logs.map(|log| log.take()),
        [cancelled_in(3), cancelled_in(2), cancelled_in(1)]
    );
}

#[tokio::test(start_paused = true)]
async fn join_set_that_is_shut_down() {
    let log = Log::default();
    let mut set = JoinSet::new();
    set.spawn(work(log.clone()));
    sleep(5 * MS).await;
    set.shutdown().await;
    assert_eq!(log.take(), cancelled_in(0));
}

/// 8.2: dropping the runtime drops its tasks; what they await is driven by a runtime that is gone, and polled no more
/// than once.
#[test]
fn dropping_the_runtime() {
    #[with_defer]
    async fn wait_forever(log: Log, started: oneshot::Sender<()>) {
        defer!(log.say("first"));
        defer!(log.say_later("later").await);
        defer!(log.say("last"));
        started.send(()).unwrap();
        std::future::pending::<()>().await;
    }
    let current_thread = || tokio::runtime::Builder::new_current_thread().enable_all().build();
    let multi_thread = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
    };
    for runtime in [current_thread().unwrap(), multi_thread().unwrap()] {
        let log = Log::default();
        let (started, starts) = oneshot::channel();
        runtime.block_on(async {
            tokio::spawn(wait_forever(log.clone(), started));
            starts.await.unwrap();
        });
        assert_eq!(log.take(), [""; 0]);
        drop(runtime);
        assert_eq!(log.take(), ["last", "later begins", "first"]);
    }
}

/// 8.2: the same, while it waits for the runtime's own clock and channels.
#[test]
fn dropping_the_runtime_while_a_task_sleeps() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let log = Log::default();
    runtime.block_on(async {
        tokio::spawn(work(log.clone()));
        yield_now().await;
    });
    drop(runtime);
    assert_eq!(log.take(), cancelled_in(0));
}

/// 7.4: a panic in a deferred call that an abort runs is the task's, as one in a `drop` is.
#[tokio::test]
async fn panic_in_an_aborted_task() {
    #[with_defer]
    async fn panics(log: Log) {
        defer!(log.say("first"));
        defer!(|| panic!("deferred"));
        defer!(log.say("last"));
        std::future::pending::<()>().await;
    }
    let log = Log::default();
    let task = tokio::spawn(panics(log.clone()));
    yield_now().await;
    task.abort();
    assert!(task.await.is_err());
    assert_eq!(log.take(), ["last", "first"]);
    // the runtime lives on
    assert_eq!(tokio::spawn(async { 1 }).await.unwrap(), 1);
}

/// 7.2: in a task, too.
#[tokio::test]
async fn recovered_in_a_task() {
    #[with_defer(result = 0)]
    async fn recovers() -> u32 {
        defer!(|| {
            yield_now().await;
            if let Some(panic) = recover!() {
                result += panic.message().map_or(0, str::len) as u32;
            }
        });
        yield_now().await;
        panic!("four");
    }
    assert_eq!(tokio::spawn(recovers()).await.unwrap(), 4);
}

// Attributes (1.1, 5).

/// The deferred calls of a body that is blocked on run on the thread that blocks.
async fn say_later(line: &str) {
    yield_now().await;
    say(line);
}

#[with_defer]
#[tokio::main(flavor = "current_thread")]
async fn main_below() {
    defer!(say_later("1").await);
    yield_now().await;
    defer!(say("2"));
    yield_now().await;
}

#[tokio::main(flavor = "current_thread")]
#[with_defer]
async fn main_above() {
    defer!(say_later("1").await);
    yield_now().await;
    defer!(say("2"));
    yield_now().await;
}

#[with_defer(result)]
#[tokio::main]
async fn named_main_below(fails: bool) -> Result<u32, String> {
    defer!(|| {
        say_later("1").await;
        match &mut result {
            Ok(n) => *n += 1,
            Err(error) => error.push('!'),
        }
    });
    for i in 0..2 {
        defer!(say_later("iteration").await);
        yield_now().await;
        if i == 0 && fails {
            Err("failed")?;
        }
    }
    Ok(1)
}

#[tokio::main]
#[with_defer(result)]
async fn named_main_above(fails: bool) -> Result<u32, String> {
    defer!(|| {
        say_later("1").await;
        match &mut result {
            Ok(n) => *n += 1,
            Err(error) => error.push('!'),
        }
    });
    for i in 0..2 {
        defer!(say_later("iteration").await);
        yield_now().await;
        if i == 0 && fails {
            Err("failed")?;
        }
    }
    Ok(1)
}

#[with_defer]
#[tokio::test]
async fn test_below() {
    defer!(say_later("1").await);
    yield_now().await;
    defer!(say("2"));
}

#[tokio::test]
#[with_defer]
async fn test_above() {
    defer!(say_later("1").await);
    yield_now().await;
    defer!(say("2"));
}

#[with_defer(result)]
#[tokio::test(flavor = "multi_thread")]
async fn named_test_below() -> Result<(), String> {
    defer!(|| {
        say_later("1").await;
        result = Ok(());
    });
    yield_now().await;
    Err(String::from("it is replaced"))
}

#[tokio::test(flavor = "multi_thread")]
#[with_defer(result)]
async fn named_test_above() -> Result<(), String> {
    defer!(|| {
        say_later("1").await;
        result = Ok(());
    });
    yield_now().await;
    Err(String::from("it is replaced"))
}

/// What is a test or a `main` to tokio is an ordinary function here.
#[test]
fn attributes_above_and_below() {
    for body in [main_below, main_above, test_below, test_above] {
        assert_returns(body, (), &["2", "1"]);
    }
    for body in [named_main_below, named_main_above] {
        assert_returns(|| body(false), Ok(2), &["iteration", "iteration", "1"]);
        assert_returns(|| body(true), Err(String::from("failed!")), &["iteration", "1"]);
    }
    for body in [named_test_below, named_test_above] {
        assert_returns(body, Ok(()), &["1"]);
    }
}

// Macros of the runtime in a body: what they hide is not seen, so the scopes around them are as those that await.

/// Adds what arrives within the time, and closes.
#[with_defer]
async fn serve(log: &Log, mut queue: mpsc::Receiver<u32>, mut stop: oneshot::Receiver<()>) -> u32 {
    let mut total = 0;
    defer!(|| {
        log.say_later("close").await;
        log.say(format!("total {total}"));
    });
    loop {
        defer!(log.say("iteration"));
        tokio::select! {
            biased;
            item = queue.recv() => match item {
                Some(n) if n % 2 == 1 => total += n,
                Some(n) => log.say(format!("refused {n}")),
                None => {
                    log.say("closed");
                }
            },
            _ = &mut stop => {
                log.say("stopped");
                total += 100;
            }
        }
        if total >= 100 || queue.is_closed() {
            return total;
        }
    }
}

#[tokio::test]
async fn select_in_a_loop_body() {
    let log = Log::default();
    let (send, queue) = mpsc::channel(8);
    let (stop, stops) = oneshot::channel();
    for n in 1..4 {
        send.send(n).await.unwrap();
    }
    let ((), total) = tokio::join!(
        async {
            yield_now().await;
            yield_now().await;
            stop.send(()).unwrap();
        },
        serve(&log, queue, stops)
    );
    assert_eq!(total, 104);
    assert_eq!(
        log.take(),
        [
            "iteration",
            "refused 2",
            "iteration",
            "iteration",
            "stopped",
            "iteration",
            "close begins",
            "close ends",
            "total 104"
        ]
    );
    drop(send);
}

#[tokio::test(start_paused = true)]
async fn select_with_a_way_out_of_the_function() {
    // In a function scope a macro's `return` and `?` are its own.
    #[with_defer]
    async fn first(log: &Log, limit: Duration) -> Result<u32, String> {
        defer!(log.say("deferred"));
        errdefer!(log.say("failed"));
        okdefer!(log.say("done"));
        let n = tokio::select! {
            n = async { sleep(10 * MS).await; Ok::<_, String>(1) } => n?,
            () = sleep(limit) => return Err(String::from("late")),
        };
        Ok(n + 1)
    }
    let log = Log::default();
    assert_eq!(first(&log, 20 * MS).await, Ok(2));
    assert_eq!(log.take(), ["done", "deferred"]);
    assert_eq!(first(&log, 5 * MS).await, Err(String::from("late")));
    assert_eq!(log.take(), ["failed", "deferred"]);
}

#[tokio::test(start_paused = true)]
async fn select_with_ways_out_of_a_loop() {
    #[with_defer]
    async fn body(log: &Log, mut queue: mpsc::Receiver<Result<u32, String>>, limit: Duration) -> Result<u32, String> {
        let mut total = 0;
        defer!(|| log.say(format!("total {total}")));
        let late = sleep(limit);
        tokio::pin!(late);
        'all: loop {
            defer!(log.say("iteration"));
            for round in 0..2 {
                defer!(log.say(format!("round {round}")));
                tokio::select! {
                    biased;
                    () = &mut late => {
                        log.say("late");
                        return Ok(total);
                    }
                    item = queue.recv() => {
                        let Some(item) = item else { break 'all };
                        let n = item?;
                        if n == 0 {
                            continue 'all;
                        }
                        total += n;
                    }
                }
                yield_now().await;
            }
        }
        log.say("closed");
        Ok(total)
    }
    async fn run(log: &Log, items: &[Result<u32, &str>], closes: bool) -> Result<u32, String> {
        let (send, queue) = mpsc::channel(8);
        for item in items {
            send.send(item.map_err(str::to_owned)).await.unwrap();
        }
        let keep = (!closes).then(|| send.clone());
        drop(send);
        let done = body(log, queue, 5 * MS).await;
        drop(keep);
        done
    }
    let log = Log::default();
    assert_eq!(run(&log, &[Ok(1), Ok(0), Ok(2), Ok(3)], true).await, Ok(6));
    let lines = [
        "round 0",
        "round 1",
        "iteration",
        "round 0",
        "round 1",
        "iteration",
        "round 0",
        "iteration",
        "closed",
        "total 6",
    ];
    assert_eq!(log.take(), lines);
    assert_eq!(
        run(&log, &[Ok(1), Err("bad"), Ok(2)], true).await,
        Err(String::from("bad"))
    );
    assert_eq!(log.take(), ["round 0", "round 1", "iteration", "total 1"]);
    assert_eq!(run(&log, &[Ok(1)], false).await, Ok(1));
    assert_eq!(log.take(), ["round 0", "late", "round 1", "iteration", "total 1"]);
}

#[tokio::test(start_paused = true)]
async fn join_and_try_join() {
    #[with_defer]
    async fn part(log: &Log, n: u32) -> Result<u32, String> {
        defer!(log.say(format!("part {n}")));
        sleep(n * MS).await;
        if n == 13 { Err(String::from("unlucky")) } else { Ok(n) }
    }
    #[with_defer]
    async fn all(log: &Log, numbers: &[u32]) -> Result<u32, String> {
        let mut total = 0;
        defer!(|| log.say(format!("total {total}")));
        for pair in numbers.chunks(2) {
            defer!(log.say("pair"));
            let (a, b) = tokio::try_join!(part(log, pair[0]), part(log, pair[1]))?;
            total += a + b;
        }
        let (a, b) = tokio::join!(part(log, 1), async { part(log, 2).await.unwrap_or(0) });
        Ok(total + a? + b)
    }
    let log = Log::default();
    assert_eq!(all(&log, &[5, 3]).await, Ok(11));
    assert_eq!(log.take(), ["part 3", "part 5", "pair", "part 1", "part 2", "total 8"]);
    assert_eq!(all(&log, &[5, 3, 14, 13, 1, 1]).await, Err(String::from("unlucky")));
    assert_eq!(
        log.take(),
        ["part 3", "part 5", "pair", "part 13", "part 14", "pair", "total 8"]
    );
    assert!(timeout(4 * MS, all(&log, &[5, 3])).await.is_err());
    assert_eq!(log.take(), ["part 3", "part 5", "pair", "total 0"]);
}

#[tokio::test(start_paused = true)]
async fn select_in_a_deferred_call() {
    #[with_defer]
    async fn body(log: &Log, close: Duration) {
        defer!(|| {
            tokio::select! {
                () = sleep(close) => log.say("closed"),
                () = sleep(10 * MS) => log.say("gave up"),
            }
        });
        sleep(MS).await;
    }
    let log = Log::default();
    body(&log, 5 * MS).await;
    body(&log, 15 * MS).await;
    assert_eq!(log.take(), ["closed", "gave up"]);
}

/// A lock of the runtime that is held, and a permit.
#[tokio::test(start_paused = true)]
async fn locks_are_released() {
    #[with_defer]
    async fn locked(lock: Arc<tokio::sync::Mutex<u32>>, log: Log) {
        let mut guard = lock.lock().await;
        *guard += 1;
        defer!(|| {
            log.say(*guard);
            *guard -= 1;
        });
        sleep(10 * MS).await;
    }
    let (lock, log) = (Arc::new(tokio::sync::Mutex::new(0)), Log::default());
    let tasks: Vec<_> = (0..3)
        .map(|_| tokio::spawn(locked(lock.clone(), log.clone())))
        .collect();
    sleep(5 * MS).await;
    for task in tasks {
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
        yield_now().await;
    }
    assert_eq!(*lock.lock().await, 0);
    assert_eq!(log.take(), ["1", "1", "1"]);
}

/// `!Send`, on one thread.
#[tokio::test(start_paused = true)]
async fn local_set() {
    use std::cell::RefCell;
    use std::rc::Rc;
    #[with_defer]
    async fn local(list: Rc<RefCell<Vec<i32>>>) {
        list.borrow_mut().push(1);
        defer!(|| list.borrow_mut().push(-1));
        for i in 2..5 {
            list.borrow_mut().push(i);
            defer!(|| list.borrow_mut().push(-i));
            sleep(10 * MS).await;
        }
    }
    let list = Rc::new(RefCell::new(Vec::new()));
    let set = LocalSet::new();
    let task = set.spawn_local(local(list.clone()));
    set.run_until(sleep(15 * MS)).await;
    task.abort();
    set.await;
    assert_eq!(*list.borrow(), [1, 2, -2, 3, -3, -1]);
}

/// 8.2: tasks on four threads, aborted wherever they happen to be.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tasks_aborted_at_random() {
    #[with_defer]
    async fn callee(counts: &Counts, mut random: Random) -> Result<u32, String> {
        let mut once = Once::new(counts);
        defer!(|| once.run());
        for i in 0..random.below(4) {
            let mut once = Once::new(counts);
            defer!(|| {
                once.run();
                yield_now().await;
            });
            if random.below(2) == 0 {
                let third = Once::new(counts);
                defer!(third.run_once());
                yield_now().await;
            }
            if random.below(64) == 0 {
                return Err(format!("{i}"));
            }
            yield_now().await;
        }
        Ok(1)
    }
    #[with_defer]
    async fn task(counts: Arc<Counts>, seed: u64) -> Result<u32, String> {
        let mut random = Random(seed);
        let mut first = Once::new(&counts);
        defer!(|| first.run());
        yield_now().await;
        let mut second = Once::new(&counts);
        defer!(|| {
            second.run();
            yield_now().await;
        });
        let mut total = 0;
        while random.below(32) != 0 {
            let mut once = Once::new(&counts);
            defer!(|| once.run());
            total += callee(&counts, Random(seed + u64::from(random.below(1000)))).await?;
        }
        if random.below(10) == 0 {
            // without a message on the terminal
            std::panic::resume_unwind(Box::new("panic"));
        }
        Ok(total)
    }

    let counts = Arc::new(Counts::default());
    let mut random = Random(0x5eed);
    let (mut cancelled, mut panicked, mut done) = (0, 0, 0);
    for round in 0..100 {
        let tasks: Vec<_> = (0..100)
            .map(|n| tokio::spawn(task(counts.clone(), 1 + round * 100 + n)))
            .collect();
        for task in &tasks {
            if random.below(4) == 0 {
                yield_now().await;
            }
            if random.below(4) != 0 {
                task.abort();
            }
        }
        for task in tasks {
            match task.await {
                Ok(_) => done += 1,
                Err(error) if error.is_cancelled() => cancelled += 1,
                Err(_) => panicked += 1,
            }
        }
    }
    assert_eq!(cancelled + panicked + done, 10_000);
    let calls = counts.each_ran_once();
    println!("{cancelled} cancelled, {panicked} panicked, {done} done, {calls} calls");
}
