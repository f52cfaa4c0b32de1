//! What the cases work on: steps that take about as long as a small function, and a cleanup that leaves a trace.

use std::path::PathBuf;
use std::sync::Mutex;

/// How many bytes a step hashes.
const STEP: usize = 24;
const STEPS: usize = 100;

/// All that the cases use.
pub struct World {
    /// What the steps read.
    pub input: Input,
    /// Where cleanup is noted.
    pub ledger: Ledger,
    /// What the case with a lock locks.
    pub account: Mutex<u64>,
    /// What the case with a file opens.
    pub path: PathBuf,
}

impl World {
    /// The same each time.
    pub fn new() -> Self {
        Self::with_steps(STEPS)
    }

    /// One in which what comes behind so many steps fails or panics.
    pub fn with_steps(steps: usize) -> Self {
        Self {
            input: Input::new(steps),
            ledger: Ledger::default(),
            account: Mutex::new(0),
            path: [env!("CARGO_MANIFEST_DIR"), "Cargo.toml"].iter().collect(),
        }
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

/// Why a step failed.
#[derive(Debug)]
pub struct Failure;

/// Bytes, and how far to go with them.
pub struct Input {
    bytes: Vec<u8>,
    limit: usize,
    last: usize,
}

impl Input {
    fn new(steps: usize) -> Self {
        Self {
            bytes: (0..STEP * steps).map(|at| (at * 31 % 251) as u8).collect(),
            limit: steps,
            last: 60,
        }
    }

    /// Hashes 24 bytes. Out of bounds it panics, so the compiler can't leave out what handles a panic.
    pub fn step(&self, at: usize) -> u64 {
        hash(&self.bytes[at * STEP..][..STEP])
    }

    /// A step that may fail, too.
    pub fn try_step(&self, at: usize) -> Result<u64, Failure> {
        if at >= self.limit {
            return Err(Failure);
        }
        Ok(self.step(at))
    }

    /// As little as a step can do.
    pub fn tiny_step(&self, at: usize) -> u64 {
        u64::from(self.bytes[at])
    }

    /// Whether there is anything to do: there is, but the compiler doesn't know.
    pub fn is_wanted(&self) -> bool {
        self.last > 0
    }

    /// Where a loop is left early.
    pub fn is_last(&self, at: usize) -> bool {
        at == self.last
    }
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, &byte| mix(hash, u64::from(byte)))
}

fn mix(hash: u64, value: u64) -> u64 {
    (hash ^ value).wrapping_mul(0x0100_0000_01b3)
}

/// Counts what is open, and keeps in what order it was closed.
#[derive(Debug, Default, PartialEq)]
pub struct Ledger {
    open: u64,
    order: u64,
}

impl Ledger {
    /// Opens something: its cleanup is to follow.
    pub fn open(&mut self, id: u64) {
        self.open += 1;
        self.order = mix(self.order, id);
    }

    /// The cleanup.
    pub fn close(&mut self, id: u64) {
        self.open -= 1;
        self.order = mix(self.order, !id);
    }

    /// Makes a result of another, with what has been closed until now.
    pub fn sign(&self, result: u64) -> u64 {
        mix(self.order, result)
    }

    /// Whether every cleanup has followed.
    pub fn is_closed(&self) -> bool {
        self.open == 0
    }
}
