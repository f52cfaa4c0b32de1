//! Panics that unwind: how one is caught, and goes on (rules 7.1, 7.2, 7.5). Without `std` it is `abort.rs`.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// What a panic holds.
pub type Payload = Box<dyn Any + Send>;

/// Runs `code`, and catches a panic that leaves it.
#[inline(always)]
pub fn catch<T>(code: impl FnOnce() -> T) -> Result<T, Payload> {
    // What the code leaves half-changed is seen by the deferred calls only, which are there to mend it.
    catch_unwind(AssertUnwindSafe(code))
}

/// Lets a panic that was caught go on.
// As a function of its own it would be one frame more to unwind, a tenth of what a level of cleanup costs a panic.
#[inline(always)]
pub fn resume(panic: Payload) -> ! {
    resume_unwind(panic)
}

/// Whether a panic is under way in this thread.
pub fn panicking() -> bool {
    std::thread::panicking()
}

/// The message of a panic that was raised with one.
pub fn message(panic: &Payload) -> Option<&str> {
    match panic.downcast_ref::<&'static str>() {
        Some(message) => Some(message),
        None => panic.downcast_ref::<String>().map(String::as_str),
    }
}

/// What a panic holds, of whatever type.
pub fn payload(panic: &Payload) -> &(dyn Any + Send) {
    &**panic
}
