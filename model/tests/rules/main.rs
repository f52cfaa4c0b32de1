//! The model itself: small programs, and what the rules say of them.

mod cancellation;
mod drops;
mod plain;
mod small;
mod values;
