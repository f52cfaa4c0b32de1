//! Three programs as they are written by somebody who has read the manual, and no more: a store on files, a service on tokio with
//! SQLite, and calls of C. Their tests look at what each function says, and leaves behind, on success, errors, panics and cancellation.
//!
//! Of their 72 deferred calls 63 compiled as first written, and 60 did what was meant; of 37 functions with deferred calls 26 and 23. What
//! compiled and wasn't meant was `defer!(check(close(fd))?)`, which closes at once, as it says in the manual. What didn't compile was
//! `x += 1` in parentheses, a receiver that is a call, a name that hid the result, a deferred call in `select!`, and a constructor that
//! goes on with what it has opened.

#[allow(unsafe_code)]
#[cfg(target_os = "linux")]
pub mod ffi;
pub mod service;
pub mod store;
