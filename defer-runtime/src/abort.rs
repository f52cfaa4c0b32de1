//! Panics that abort: none is ever caught (rules 7.6, 9.0). With `std` it is `unwind.rs`.

use core::any::Any;

/// There is no panic that holds anything.
pub type Payload = core::convert::Infallible;

/// Runs `code`.
#[inline(always)]
pub fn catch<T>(code: impl FnOnce() -> T) -> Result<T, Payload> {
    Ok(code())
}

/// Lets a panic that was caught go on.
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

/// What a panic holds, of whatever type.
pub fn payload(panic: &Payload) -> &(dyn Any + Send) {
    match *panic {}
}
