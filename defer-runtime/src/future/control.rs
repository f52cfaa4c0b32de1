//! What the guards of one async scope and the future around it tell each other.

use core::sync::atomic::{AtomicU8, AtomicU16, Ordering::Relaxed};

/// How far the body of an async function has come. All of it happens in one task; the cells are atomic only so that the
/// future may move to another thread between two polls.
///
/// Guards stand in one another, and every poll goes through all of them, outermost first. So a guard's level, which
/// tells it from the others, is how many of them a poll has gone into: it need not be kept in the future. Levels matter
/// only when the body is cancelled: until then a guard is counted when it is made and when it ends.
#[derive(Default)]
pub struct Control {
    /// How many guards have begun and not ended.
    guards: AtomicU16,
    /// How many guards the poll of a cancelled body has gone into.
    polled: AtomicU16,
    /// How many of the guards are to be cancelled.
    to_cancel: AtomicU16,
    /// How many deferred calls are under way that are to be completed.
    deferring: AtomicU8,
    /// [`RUNS`], [`ENDS`] or [`DETACHES`].
    mode: AtomicU8,
}

const RUNS: u8 = 0;
/// Cancelled: deferred calls are polled once.
const ENDS: u8 = 1;
/// Cancelled: deferred calls are completed, by a spawner (rule 8.4).
const DETACHES: u8 = 2;

/// A deferred call is under way that is to be completed.
pub struct Deferring<'c>(&'c Control);

impl Drop for Deferring<'_> {
    fn drop(&mut self) {
        let deferring = &self.0.deferring;
        deferring.store(deferring.load(Relaxed) - 1, Relaxed);
    }
}

impl Control {
    /// A body that has not begun.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins a deferred call that is to be completed.
    pub fn deferring(&self) -> Deferring<'_> {
        self.deferring.store(self.deferring.load(Relaxed) + 1, Relaxed);
        Deferring(self)
    }

    /// Whether nobody has cancelled the body.
    #[inline]
    pub(super) fn runs(&self) -> bool {
        self.mode.load(Relaxed) == RUNS
    }

    /// A guard is made, to be polled at once. Where the body is cancelled, its first poll counts it.
    #[inline]
    pub(super) fn begin(&self) {
        if self.runs() {
            self.guards.store(self.guards.load(Relaxed) + 1, Relaxed);
        }
    }

    /// The innermost guard of a body that runs has ended.
    #[inline]
    pub(super) fn end(&self) {
        self.guards.store(self.guards.load(Relaxed) - 1, Relaxed);
    }

    /// Goes into a guard of a cancelled body; gives its level, and whether it begins.
    pub(super) fn enter_cancelled(&self) -> (u16, bool) {
        let level = self.polled.load(Relaxed) + 1;
        self.polled.store(level, Relaxed);
        let begins = self.guards.load(Relaxed) < level;
        if begins {
            self.guards.store(level, Relaxed);
        }
        (level, begins)
    }

    /// Comes out of the guard of this level, which goes on.
    pub(super) fn leave_cancelled(&self, level: u16) {
        self.polled.store(level - 1, Relaxed);
    }

    /// The guard of this level drops its rest: those around it follow, though they may have begun in a deferred call.
    pub(super) fn cancel_from(&self, level: u16) {
        self.to_cancel.store(level, Relaxed);
    }

    /// Comes out of the guard of this level, which has ended; says whether it was to be cancelled.
    pub(super) fn end_cancelled(&self, level: u16) -> bool {
        self.leave_cancelled(level);
        self.guards.store(level - 1, Relaxed);
        let cancelled = self.to_cancel.load(Relaxed) >= level;
        if cancelled {
            self.to_cancel.store(level - 1, Relaxed);
        }
        cancelled
    }

    /// Whether the guard of this level, of a cancelled body, is to drop its rest now.
    pub(super) fn cancels(&self, level: u16) -> bool {
        let innermost = self.guards.load(Relaxed) == level;
        match self.mode.load(Relaxed) {
            DETACHES => innermost && self.is_detached(),
            _ => innermost,
        }
    }

    /// The body is to be polled for its deferred calls only.
    pub(super) fn cancel(&self, detaches: bool) {
        if self.runs() {
            self.to_cancel.store(self.guards.load(Relaxed), Relaxed);
        }
        self.mode.store(if detaches { DETACHES } else { ENDS }, Relaxed);
    }

    /// Whether it is cancelled and no deferred call is under way.
    pub(super) fn is_detached(&self) -> bool {
        self.mode.load(Relaxed) == DETACHES && !self.is_deferring()
    }

    /// Whether deferred calls are left that have not been run.
    pub(super) fn has_guards(&self) -> bool {
        self.guards.load(Relaxed) > 0
    }

    /// Whether a deferred call is under way that is to be completed.
    pub(super) fn is_deferring(&self) -> bool {
        self.deferring.load(Relaxed) > 0
    }
}
