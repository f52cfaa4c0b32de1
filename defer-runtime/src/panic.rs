//! `recover!()`: the panic that it stops (rule 7.2), and what the scope is left with then (rule 7.3).

use crate::carry::Carrier;
use crate::run::{Left, Unwind};
use crate::unwind::{self, Payload};
use crate::way_out::WayOut;
use core::any::Any;
use core::fmt;
use core::ops::ControlFlow;
use core::task::Poll;

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
    ///
    /// ```
    /// use defer_runtime::{defer, recover, with_defer};
    /// use std::panic::panic_any;
    ///
    /// #[with_defer(message)]
    /// fn message_of(job: fn()) -> Option<String> {
    ///     defer!(|| {
    ///         if let Some(panic) = recover!() {
    ///             message = panic.message().map(str::to_owned);
    ///         }
    ///     });
    ///     job();
    ///     None
    /// }
    ///
    /// assert_eq!(message_of(|| panic!("boom")).as_deref(), Some("boom"));
    /// assert_eq!(message_of(|| panic_any(7)), None);
    /// ```
    pub fn message(&self) -> Option<&str> {
        unwind::message(&self.0)
    }

    /// What the panic carries.
    ///
    /// ```
    /// use defer_runtime::{defer, recover, with_defer};
    /// use std::panic::panic_any;
    ///
    /// #[with_defer]
    /// fn stop_at_a_number(number: &mut Option<u32>) {
    ///     defer!(|| {
    ///         if let Some(panic) = recover!() {
    ///             *number = panic.payload().downcast_ref().copied();
    ///         }
    ///     });
    ///     panic_any(7u32);
    /// }
    ///
    /// let mut number = None;
    /// stop_at_a_number(&mut number);
    /// assert_eq!(number, Some(7));
    /// ```
    pub fn payload(&self) -> &(dyn Any + Send) {
        unwind::payload(&self.0)
    }

    /// Takes out what the panic carries, as [`std::thread::JoinHandle::join`] gives it. Needs the feature `std`.
    ///
    /// ```
    /// use defer_runtime::{defer, recover, with_defer};
    /// use std::any::Any;
    ///
    /// #[with_defer(result)]
    /// fn run(job: fn() -> u32) -> Result<u32, Box<dyn Any + Send>> {
    ///     defer!(|| {
    ///         if let Some(panic) = recover!() {
    ///             result = Err(panic.into_payload());
    ///         }
    ///     });
    ///     Ok(job())
    /// }
    ///
    /// assert_eq!(run(|| 7).unwrap(), 7);
    /// assert!(run(|| panic!("boom")).unwrap_err().is::<&str>());
    /// ```
    #[cfg(feature = "std")]
    pub fn into_payload(self) -> Payload {
        self.0
    }

    /// Lets the panic go on as if it had not been stopped; the panic hook is not called again.
    ///
    /// ```
    /// use defer_runtime::{defer, recover, with_defer};
    /// use std::panic::catch_unwind;
    ///
    /// #[with_defer]
    /// fn ignore(message: &str, job: fn()) {
    ///     defer!(|| {
    ///         if let Some(panic) = recover!()
    ///             && panic.message() != Some(message)
    ///         {
    ///             panic.resume();
    ///         }
    ///     });
    ///     job();
    /// }
    ///
    /// ignore("boom", || panic!("boom"));
    /// assert!(catch_unwind(|| ignore("boom", || panic!("bang"))).is_err());
    /// ```
    ///
    /// # Panics
    ///
    /// Always: that is what it is for.
    pub fn resume(self) -> ! {
        unwind::resume(self.0)
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

/// What a scope is left with after `recover!()` (rule 7.3).
#[diagnostic::on_unimplemented(
    message = "after `recover!()` this scope has no value of type `{Self}` to give",
    label = "the panic is stopped here",
    note = "name the function's result, `#[with_defer(result)]`; a closure or an async block can recover only if it gives `()`"
)]
pub trait Recovered {
    /// The normal end.
    fn recovered() -> Self;
}

impl Recovered for () {
    fn recovered() {}
}

#[diagnostic::do_not_recommend]
impl<B, R, J> Recovered for WayOut<(), B, R, J> {
    fn recovered() -> Self {
        WayOut::Next(())
    }
}

#[diagnostic::do_not_recommend]
impl<B, R, J, E> Recovered for Result<WayOut<(), B, R, J>, E> {
    fn recovered() -> Self {
        Ok(WayOut::Next(()))
    }
}

#[diagnostic::do_not_recommend]
impl<B, R, J> Recovered for Option<WayOut<(), B, R, J>> {
    fn recovered() -> Self {
        Some(WayOut::Next(()))
    }
}

#[diagnostic::do_not_recommend]
impl<C, B, R, J> Recovered for ControlFlow<C, WayOut<(), B, R, J>> {
    fn recovered() -> Self {
        ControlFlow::Continue(WayOut::Next(()))
    }
}

#[diagnostic::do_not_recommend]
impl<B, R, J> Recovered for Poll<WayOut<(), B, R, J>> {
    fn recovered() -> Self {
        Poll::Ready(WayOut::Next(()))
    }
}

#[diagnostic::do_not_recommend]
impl<B, R, J, E> Recovered for Poll<Result<WayOut<(), B, R, J>, E>> {
    fn recovered() -> Self {
        Poll::Ready(Ok(WayOut::Next(())))
    }
}

/// What a closure or async block that doesn't say what it gives is left with after `recover!()`. There is but one
/// implementation, and so rustc takes it where nothing else says the type: where the end is never reached (rule 7.3).
#[diagnostic::on_unimplemented(
    message = "after `recover!()` this scope has no value of type `{T}` to give",
    label = "the panic is stopped here",
    note = "a closure or an async block can recover only if it gives `()`"
)]
pub trait RecoveredTo<T> {
    /// The normal end.
    fn recovered() -> T;
}

impl RecoveredTo<()> for () {
    fn recovered() {}
}

/// Stops the panic under way in the scope, if there is one: the scope then ends normally (rule 7.3).
pub fn recover<T: Recovered, U: Unwind>(left: &mut Left<T, U>) -> Option<Panic> {
    recover_to(left, T::recovered)
}

/// The same in a closure or async block that doesn't say what it gives.
pub struct Inferred<'l, T, U>(pub &'l mut Left<T, U>);

impl<T, U: Unwind> Inferred<'_, T, U> {
    /// As [`recover`] does. It is a method, so that rustc looks first at what is given and then at what is asked of it.
    pub fn recover(self) -> Option<Panic>
    where
        (): RecoveredTo<T>,
    {
        recover_to(self.0, <() as RecoveredTo<T>>::recovered)
    }
}

/// The same in a scope of a deferred block that `?` may leave, which carries its end.
pub fn recover_carried<T: Carrier<()>, U: Unwind>(left: &mut Left<T, U>) -> Option<Panic> {
    recover_to(left, || T::carry(()))
}

fn recover_to<T, U: Unwind>(left: &mut Left<T, U>, end: impl FnOnce() -> T) -> Option<Panic> {
    if left.is_ok() {
        return None;
    }
    let (panic, still) = core::mem::replace(left, Ok(end())).err()?.recover();
    if let Some(still) = still {
        *left = Err(still);
    }
    panic.map(Panic)
}
