//! Runs the rest of a scope and carries on with the way it was left.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// What a panic carries.
pub type Payload = Box<dyn Any + Send>;

/// How the rest of a scope was left: with a value, or by a panic that is under way.
pub type Left<T> = Result<T, Payload>;

/// Runs what stands after a deferred call, so that the call can follow whatever way out is taken.
#[inline(always)]
pub fn run<T>(rest: impl FnOnce() -> T) -> Left<T> {
    // What the rest leaves half-changed is seen by the deferred calls only, which are there to mend it.
    catch_unwind(AssertUnwindSafe(rest))
}

/// Carries on the way out of the rest, after its deferred call has run.
#[inline(always)]
pub fn finish<T>(left: Left<T>) -> T {
    match left {
        Ok(value) => value,
        Err(payload) => resume(payload),
    }
}

/// Takes note of a deferred call that has been run: its panic replaces whatever was under way (rule 7.4).
#[inline(always)]
pub fn supersede<T>(deferred: Left<()>, left: &mut Left<T>) {
    if let Err(payload) = deferred {
        *left = Err(payload);
    }
}

#[cold]
#[inline(never)]
fn resume(payload: Payload) -> ! {
    resume_unwind(payload)
}

/// Never returns; naming a reference in its argument moves it into the closure around the call, so that the
/// closure may return what it borrows through it.
pub fn by_value<T>(_: T) -> ! {
    unreachable!("only stands behind `if false`")
}
