//! The tests of the sync chapters once more, in async functions that await between any two statements (8.1): those about
//! what is evaluated, captured and called.
//!
//! `build.rs` writes them: of each function with the attribute an async twin that the function itself blocks on.

// Nobody reads them, and the sync ones are held against the lints.
#![cfg(not(clippy))]

mod async_twins;

use async_twins::Count;

include!(concat!(env!("OUT_DIR"), "/async_twins_calls.rs"));

#[test]
fn every_file_has_twins() {
    async_twins::assert_all(COUNTS, 4);
}
