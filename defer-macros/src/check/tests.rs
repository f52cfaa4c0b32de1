//! What is refused once the plan is made.

use super::check;
use super::sight::needs_std;
use crate::diagnostics::Errors;
use crate::plan::plan;
use crate::resolve::tests::resolved;
use syn::parse_quote;

macro_rules! refused {
    ($($name:ident: { $($function:tt)* } => [$($message:literal)*];)*) => {
        $(#[test]
        fn $name() {
            let (resolved, messages) = resolved(parse_quote!($($function)*), 0);
            assert_eq!(messages, Vec::<String>::new());
            let mut errors = Errors::default();
            check(&resolved.facts, &resolved.source, &plan(&resolved.facts), &mut errors);
            let messages: Vec<String> = errors.into_each().iter().map(ToString::to_string).collect();
            let expected: Vec<&str> = vec![$($message),*];
            assert_eq!(messages.len(), expected.len(), "{messages:?}");
            for (message, expected) in messages.iter().zip(expected) {
                assert!(message.contains(expected), "{message}");
            }
        })*
    };
}

refused! {
    // 6.3
    question_of_unit: { fn f() { defer!(|| { g()?; }); } } => ["this one returns `()`"];
    question_in_deferred_code_in_it: { fn f() { defer!(|| { defer!(g()?); }); } } => ["this one returns `()`"];
    question_of_a_result: { fn f() -> Result<(), E> { defer!(g()?); Ok(()) } } => [];
    question_of_a_closure: { fn f() { h(|| { defer!(g()?); }); } } => ["write what this closure returns"];
    // 7.3
    recovery_without_value: { fn f() -> u32 { defer!(|| { recover!(); }); 1 } } => ["name its result"];
    recovery_of_unit: { fn f() { defer!(|| { recover!(); }); } } => [];
    recovery_in_a_loop: { fn f() -> u32 { for a in b { defer!(|| { recover!(); }); } 1 } } => [];
    // 3.1
    question_in_a_loop_of_a_closure: { fn f() { h(|| for a in b { defer!(g()); a?; c?; }); } } =>
        ["`?` stands in a loop body or block"];
    unreadable_in_a_loop: { fn f() { for a in b { defer!(g()); odd!(return in a); } } } => ["a way out inside this macro call"];
    unreadable_in_the_function: { fn f() { defer!(g()); odd!(return in a); } } => [];
    // 0
    an_item_of_the_block: { fn f() { if a { fn g() {} defer!(g()); } } } => ["its `g` is out of sight"];
    a_name_given_to_a_macro: { fn f() { if a { declare!(x); defer!(|| g(x)); } } } => ["a macro in this block may declare `x`"];
    a_name_given_to_one_further_out: { fn f() { if a { declare!(x); if b { defer!(|| g(x)); } } } } =>
        ["a macro in this block may declare `x`"];
    a_local_given_to_a_macro: { fn f() { if a { let x = 1; show!(x); defer!(|| g(x)); } } } => [];
    a_constant_of_a_pattern: { fn f() { match a { X => { defer!(|| g(X)); } _ => {} } } } => ["or a constant"];
    a_hiding_import: { fn f() { if a { use b::*; let c = 1; defer!(|| g(c)); } } } => ["may hide `c`"];
    an_item_of_a_macro: { fn f() { g(LIMIT); defer!(h()); declare!(LIMIT); } } => ["this macro may declare `LIMIT`"];
    an_item_of_a_macro_that_nothing_names: { fn f() { g(); defer!(h()); declare!(LIMIT); } } => [];
    a_macro_defined_late: { fn f() { defer!(h()); m!(); macro_rules! m { () => {} } fn g() { m!() } } } =>
        ["`m!` is named behind the deferred call"];
}

/// Macros that may declare what deferred code names have to be those of the standard library.
#[test]
fn macros_of_std() {
    let function = parse_quote! { fn f() { if a { println!("{x}"); assert!(y); defer!(|| g(x)); } } };
    let (resolved, _) = resolved(function, 0);
    let needed = needs_std(&resolved.facts);
    assert_eq!(needed.into_iter().collect::<Vec<_>>(), ["println"]);
}

/// rustc follows only so many closures in one another.
#[test]
fn too_many() {
    let stmts = (0..150).map(|_| quote::quote!(defer!(g());));
    let (resolved, _) = resolved(parse_quote!(fn f() { #(#stmts)* }), 0);
    let mut errors = Errors::default();
    check(&resolved.facts, &resolved.source, &plan(&resolved.facts), &mut errors);
    let messages: Vec<String> = errors.into_each().iter().map(ToString::to_string).collect();
    assert_eq!(messages.len(), 1);
    assert!(messages[0].contains("more than 100 deferred calls"), "{messages:?}");
}
