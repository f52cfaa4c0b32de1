//! What the rests of one async function and the future around them tell each other (rules 8.2, 8.3 and 8.4).

use core::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// How far the body of an async function has come. All of it happens in one task; the cells are atomic only so that the
/// future may move to another thread between two polls.
///
/// Rests stand in one another, and every poll goes through all of them, outermost first. So a rest's level, which tells it
/// from the others, is how many of them a poll has gone into: it need not be kept in the future. Levels matter only when the
/// body is cancelled: until then a rest is counted when it begins and when it ends. A byte counts more of them in one another than
/// the attribute allows and rustc follows.
#[derive(Default)]
pub struct Control {
    /// How many rests have begun and not ended.
    rests: AtomicU8,
    /// How many rests the poll of a cancelled body has gone into.
    polled: AtomicU8,
    /// How many of the rests are to be cancelled.
    to_cancel: AtomicU8,
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

    /// A rest begins, to be polled at once. Where the body is cancelled, its first poll counts it.
    #[inline]
    pub(super) fn begin(&self) {
        if self.runs() {
            self.rests.store(self.rests.load(Relaxed) + 1, Relaxed);
        }
    }

    /// The innermost rest of a body that runs has ended.
    #[inline]
    pub(super) fn end(&self) {
        self.rests.store(self.rests.load(Relaxed) - 1, Relaxed);
    }

    /// Goes into a rest of a cancelled body; gives its level, and whether it begins.
    pub(super) fn enter_cancelled(&self) -> (u8, bool) {
        let level = self.polled.load(Relaxed) + 1;
        self.polled.store(level, Relaxed);
        let begins = self.rests.load(Relaxed) < level;
        if begins {
            self.rests.store(level, Relaxed);
        }
        (level, begins)
    }

    /// Comes out of the rest of this level, which goes on.
    pub(super) fn leave_cancelled(&self, level: u8) {
        self.polled.store(level - 1, Relaxed);
    }

    /// The rest of this level is dropped: those around it follow, though they may have begun in a deferred call.
    pub(super) fn cancel_from(&self, level: u8) {
        self.to_cancel.store(level, Relaxed);
    }

    /// Comes out of the rest of this level, which has ended; says whether it was to be cancelled.
    pub(super) fn end_cancelled(&self, level: u8) -> bool {
        self.leave_cancelled(level);
        self.rests.store(level - 1, Relaxed);
        let cancelled = self.to_cancel.load(Relaxed) >= level;
        if cancelled {
            self.to_cancel.store(level - 1, Relaxed);
        }
        cancelled
    }

    /// Whether the rest of this level, of a cancelled body, is to be dropped now.
    pub(super) fn cancels(&self, level: u8) -> bool {
        let innermost = self.rests.load(Relaxed) == level;
        match self.mode.load(Relaxed) {
            DETACHES => innermost && self.is_detached(),
            _ => innermost,
        }
    }

    /// The body is to be polled for its deferred calls only.
    pub(super) fn cancel(&self, detaches: bool) {
        if self.runs() {
            self.to_cancel.store(self.rests.load(Relaxed), Relaxed);
        }
        self.mode.store(if detaches { DETACHES } else { ENDS }, Relaxed);
    }

    /// Whether it is cancelled and no deferred call is under way.
    pub(super) fn is_detached(&self) -> bool {
        self.mode.load(Relaxed) == DETACHES && !self.is_deferring()
    }

    /// Whether deferred calls are left that have not been run.
    pub(super) fn has_rests(&self) -> bool {
        self.rests.load(Relaxed) > 0
    }

    /// Whether a deferred call is under way that is to be completed.
    pub(super) fn is_deferring(&self) -> bool {
        self.deferring.load(Relaxed) > 0
    }
}
