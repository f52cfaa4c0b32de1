//! Whatever parses as tokens: the attribute does not panic, and an item that syn can read stays one.
//!
//! The input is the options, a NUL, and the item. A proc-macro crate can't be a dependency that is called, so its
//! modules are taken in by path.

#![no_main]
#![allow(dead_code, unused_imports)]

use libfuzzer_sys::fuzz_target;
use proc_macro2::TokenStream;

#[path = "../../defer-macros/src"]
mod macros {
    pub mod conditions;
    pub mod deferred;
    pub mod diagnostics;
    pub mod edition;
    pub mod fragments;
    pub mod function;
    pub mod future;
    pub mod item;
    pub mod locals;
    pub mod lower;
    pub mod names;
    pub mod options;
    pub mod output;
    pub mod results;
    pub mod select;
    pub mod sharing;
    pub mod tokens;
    pub mod uses;
    pub mod ways;
}
use macros::{
    conditions, deferred, diagnostics, edition, fragments, function, future, item, locals, lower, names, options,
    output, results, select, sharing, tokens, uses, ways,
};

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
