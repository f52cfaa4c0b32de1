//! Runs the rest of a scope, so that its deferred code can follow whatever way out is taken (rules 3.1, 7.1), and goes on
//! with it. A panic in deferred code replaces what was under way (rule 7.4). [`future`](crate::future) has the same of
//! scopes that `.await`.

use crate::leaving::Leaving;
use crate::unwind::{Payload, catch, resume};
use core::mem;

/// How the rest of a scope was left: with a value, which may be a [`WayOut`](crate::way_out::WayOut), or by what unwinds. In an
/// async scope that is an `AsyncUnwind`.
pub type Left<T, U = Payload> = Result<T, U>;

/// What unwinds: it leaves a scope without a value, and after the deferred calls those around it.
pub trait Unwind: Sized + From<Payload> {
    /// This happens in a deferred call while `earlier` is under way. Gives what is to be dropped of that.
    fn supersede(self, earlier: &mut Self) -> Self;
    /// The panic under way, and what is under way still when that has been stopped.
    fn recover(self) -> (Option<Payload>, Option<Self>);
    /// What this is to deferred code that asks.
    fn leaving(&self) -> Leaving;
}

impl Unwind for Payload {
    #[inline(always)]
    fn supersede(self, earlier: &mut Payload) -> Payload {
        mem::replace(earlier, self)
    }

    #[inline(always)]
    fn recover(self) -> (Option<Payload>, Option<Payload>) {
        (Some(self), None)
    }

    #[inline(always)]
    fn leaving(&self) -> Leaving {
        Leaving::Panicking
    }
}

/// Runs the rest of a scope; also deferred code that others are to follow.
pub use crate::unwind::catch as run;

/// Goes on with the way out of the rest, after its deferred call has run.
#[inline]
pub fn finish<T>(left: Left<T>) -> T {
    match left {
        Ok(value) => value,
        Err(panic) => resume(panic),
    }
}

/// Takes note of a deferred call that has been run: its panic replaces whatever was under way (rule 7.4).
#[inline(always)]
pub fn supersede<T, U: Unwind, D: Into<U>>(deferred: Left<(), D>, left: &mut Left<T, U>) {
    if let Err(unwind) = deferred {
        unwind_with(unwind.into(), left);
    }
}

/// Drops what something else has taken the place of. A panic of its destructor is one of the scope, as that of a deferred
/// call is: those to come run all the same (rule 3.3).
#[inline(always)]
pub fn discard<O, T, U: Unwind>(old: O, left: &mut Left<T, U>) {
    if mem::needs_drop::<O>()
        && let Err(panic) = catch(|| drop(old))
    {
        unwind_with(panic.into(), left);
    }
}

#[cold]
fn unwind_with<T, U: Unwind>(unwind: U, left: &mut Left<T, U>) {
    let old = match left {
        Ok(_) => mem::replace(left, Err(unwind)),
        Err(earlier) => Err(unwind.supersede(earlier)),
    };
    if let Err(panic) = catch(|| drop(old)) {
        unwind_with(panic.into(), left);
    }
}
