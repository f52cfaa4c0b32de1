//! `#[with_defer]` in a crate of edition 2018.

#![deny(warnings)]

const EDITION: u32 = 2018;

#[macro_use]
#[path = "../editions/trace.rs"]
mod trace;

#[path = "../editions/every.rs"]
mod every;

#[path = "../editions/before_2021.rs"]
mod before_2021;

#[path = "../editions/since_2018.rs"]
mod since_2018;
