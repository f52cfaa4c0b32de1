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
//! [`with_defer`] takes the name of the result as an option.

mod carry;
mod flow;
mod forms;
mod future;
mod outcome;
mod panic;
mod result;
mod run;
mod snapshot;

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
pub use defer_macros::with_defer;
pub use outcome::{Fallible, Outcome};
pub use panic::Panic;

/// What the expansion of `#[with_defer]` calls. Not for users: it may change in any release.
#[doc(hidden)]
pub mod __private {
    pub use crate::__failed as failed;
    pub use crate::carry::{Carried, Carry, Of, Pending, carry};
    pub use crate::flow::{Flow, Jump, Never};
    pub use crate::future::{Control, HeldByMut, HeldByRef, cancellable, detachable, detached, guard, stopped};
    pub use crate::outcome::{
        ByOutcome, ByPanicAlone, Probe, error_of_flow, error_of_named, error_of_named_flow, error_of_value, fail_flow,
        fail_named, fail_named_flow, fail_value, takes_error, uncarried, uncarried_pending,
    };
    pub use crate::panic::{recover, recover_early};
    pub use crate::result::{Zero, ZeroOfDefault, ZeroOfResult, settle, settle_early, zero};
    pub use crate::run::{Left, any, by_value, finish, run, supersede};
    pub use crate::snapshot::{ByBorrow, ByCopy, Snapshot};
}
