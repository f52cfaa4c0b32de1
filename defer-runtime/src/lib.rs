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
mod panic;
mod result;
mod run;
mod snapshot;

pub use defer_macros::with_defer;
pub use panic::Panic;

/// Registers a call that is made when the scope around it is left (rule 2). Stands in a function with
/// [`#[with_defer]`](with_defer).
///
/// ```
/// use defer_runtime::{defer, with_defer};
///
/// #[with_defer]
/// fn greet() {
///     defer!(println!("bye"));
///     println!("hello");
/// }
/// greet();
/// ```
#[macro_export]
macro_rules! defer {
    (@site) => {};
    ($($call:tt)*) => {
        ::core::compile_error!(
            "`defer!` needs `#[with_defer]` on the function around it, written where the attribute can see it"
        )
    };
}

/// Stops the panic under way in the scope and gives it as an [`Option<Panic>`](Panic) (rule 7.2). Stands in
/// the BLOCK form of a deferred call.
///
/// ```
/// use defer_runtime::{defer, recover, with_defer};
///
/// #[with_defer]
/// fn survive() {
///     defer!(|| assert_eq!(recover!().unwrap().message(), Some("oops")));
///     panic!("oops");
/// }
/// survive();
/// ```
#[macro_export]
macro_rules! recover {
    (@ $left:ident) => { $crate::__private::recover(&mut $left) };
    ($($any:tt)*) => {
        ::core::compile_error!("`recover!()` stands in the block of a deferred call: `defer!(|| { … recover!() … })`")
    };
}

/// What the expansion of `#[with_defer]` calls. Not for users: it may change in any release.
#[doc(hidden)]
pub mod __private {
    pub use crate::carry::{Carried, Carry, Of, Pending, carry};
    pub use crate::flow::{Flow, Jump, Never};
    pub use crate::panic::recover;
    pub use crate::result::{Zero, ZeroOfDefault, ZeroOfResult, settle, settle_early, zero};
    pub use crate::run::{Left, by_value, finish, run, supersede};
    pub use crate::snapshot::{ByBorrow, ByCopy, Snapshot};
}
