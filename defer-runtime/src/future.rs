//! Scopes that `.await` (rule 8.1): the rest is a future, so that its deferred code can follow it on a cancellation too.
//!
//! A future that is dropped can't run code of its own, so the body of an async function stands in another future,
//! [`cancellable`]. When that is dropped halfway, it polls the body once more, with a [`Control`] that says so: the
//! innermost [rest](run_async) is dropped where it stands, its deferred code follows, and the rests around it do the same in
//! that poll.

mod cancel;
mod control;
#[cfg_attr(not(feature = "std"), path = "future/no_detach.rs")]
mod detach;
mod handed;
mod rest;

pub use cancel::cancellable;
pub use control::Control;
pub use detach::{detachable, detached};
pub use handed::{AwaitedLater, ToAwait, awaited, handed};
pub use rest::{note_cancelled, resume, run_async};
