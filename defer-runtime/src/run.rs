//! Runs the rest of a scope and carries on with the way it was left.

use crate::unwind::{Payload, resume};

/// How the rest of a scope was left: with a value, or by a panic that is under way; in an async scope `S` is
/// [`Stopped`](crate::future::Stopped).
pub type Left<T, S = Payload> = Result<T, S>;

/// What can stop the rest of a scope.
pub trait Stop: Sized {
    /// This happens in a deferred call while `earlier` is under way.
    fn supersede(self, earlier: &mut Self);
    /// The panic under way, and what is under way still when that has been stopped.
    fn recover(self) -> (Option<Payload>, Option<Self>);
}

impl Stop for Payload {
    #[inline(always)]
    fn supersede(self, earlier: &mut Payload) {
        *earlier = self;
    }

    #[inline(always)]
    fn recover(self) -> (Option<Payload>, Option<Payload>) {
        (Some(self), None)
    }
}

/// Runs what stands after a deferred call, so that the call can follow whatever way out is taken.
pub use crate::unwind::catch as run;

/// Carries on the way out of the rest, after its deferred call has run.
#[inline]
pub fn finish<T>(left: Left<T>) -> T {
    match left {
        Ok(value) => value,
        Err(panic) => resume(panic),
    }
}

/// Takes note of a deferred call that has been run: its panic replaces whatever was under way (rule 7.4).
#[inline(always)]
pub fn supersede<T, S: Stop, D: Into<S>>(deferred: Left<(), D>, left: &mut Left<T, S>) {
    if let Err(stopped) = deferred {
        match left {
            Ok(_) => *left = Err(stopped.into()),
            Err(earlier) => stopped.into().supersede(earlier),
        }
    }
}
