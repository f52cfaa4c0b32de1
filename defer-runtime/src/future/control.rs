//! What the guards of one async scope and the future around it tell each other.

use std::sync::atomic::{AtomicBool, AtomicU16, Ordering::Relaxed};

/// How far the body of an async function has come. All of it happens in one task; the cells are atomic only so that the
/// future may move to another thread between two polls.
#[derive(Default)]
pub struct Control {
    /// How many guards there are, one in the other, whose rest has not been left.
    guards: AtomicU16,
    /// How many deferred calls are under way that are to be completed.
    deferred: AtomicU16,
    suspended: AtomicBool,
    cancelled: AtomicBool,
    /// Whether deferred calls that are under way are completed, by a spawner (rule 8.4).
    detaches: AtomicBool,
}

impl Control {
    /// A body that has not begun.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins deferred code that is to be completed.
    pub fn begin_deferred(&self) {
        self.deferred.store(self.deferred.load(Relaxed) + 1, Relaxed);
    }

    /// Ends deferred code that is to be completed.
    pub fn end_deferred(&self) {
        self.deferred.store(self.deferred.load(Relaxed) - 1, Relaxed);
    }

    /// Begins a guard; gives its level and how many deferred calls it stands in.
    pub(super) fn begin_guard(&self) -> (u16, u16) {
        let level = self.guards.load(Relaxed) + 1;
        self.guards.store(level, Relaxed);
        (level, self.deferred.load(Relaxed))
    }

    /// Ends a guard, and whatever its rest left open when it was left by a panic.
    pub(super) fn end_guard(&self, level: u16, deferred: u16) {
        self.guards.store(level - 1, Relaxed);
        self.deferred.store(deferred, Relaxed);
    }

    /// Whether the guard of this level is to drop its rest now.
    pub(super) fn cancels(&self, level: u16) -> bool {
        let completes = self.detaches.load(Relaxed) && self.deferred.load(Relaxed) > 0;
        self.is_cancelled() && self.guards.load(Relaxed) == level && !completes
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Relaxed)
    }

    pub(super) fn cancel(&self, detaches: bool) {
        self.cancelled.store(true, Relaxed);
        self.detaches.store(detaches, Relaxed);
    }

    /// Whether the body has begun and not ended.
    pub(super) fn is_suspended(&self) -> bool {
        self.suspended.load(Relaxed)
    }

    pub(super) fn set_suspended(&self, suspended: bool) {
        self.suspended.store(suspended, Relaxed);
    }

    /// Whether deferred calls are left that have not been run.
    pub(super) fn has_guards(&self) -> bool {
        self.guards.load(Relaxed) > 0
    }

    /// Whether a deferred call is under way that is to be completed.
    pub(super) fn is_deferring(&self) -> bool {
        self.deferred.load(Relaxed) > 0
    }
}
