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

mod carry;
mod flow;
mod forms;
mod outcome;
mod panic;
mod result;
mod run;
mod snapshot;

pub use defer_macros::with_defer;
pub use outcome::{Fallible, Outcome};
pub use panic::Panic;

/// What the expansion of `#[with_defer]` calls. Not for users: it may change in any release.
#[doc(hidden)]
pub mod __private {
    pub use crate::__failed as failed;
    pub use crate::carry::{Carried, Carry, Of, Pending, carry};
    pub use crate::flow::{Flow, Jump, Never};
    pub use crate::outcome::{
        ByOutcome, ByPanicAlone, Probe, error_of_flow, error_of_named, error_of_named_flow, error_of_value, fail_flow,
        fail_named, fail_named_flow, fail_value, takes_error, uncarried, uncarried_pending,
    };
    pub use crate::panic::recover;
    pub use crate::result::{Zero, ZeroOfDefault, ZeroOfResult, settle, settle_early, zero};
    pub use crate::run::{Left, by_value, finish, run, supersede};
    pub use crate::snapshot::{ByBorrow, ByCopy, Snapshot};
}
