//! Registrations that are counted from whatever thread: each deferred call is to run once.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

/// Random numbers, the same ones in each run.
pub struct Random(pub u64);

impl Random {
    /// One of the numbers below `limit`.
    pub fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as u32 % limit
    }
}

/// How often something was registered, and how often it has run.
#[derive(Default)]
pub struct Counts {
    registered: AtomicU32,
    ran: AtomicU32,
    /// How often it has once too often.
    too_often: AtomicU32,
}

impl Counts {
    /// Tests that each has run once, and says how many there were.
    pub fn each_ran_once(&self) -> u32 {
        let [registered, ran, too_often] =
            [&self.registered, &self.ran, &self.too_often].map(|count| count.load(SeqCst));
        assert_eq!(
            (ran, too_often),
            (registered, 0),
            "how many have run, and how many of them once too often"
        );
        registered
    }
}

/// One registration: run once.
pub struct Once<'c> {
    counts: &'c Counts,
    ran: bool,
}

impl<'c> Once<'c> {
    /// It is registered.
    pub fn new(counts: &'c Counts) -> Self {
        counts.registered.fetch_add(1, SeqCst);
        Once { counts, ran: false }
    }

    /// It runs, and is gone.
    pub fn run_once(mut self) {
        self.run();
    }

    /// It runs.
    pub fn run(&mut self) {
        self.counts.ran.fetch_add(1, SeqCst);
        if std::mem::replace(&mut self.ran, true) {
            self.counts.too_often.fetch_add(1, SeqCst);
        }
    }
}
