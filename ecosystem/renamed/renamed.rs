//! `defer-runtime` under another name in `Cargo.toml` (1.2).

#![deny(warnings)]

include!("names.rs");
