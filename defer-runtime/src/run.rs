//! Runs the rest of a scope, so that its deferred code can follow whatever way out is taken (rules 3.1, 7.1), and goes on
//! with it. A panic in deferred code replaces what was under way (rule 7.4). [`future`](crate::future) has the same of
//! scopes that `.await`.

use crate::leaving::Leaving;
use crate::unwind::{Payload, resume};

/// How the rest of a scope was left: with a value, which may be a [`WayOut`](crate::way_out::WayOut), or by what unwinds. In an
/// async scope that is an `AsyncUnwind`.
pub type Left<T, U = Payload> = Result<T, U>;

/// What unwinds: it leaves a scope without a value, and after the deferred calls those around it.
pub trait Unwind: Sized {
    /// This happens in a deferred call while `earlier` is under way.
    fn supersede(self, earlier: &mut Self);
    /// The panic under way, and what is under way still when that has been stopped.
    fn recover(self) -> (Option<Payload>, Option<Self>);
    /// What this is to deferred code that asks.
    fn leaving(&self) -> Leaving;
}

impl Unwind for Payload {
    #[inline(always)]
    fn supersede(self, earlier: &mut Payload) {
        *earlier = self;
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
        match left {
            Ok(_) => *left = Err(unwind.into()),
            Err(earlier) => unwind.into().supersede(earlier),
        }
    }
}
