//! Whatever parses as tokens: the attribute does not panic, and an item that syn can read stays one.
//!
//! The input is the options, a NUL, and the item. A proc-macro crate can't be a dependency that is called, so its
//! modules are taken in by path: `tidy` holds them against those of the macro.

#![no_main]
#![allow(dead_code, unused_imports)]

use libfuzzer_sys::fuzz_target;
use proc_macro2::TokenStream;

#[path = "../../defer-macros/src"]
mod macros {
    pub mod check;
    pub mod diagnostics;
    pub mod emit;
    pub mod expand;
    pub mod guesses;
    pub mod ids;
    pub mod item;
    pub mod plan;
    pub mod recover;
    pub mod resolve;
    pub mod spans;
    pub mod syntax;
}
use macros::{check, diagnostics, emit, expand, guesses, ids, item, plan, recover, resolve, spans, syntax};

fuzz_target!(|text: &str| {
    let (options, item) = text.split_once('\0').unwrap_or(("", text));
    let (Ok(options), Ok(item)) = (options.parse::<TokenStream>(), item.parse::<TokenStream>()) else {
        return;
    };
    let was_item = syn::parse2::<syn::Item>(item.clone()).is_ok();
    let expanded = item::expand(options, item);
    assert!(
        !was_item || syn::parse2::<syn::File>(expanded.clone()).is_ok(),
        "{expanded}"
    );
});
