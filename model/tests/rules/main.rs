//! The model itself: small programs, and what the rules say of them.

mod cancellation;
mod plain;
mod small;
