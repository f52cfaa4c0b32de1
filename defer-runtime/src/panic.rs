//! The panic that `recover!()` stopped.

use crate::run::{Left, Payload};
use std::any::Any;
use std::fmt;
use std::panic::resume_unwind;

/// A panic that was under way and has been stopped by [`recover!`](crate::recover) (rule 7.2).
///
/// ```
/// use defer_runtime::{defer, recover, with_defer};
///
/// #[with_defer]
/// fn guarded(seen: &mut Option<String>) {
///     defer! {
///         if let Some(panic) = recover!() {
///             *seen = panic.message().map(str::to_owned);
///         }
///     }
///     panic!("boom");
/// }
///
/// let mut seen = None;
/// guarded(&mut seen);
/// assert_eq!(seen.as_deref(), Some("boom"));
/// ```
pub struct Panic(Payload);

impl Panic {
    /// The message of the panic, if it was raised with one, as `panic!` does.
    pub fn message(&self) -> Option<&str> {
        match self.0.downcast_ref::<&'static str>() {
            Some(message) => Some(message),
            None => self.0.downcast_ref::<String>().map(String::as_str),
        }
    }

    /// What the panic carries.
    pub fn payload(&self) -> &(dyn Any + Send) {
        &*self.0
    }

    /// Takes out what the panic carries.
    pub fn into_payload(self) -> Payload {
        self.0
    }

    /// Lets the panic go on as if it had not been stopped; the panic hook is not called again.
    pub fn resume(self) -> ! {
        resume_unwind(self.0)
    }
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message().unwrap_or("a panic without a message"))
    }
}

impl fmt::Debug for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Panic").field(&self.message()).finish()
    }
}

/// Stops the panic under way in the scope, if there is one: the scope then ends normally (rule 7.3).
pub fn recover(left: &mut Left<()>) -> Option<Panic> {
    match std::mem::replace(left, Ok(())) {
        Ok(()) => None,
        Err(payload) => Some(Panic(payload)),
    }
}
