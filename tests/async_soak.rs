//! Rules 8.2 and 9.1 over time: tasks by the thousand, each of which is aborted, times out, panics or ends, on tokio and on
//! smol. Each registration is one cleanup, and what is allocated doesn't grow. `cargo test -p defer-tests --test async_soak --
//! --ignored --nocapture` does it with 100,000 tasks on each.

use defer_runtime::{defer, errdefer, okdefer, with_defer};
use defer_tests::registrations::{Counts, Once, Random};
use smol::future::{FutureExt as _, or, yield_now};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::alloc::System;
use std::fmt::{self, Display, Formatter};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::runtime::{Builder, Runtime};

/// Counts what all threads allocate and give back.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How many allocations there are.
fn live() -> isize {
    let stats = ALLOCATOR.stats();
    stats.allocations.cast_signed() - stats.deallocations.cast_signed()
}

/// One test at a time, since the allocations of all are counted.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Holds something that is allocated, in an inner scope, too, and waits there and in deferred calls.
#[with_defer]
async fn callee(counts: &Counts, mut random: Random) -> Result<usize, String> {
    let mut first = Once::new(counts);
    let mut text = String::from("held");
    defer!(|| {
        text.push('!');
        first.run();
        // A cancelled one gets no further.
        yield_now().await;
    });
    for i in 0..random.below(4) {
        let held = vec![i; 10];
        let inner = Once::new(counts);
        defer!(inner.run_once());
        yield_now().await;
        match random.below(200) {
            0 => return Err(format!("{i}")),
            // without a message on the terminal
            1 => resume_unwind(Box::new("panic")),
            _ => text.push_str(&held.len().to_string()),
        }
    }
    Ok(text.len())
}

#[with_defer]
async fn task(counts: Arc<Counts>, seed: u64) -> Result<usize, String> {
    let mut random = Random(seed);
    let mut whole = Once::new(&counts);
    defer!(|| whole.run());
    // On each way out one of the two has it.
    let mut either = Some(Once::new(&counts));
    errdefer!(|| {
        // A cancellation in what `okdefer!` waits for is a failure behind it.
        if let Some(once) = either.take() {
            once.run_once();
        }
    });
    okdefer!(|| {
        either.take().expect("only one runs").run_once();
        yield_now().await;
    });
    let mut total = 0;
    while random.below(8) != 0 {
        total += callee(&counts, Random(seed + u64::from(random.below(1000)))).await?;
    }
    Ok(total)
}

/// Gives up after so many turns, if at all.
async fn limited(counts: Arc<Counts>, seed: u64, limit: u32) -> Option<Result<usize, String>> {
    let elapsed = async {
        for _ in 0..limit {
            yield_now().await;
        }
        None
    };
    or(async { Some(task(counts, seed).await) }, elapsed).await
}

/// How a task ended.
enum End {
    Done,
    Failed,
    TimedOut,
    Aborted,
    Panicked,
}

impl End {
    fn of(ended: Option<Result<usize, String>>) -> End {
        match ended {
            Some(Ok(_)) => End::Done,
            Some(Err(_)) => End::Failed,
            None => End::TimedOut,
        }
    }
}

/// How many tasks ended in which way.
#[derive(Default)]
struct Ends {
    done: u32,
    failed: u32,
    timed_out: u32,
    aborted: u32,
    panicked: u32,
}

impl Ends {
    fn count(&mut self, end: &End) {
        *match end {
            End::Done => &mut self.done,
            End::Failed => &mut self.failed,
            End::TimedOut => &mut self.timed_out,
            End::Aborted => &mut self.aborted,
            End::Panicked => &mut self.panicked,
        } += 1;
    }

    fn every_way(&self) -> [u32; 5] {
        [self.done, self.failed, self.timed_out, self.aborted, self.panicked]
    }
}

impl Display for Ends {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Ends {
            done,
            failed,
            timed_out,
            aborted,
            panicked,
        } = self;
        write!(
            f,
            "{done} done, {failed} failed, {timed_out} timed out, {aborted} aborted, {panicked} panicked"
        )
    }
}

/// The turns that a task has.
fn limit(random: &mut Random) -> u32 {
    match random.below(3) {
        0 => random.below(20),
        _ => u32::MAX,
    }
}

