//! Go's `defer` for Rust, without the borrow checker in the way.
//!
//! ```
//! use defer_runtime::{defer, with_defer};
//!
//! #[with_defer]
//! fn count(log: &mut Vec<i32>) {
//!     let mut i = 1;
//!     defer!(Vec::push(log, i)); // `i` is taken now
//!     defer! { i *= 100; } // a block sees and changes what is there at exit
//!     i += 1;
//!     assert_eq!(i, 2);
//! }
//!
//! let mut log = Vec::new();
//! count(&mut log);
//! assert_eq!(log, [1]);
//! ```
//!
//! The scope of a deferred call is the innermost function, closure or loop body around it: in a loop it runs once per
//! iteration. [`errdefer!`] and [`okdefer!`] run on failure or on success only, [`recover!`] stops a panic.
//! [`with_defer`] takes the name of the result as an option. In async functions deferred calls may await, and run when the
//! future is dropped halfway.
//!
//! # Without `std`
//!
//! With `default-features = false` the crate is `no_std` and needs no allocator. That is for `panic = "abort"`, by target or
//! profile, and does not compile otherwise, so that no feature decides whether a deferred call runs (rule 9.0). No panic
//! is ever recovered from there, and the option `detach` is not there.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

#[cfg(all(not(feature = "std"), panic = "unwind"))]
compile_error!(
    "without its feature `std`, `defer-runtime` runs no deferred call on a panic that unwinds: enable the feature, or \
     build with `panic = \"abort\"`"
);

mod carry;
mod flow;
mod forms;
mod future;
mod outcome;
mod panic;
mod result;
mod run;
mod snapshot;
#[cfg_attr(not(feature = "std"), path = "abort.rs")]
mod unwind;

/// # Options
///
/// A name for the result, which deferred calls then read and change (rule 5); it starts as its zero value, or as told:
///
/// ```
/// use defer_runtime::{defer, with_defer};
///
/// #[with_defer(sum = 100)]
/// fn add(values: &[u32]) -> u32 {
///     defer!(|| sum += 1);
///     for value in values {
///         sum += value;
///     }
/// }
///
/// #[with_defer(n, last = None)]
/// fn count(values: &[u32]) -> (u32, Option<u32>) {
///     defer!(|| n *= 10);
///     return (2, values.last().copied());
/// }
///
/// assert_eq!(add(&[1, 2]), 104);
/// assert_eq!(count(&[7]), (20, Some(7)));
/// ```
///
/// Where the runtime is, for a crate that re-exports it (rule 1.2):
///
/// ```
/// mod my_prelude {
///     pub use defer_runtime::*;
/// }
///
/// #[my_prelude::with_defer(crate = crate::my_prelude)]
/// fn greet() {
///     my_prelude::defer!(println!("bye"));
///     println!("hello");
/// }
/// # fn main() { greet(); }
/// ```
///
/// What completes the deferred calls of an `async fn` that is cancelled (rule 8.4), for instance `tokio::spawn`. It is
/// given a future that is `'static` if the arguments are; where a spawner cancels what it gives back, as `smol::spawn`
/// does, write `detach = |task| smol::spawn(task).detach()`. It costs an allocation a call.
///
/// ```
/// use defer_runtime::{defer, with_defer};
/// # use std::sync::mpsc::{Sender, channel};
/// # fn spawn(task: impl Future<Output = ()> + Send + 'static) {
/// #     std::thread::spawn(|| poll_to_the_end(task));
/// # }
/// # fn poll_to_the_end(task: impl Future<Output = ()>) {
/// #     let mut task = std::pin::pin!(task);
/// #     while poll(task.as_mut()).is_pending() {}
/// # }
/// # fn poll<F: Future>(future: std::pin::Pin<&mut F>) -> std::task::Poll<F::Output> {
/// #     future.poll(&mut std::task::Context::from_waker(std::task::Waker::noop()))
/// # }
/// # async fn yield_now() {
/// #     let mut yielded = false;
/// #     std::future::poll_fn(|_| if std::mem::replace(&mut yielded, true) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }).await
/// # }
///
/// async fn close(connection: u32, closed: Sender<u32>) {
///     yield_now().await;
///     closed.send(connection).unwrap();
/// }
///
/// #[with_defer(detach = spawn)]
/// async fn session(connection: u32, closed: Sender<u32>) {
///     defer!(close(connection, closed).await);
///     std::future::pending().await
/// }
///
/// let (closed, connections) = channel();
/// let mut session = Box::pin(session(7, closed));
/// assert!(poll(session.as_mut()).is_pending());
/// drop(session);
/// assert_eq!(connections.recv(), Ok(7));
/// ```
///
/// Where the spawner drops the future, the call that is under way ends there, and those outside of it run as they do
/// without a spawner. The spawner can't use arguments of the function that its body uses too.
///
/// # Async
///
/// In an `async fn`, an async block or an async closure deferred calls may `.await` (rule 8.3), and they run when the
/// future is dropped before it has finished, by a timeout, `select!` or an aborted task, with the locals of that
/// moment (rule 8.2):
///
/// ```
/// use defer_runtime::{defer, errdefer, with_defer};
/// use std::task::{Context, Waker};
///
/// #[with_defer]
/// async fn session(log: &mut Vec<&str>) {
///     log.push("opened");
///     defer!(|| log.push("closed"));
///     errdefer!(|| log.push("cancelled"));
///     log.push("served");
///     std::future::pending().await
/// }
///
/// let mut log = Vec::new();
/// let mut cancelled = Box::pin(session(&mut log));
/// let _ = cancelled.as_mut().poll(&mut Context::from_waker(Waker::noop()));
/// drop(cancelled);
/// assert_eq!(log, ["opened", "served", "cancelled", "closed"]);
/// ```
///
/// A cancellation is a failure (rule 6.1). It can't wait: a deferred call that awaits is polled once, and what has not
/// finished by then is dropped, unless `detach` says who completes it. A panic in a deferred call comes out of the drop,
/// unless the thread is panicking already. Where a panic drops the future, `std::thread::panicking()` is true in its
/// deferred calls. The future is `Send` if that of the function without deferred calls is;
/// a local that can be sent but not shared, such as a `Cell`, has to be a parameter or come from a constructor for that,
/// and to be borrowed by nothing else.
///
/// Where `#[async_trait]` or `#[tokio::main]` come first, what they make of the function is understood.
pub use defer_macros::with_defer;
pub use outcome::{Fallible, Outcome};
pub use panic::Panic;

/// What the expansion of `#[with_defer]` calls. Not for users: it may change in any release.
#[doc(hidden)]
pub mod __private {
    pub use crate::__failed as failed;
    pub use crate::carry::{Carried, Carry, Of, Pending, carry};
    pub use crate::flow::{Flow, Jump, Never};
    pub use crate::future::{
        Control, HeldByMut, HeldByRef, Stopped, cancellable, detachable, detached, guard, note_cancelled, stopped,
    };
    pub use crate::outcome::{
        ByOutcome, ByPanicAlone, Probe, error_of_flow, error_of_named, error_of_named_flow, error_of_value, fail_flow,
        fail_named, fail_named_flow, fail_value, takes_error, uncarried, uncarried_pending,
    };
    pub use crate::panic::{recover, recover_early};
    pub use crate::result::{Zero, ZeroOfDefault, ZeroOfResult, settle, settle_early, zero};
    pub use crate::run::{Left, any, by_value, finish, run, supersede};
    pub use crate::snapshot::{ByBorrow, ByCopy, Snapshot};
}
