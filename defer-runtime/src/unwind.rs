//! Panics that unwind.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// What the standard library hands out, of two words.
type Raised = Box<dyn Any + Send>;

/// What a panic carries, in one word: the less room it takes, the less a scope that is left without a panic has to carry.
///
/// Nothing is in it only while it is taken apart.
pub struct Payload(Option<Box<Raised>>);

impl Payload {
    #[cold]
    #[inline(never)]
    fn new(raised: Raised) -> Self {
        Payload(Some(Box::new(raised)))
    }

    /// What the standard library handed out.
    #[cold]
    #[inline(never)]
    pub fn into_inner(mut self) -> Raised {
        match self.0.take() {
            Some(raised) => *raised,
            None => Box::new(()),
        }
    }

    /// The same, to look at.
    pub fn inner(&self) -> &(dyn Any + Send) {
        match &self.0 {
            Some(raised) => &***raised,
            None => &(),
        }
    }
}

impl Drop for Payload {
    /// All that stands in the way of a scope is a test.
    #[inline]
    fn drop(&mut self) {
        if self.0.is_some() {
            discard(self);
        }
    }
}

#[cold]
#[inline(never)]
fn discard(panic: &mut Payload) {
    panic.0 = None;
}

/// Runs `code`, and holds up a panic that leaves it.
#[inline(always)]
pub fn catch<T>(code: impl FnOnce() -> T) -> Result<T, Payload> {
    // What the code leaves half-changed is seen by the deferred calls only, which are there to mend it.
    catch_unwind(AssertUnwindSafe(code)).map_err(Payload::new)
}

/// Lets a panic that was held up go on.
// As a function of its own it would be one frame more to unwind, a tenth of what a level of cleanup costs a panic.
#[inline(always)]
pub fn resume(panic: Payload) -> ! {
    resume_unwind(panic.into_inner())
}

/// Whether a panic is under way in this thread.
pub fn panicking() -> bool {
    std::thread::panicking()
}

/// The message of a panic that was raised with one.
pub fn message(panic: &Payload) -> Option<&str> {
    match panic.inner().downcast_ref::<&'static str>() {
        Some(message) => Some(message),
        None => panic.inner().downcast_ref::<String>().map(String::as_str),
    }
}