/// Which of so many tasks is aborted now, if any: one of the last, which are likely to be under way.
fn aborted(random: &mut Random, spawned: usize) -> Option<usize> {
    let before = random.below(24) as usize;
    (before < 8 && before < spawned).then(|| spawned - 1 - before)
}

/// So many tasks, on tokio.
async fn on_tokio(counts: &Arc<Counts>, random: &mut Random, tasks: u32, ends: &mut Ends) {
    let mut spawned = Vec::new();
    for _ in 0..tasks {
        let seed = 1 + u64::from(random.below(u32::MAX));
        spawned.push(tokio::spawn(limited(counts.clone(), seed, limit(random))));
        if random.below(4) == 0 {
            yield_now().await;
        }
        if let Some(at) = aborted(random, spawned.len()) {
            spawned[at].abort();
        }
    }
    for task in spawned {
        ends.count(&match task.await {
            Ok(ended) => End::of(ended),
            Err(error) if error.is_cancelled() => End::Aborted,
            Err(_) => End::Panicked,
        });
    }
}

/// How a task of smol ends, which gives on its panic.
async fn ended(end: impl Future<Output = End>) -> End {
    AssertUnwindSafe(end).catch_unwind().await.unwrap_or(End::Panicked)
}

/// So many tasks, on smol.
async fn on_smol(counts: &Arc<Counts>, random: &mut Random, tasks: u32, ends: &mut Ends) {
    let mut spawned = Vec::new();
    for _ in 0..tasks {
        let seed = 1 + u64::from(random.below(u32::MAX));
        spawned.push(Some(smol::spawn(limited(counts.clone(), seed, limit(random)))));
        if random.below(4) == 0 {
            yield_now().await;
        }
        let task = aborted(random, spawned.len()).and_then(|at| spawned[at].take());
        if let Some(task) = task {
            let end = async { task.cancel().await.map_or(End::Aborted, End::of) };
            ends.count(&ended(end).await);
        }
    }
    for task in spawned.into_iter().flatten() {
        ends.count(&ended(async { End::of(task.await) }).await);
    }
}

/// How many tasks run before what is allocated is looked at.
const AT_ONCE: u32 = 500;

/// What a runtime may keep for later, whatever the number of tasks: queues, blocks of them, threads.
const KEPT: isize = 200;

/// Runs so many tasks and tests that each registration was one cleanup and that what is allocated is as much in the end
/// as it was after the first.
fn soak(name: &str, tasks: u32, mut some: impl FnMut(&Arc<Counts>, &mut Random, &mut Ends)) {
    let (mut random, mut ends, mut calls) = (Random(0x5eed), Ends::default(), 0);
    let mut after_the_first = None;
    for _ in 0..tasks / AT_ONCE {
        let counts = Arc::new(Counts::default());
        some(&counts, &mut random, &mut ends);
        calls += counts.each_ran_once();
        drop(counts);
        after_the_first.get_or_insert_with(live);
    }
    let every_way = ends.every_way();
    assert_eq!(every_way.iter().sum::<u32>(), tasks);
    assert!(every_way.iter().all(|count| *count > 0), "{ends}");
    let grown = live() - after_the_first.expect("there are some");
    println!("{name}: {ends}; {calls} calls; {grown} allocations more than after the first {AT_ONCE} tasks");
    assert!(grown < KEPT, "{grown} allocations more");
}

fn soak_tokio(name: &str, tasks: u32, runtime: &Runtime) {
    soak(name, tasks, |counts, random, ends| {
        runtime.block_on(on_tokio(counts, random, AT_ONCE, ends));
    });
}

fn soak_each(tasks: u32) {
    let _alone = alone();
    let current = Builder::new_current_thread().build().expect("a runtime");
    soak_tokio("tokio, one thread", tasks, &current);
    let multi = Builder::new_multi_thread()
        .worker_threads(4)
        .build()
        .expect("a runtime");
    soak_tokio("tokio, four threads", tasks, &multi);
    soak("smol", tasks, |counts, random, ends| {
        smol::block_on(on_smol(counts, random, AT_ONCE, ends));
    });
}

/// 8.2, 9.1.
#[test]
fn a_few_thousand_tasks() {
    soak_each(4_000);
}

/// 8.2, 9.1.
#[test]
#[ignore = "it is for a soak, not for each run"]
fn a_hundred_thousand_tasks() {
    soak_each(100_000);
}
