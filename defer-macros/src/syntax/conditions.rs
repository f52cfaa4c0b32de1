//! `#[cfg]`, which rustc looks at only after the attribute has: a function with conditions in its body becomes one version
//! for each way they can come out, so that what is not compiled in decides nothing (rules 1.6 and 2.10).
//!
//! In a version what is not compiled in is gone, and the rest is bare. A condition is left where it stands if it decides nothing
//! about deferred calls: on items, and on statements that leave nothing, declare nothing and move nothing.

mod predicate;
mod settle;

use crate::syntax::function::Function;
use predicate::{Predicate, beside_condition};
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use settle::Settle;
use std::collections::BTreeMap;
use syn::Attribute;

/// With more conditions than this a function would have more versions than anyone wants to compile.
pub const MOST: usize = 4;

/// The function as it is where its conditions come out in one way.
pub struct Version {
    /// `#[cfg(…)]` of just that way; nothing where there is but one.
    pub condition: Option<TokenStream>,
    pub function: Function,
}

/// The versions of a function; `Err` holds the condition that is one too many.
pub fn versions(function: Function) -> Result<Vec<Version>, TokenStream> {
    let (mut atoms, mut whole, mut unconditional) = (BTreeMap::new(), BTreeMap::new(), function);
    Settle(|attrs: &mut Vec<Attribute>, matters: bool| {
        let predicates = attrs.iter().filter(|_| matters).filter_map(Predicate::of_attribute);
        for predicate in predicates {
            predicate.atoms(&mut atoms);
            predicate.whole(&mut whole);
        }
        true
    })
    .function(&mut unconditional);
    // `any(target_os = "a", …)` may name more than that, and is one all the same.
    if atoms.len() > MOST {
        if whole.len() > MOST {
            return Err(atoms.into_values().nth(MOST).unwrap_or_default());
        }
        atoms = whole;
    }
    let atoms: Vec<(String, TokenStream)> = atoms.into_iter().collect();
    let version = |choice: u32| {
        let is_true = |at: usize| choice & (1 << at) != 0;
        let truth: BTreeMap<&str, bool> = atoms
            .iter()
            .enumerate()
            .map(|(at, (atom, _))| (atom.as_str(), is_true(at)))
            .collect();
        let mut function = unconditional.clone();
        Settle(|attrs: &mut Vec<Attribute>, _: bool| is_compiled_in(attrs, &truth)).function(&mut function);
        let here = Span::mixed_site();
        let chosen = atoms.iter().enumerate().map(|(at, (_, atom))| match is_true(at) {
            true => atom.clone(),
            false => quote_spanned!(here=> not(#atom)),
        });
        Version {
            condition: (!atoms.is_empty()).then(|| quote_spanned!(here=> #[cfg(all(#(#chosen),*))])),
            function,
        }
    };
    Ok((0..1 << atoms.len()).rev().map(version).collect())
}

/// Takes away the conditions that are known; says whether they hold.
fn is_compiled_in(attrs: &mut Vec<Attribute>, truth: &BTreeMap<&str, bool>) -> bool {
    let mut holds = true;
    attrs.retain_mut(|attr| {
        let Some(known) = Predicate::of_attribute(attr).and_then(|predicate| predicate.is_true(truth)) else {
            return true;
        };
        holds &= known;
        let beside = beside_condition(&attr.meta);
        beside.map(|beside| attr.meta = beside).is_some()
    });
    holds
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;
    use quote::quote;

    fn versions_of(function: TokenStream) -> Vec<String> {
        let function = syn::parse2::<Function>(function).expect("it is a function");
        let versions = versions(function).expect("there are few conditions");
        let print = |Version { condition, function }: Version| quote!(#condition #function).to_string();
        versions.into_iter().map(print).collect()
    }

    macro_rules! cases {
        ($($name:ident: { $($function:tt)* } => $([$($version:tt)*])*;)*) => {
            $(#[test]
            fn $name() {
                let expected = [$(quote!($($version)*).to_string()),*];
                assert_eq!(versions_of(quote!($($function)*)), expected);
            })*
        };
    }

    // 1.6, 2.10
    cases! {
        without_conditions: { fn f() { defer!(a()); b(); } } => [fn f() { defer!(a()); b(); }];
        never: { fn f() { #[cfg(any())] defer!(a()); #[cfg(all())] b(); } } => [fn f() { b(); }];
        one: { fn f() { #[cfg(unix)] defer!(a()); #[cfg(not(unix))] b(); } } =>
            [#[cfg(all(unix))] fn f() { defer!(a()); }]
            [#[cfg(all(not(unix)))] fn f() { b(); }];
        an_assignment: { fn f() { #[cfg(any())] x = g(a); } } => [fn f() {}];
        arms_and_fields: { fn f() { match a { #[cfg(any())] 1 => {} _ => S { #[cfg(any())] b, c } } } } =>
            [fn f() { match a { _ => S { c } } }];
        in_a_deferred_macro_call: { fn f() { defer!(a!("{}", { #[cfg(any())] b()?; 1 })); } } =>
            [fn f() { defer!(a!("{}", { 1 })); }];
        in_a_deferred_block: { fn f() { defer! { #[cfg(any())] a()?; b() } } } => [fn f() { defer! { b() } }];
        of_a_parameter: { fn f(#[cfg(any())] a: u32, b: u32) {} } => [fn f(b: u32) {}];
        by_an_attribute: { fn f() { #[cfg_attr(all(), cfg(any()))] a(); #[cfg_attr(any(), cfg(any()))] b(); } } =>
            [fn f() { b(); }];
        what_decides_nothing: { fn f() { #[cfg(a)] g(1); #[cfg(b)] defer!(c()); #[cfg(all(a, any()))] g(2); } } =>
            [#[cfg(all(b))] fn f() { #[cfg(a)] g(1); defer!(c()); #[cfg(all(a, any()))] g(2); }]
            [#[cfg(all(not(b)))] fn f() { #[cfg(a)] g(1); #[cfg(all(a, any()))] g(2); }];
        by_an_attribute_in_another: { fn f() { #[cfg_attr(all(), cfg_attr(all(), cfg(any())))] a(); b(); } } =>
            [fn f() { b(); }];
        beside_another_attribute: { fn f() {
            #[cfg_attr(all(), allow(a), cfg(all()))] a();
            #[cfg_attr(all(), allow(a), cfg(any()))] b();
        } } => [fn f() { #[cfg_attr(all(), allow(a))] a(); }];
        of_many_names: { fn f() { #[cfg(any(a, b, c, d, e))] defer!(g()); #[cfg(not(any(a, b, c, d, e)))] h(); } } =>
            [#[cfg(all(any(a, b, c, d, e)))] fn f() { defer!(g()); }]
            [#[cfg(all(not(any(a, b, c, d, e))))] fn f() { h(); }];
        of_many_names_by_an_attribute: { fn f() { #[cfg_attr(any(a, b, c, d, e), cfg(f))] defer!(g()); } } =>
            [#[cfg(all(any(not(any(a, b, c, d, e)), all(f))))] fn f() { defer!(g()); }]
            [#[cfg(all(not(any(not(any(a, b, c, d, e)), all(f)))))] fn f() {}];
        of_a_tail: { fn f() -> u32 { #[cfg(a)] { 1 } #[cfg(not(a))] { 2 } } } =>
            [#[cfg(all(a))] fn f() -> u32 { { 1 } }]
            [#[cfg(all(not(a)))] fn f() -> u32 { { 2 } }];
    }

    #[test]
    fn too_many() {
        let function = syn::parse_quote! {
            fn f() { #[cfg(a)] b()?; #[cfg(c)] b()?; #[cfg(d)] b()?; #[cfg(e)] b()?; #[cfg(f = "g")] b()?; }
        };
        let refused = versions(function).err().expect("there are five conditions");
        assert_eq!(refused.to_string(), "f = \"g\"");
    }
}
