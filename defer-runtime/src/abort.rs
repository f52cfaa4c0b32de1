//! Panics that abort: none is ever held up, and nothing runs on the way out (rules 7.6 and 9.0).

use core::any::Any;

/// There is no panic to carry anything.
pub type Payload = core::convert::Infallible;

/// Runs `code`.
#[inline(always)]
pub fn catch<T>(code: impl FnOnce() -> T) -> Result<T, Payload> {
    Ok(code())
}

/// Lets a panic that was held up go on.
pub fn resume(panic: Payload) -> ! {
    match panic {}
}

/// Whether a panic is under way in this thread.
pub fn panicking() -> bool {
    false
}

/// The message of a panic that was raised with one.
pub fn message(panic: &Payload) -> Option<&str> {
    match *panic {}
}

/// What a panic carries, of whatever type.
pub fn payload(panic: &Payload) -> &(dyn Any + Send) {
    match *panic {}
}
