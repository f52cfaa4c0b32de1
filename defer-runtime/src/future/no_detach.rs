//! Says that a spawner can't complete deferred calls without `std` (rules 8.4, 9.0).

use super::cancel::{Cancellable, cancellable};
use super::control::Control;
use core::future::{Future, Pending, pending};
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};

/// What nothing is.
#[diagnostic::on_unimplemented(
    message = "`detach` needs the feature `std` of `defer-runtime`: enable it, or leave the option out",
    label = "nothing can be handed on to this"
)]
pub trait NeedsStd {}

/// The body of an async function, as without a spawner.
pub fn detachable<'b, 'c, F: Future>(control: &'c Control, body: Pin<&'b mut F>) -> Cancellable<'b, 'c, F> {
    cancellable(control, body)
}

/// Never compiles.
pub fn detached<T, F, S>(_: S, _: F) -> Pending<T>
where
    S: FnOnce(Remaining<F>) + NeedsStd,
{
    pending()
}

/// What a spawner would get.
pub struct Remaining<F>(PhantomData<F>);

impl<F> Future for Remaining<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }
}
