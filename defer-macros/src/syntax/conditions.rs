//! `#[cfg]`, which rustc looks at only after the attribute has: a function with conditions in its body becomes one version
//! for each way they can come out, so that what is not compiled in decides nothing (rules 1.6 and 2.10).
//!
//! In a version what is not compiled in is gone, and the rest is bare. A condition is left where it stands if it decides nothing
//! about deferred calls: on items, and on statements that leave nothing, declare nothing and move nothing.

use crate::syntax::function::Function;
use crate::syntax::names;
use crate::syntax::tokens;
use crate::uses;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::BTreeMap;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::token::Brace;
use syn::visit_mut::{self, VisitMut};
use syn::{AttrStyle, Attribute, Expr, FnArg, Macro, MacroDelimiter, Meta, Stmt, Token, parse_quote_spanned};

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
    let mut atoms = Atoms::default();
    let mut unconditional = function;
    Settle(|attrs: &mut Vec<Attribute>, matters: bool| atoms.collect(attrs, matters)).function(&mut unconditional);
    if atoms.0.len() > MOST {
        return Err(atoms.0.into_values().nth(MOST).unwrap_or_default());
    }
    let atoms: Vec<(String, TokenStream)> = atoms.0.into_iter().collect();
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

/// What a condition says.
enum Predicate {
    Atom(TokenStream),
    Not(Box<Predicate>),
    All(Vec<Predicate>),
    Any(Vec<Predicate>),
}

impl Predicate {
    fn of(meta: TokenStream) -> Option<Self> {
        let tokens: Vec<TokenTree> = meta.clone().into_iter().collect();
        let several = |group: &proc_macro2::Group| -> Option<Vec<Predicate>> {
            let parts = tokens::split_at_commas(group.stream());
            parts.into_iter().map(Predicate::of).collect()
        };
        match &*tokens {
            [] => None,
            [TokenTree::Ident(word)] if word == "true" => Some(Predicate::All(Vec::new())),
            [TokenTree::Ident(word)] if word == "false" => Some(Predicate::Any(Vec::new())),
            [TokenTree::Ident(word), TokenTree::Group(group)] if word == "all" => several(group).map(Predicate::All),
            [TokenTree::Ident(word), TokenTree::Group(group)] if word == "any" => several(group).map(Predicate::Any),
            [TokenTree::Ident(word), TokenTree::Group(group)] if word == "not" => match &mut *several(group)? {
                [only] => Some(Predicate::Not(Box::new(std::mem::replace(
                    only,
                    Predicate::All(Vec::new()),
                )))),
                _ => None,
            },
            _ => Some(Predicate::Atom(meta)),
        }
    }

    /// That of one attribute: `cfg(p)`, or `cfg_attr(q, cfg(p))`, which asks for `p` where `q` is true, with what else it asks for.
    fn of_attribute(attr: &Attribute) -> Option<Self> {
        // One inside of a block, `#![cfg]`, is refused by rustc.
        if !matches!(attr.style, AttrStyle::Outer) {
            return None;
        }
        Predicate::of_meta(&attr.meta)
    }

    fn of_meta(meta: &Meta) -> Option<Self> {
        let Meta::List(list) = meta else { return None };
        if list.path.is_ident("cfg") {
            return Predicate::of(tokens::split_at_commas(list.tokens.clone()).into_iter().next()?);
        }
        let (asked, inner) = asked_by(meta)?;
        let wanted: Vec<Predicate> = inner.iter().filter_map(Predicate::of_meta).collect();
        let asked = Predicate::of(asked)?;
        let holds = Predicate::Any(vec![Predicate::Not(Box::new(asked)), Predicate::All(wanted)]);
        inner.iter().any(is_condition).then_some(holds)
    }

    fn atoms(&self, found: &mut BTreeMap<String, TokenStream>) {
        match self {
            Predicate::Atom(atom) => {
                found.entry(atom.to_string()).or_insert_with(|| atom.clone());
            }
            Predicate::Not(inner) => inner.atoms(found),
            Predicate::All(parts) | Predicate::Any(parts) => parts.iter().for_each(|part| part.atoms(found)),
        }
    }

    /// Whether it holds, if that is known of all that it is made of.
    fn is_true(&self, truth: &BTreeMap<&str, bool>) -> Option<bool> {
        let all = |parts: &[Predicate]| parts.iter().map(|part| part.is_true(truth)).collect::<Option<Vec<_>>>();
        match self {
            Predicate::Atom(atom) => truth.get(&*atom.to_string()).copied(),
            Predicate::Not(inner) => Some(!inner.is_true(truth)?),
            Predicate::All(parts) => Some(all(parts)?.into_iter().all(|part| part)),
            Predicate::Any(parts) => Some(all(parts)?.into_iter().any(|part| part)),
        }
    }
}

/// The condition and the attributes of a `cfg_attr`.
fn asked_by(meta: &Meta) -> Option<(TokenStream, Vec<Meta>)> {
    let Meta::List(list) = meta else { return None };
    if !list.path.is_ident("cfg_attr") {
        return None;
    }
    let mut parts = tokens::split_at_commas(list.tokens.clone()).into_iter();
    let asked = parts.next()?;
    let inner = Punctuated::<Meta, Token![,]>::parse_terminated;
    let inner = inner.parse2(parts.map(|part| quote!(#part,)).collect()).ok()?;
    Some((asked, inner.into_iter().collect()))
}

fn is_condition(meta: &Meta) -> bool {
    meta.path().is_ident("cfg") || asked_by(meta).is_some_and(|(_, inner)| inner.iter().any(is_condition))
}

/// What else an attribute with a condition asks for.
fn beside_condition(meta: &Meta) -> Option<Meta> {
    if !is_condition(meta) {
        return Some(meta.clone());
    }
    let (asked, inner) = asked_by(meta)?;
    let inner: Vec<Meta> = inner.iter().filter_map(beside_condition).collect();
    (!inner.is_empty()).then(|| syn::parse_quote!(cfg_attr(#asked, #(#inner),*)))
}

/// The conditions that others are made of, by how they are written.
#[derive(Default)]
struct Atoms(BTreeMap<String, TokenStream>);

impl Atoms {
    fn collect(&mut self, attrs: &[Attribute], matters: bool) -> bool {
        let predicates = attrs.iter().filter(|_| matters).filter_map(Predicate::of_attribute);
        predicates.for_each(|predicate| predicate.atoms(&mut self.0));
        true
    }
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

/// Whether it matters to deferred calls that the statement is there.
fn matters(stmt: &Stmt) -> bool {
    let leaves = |tokens: TokenStream| {
        let is_question = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '?');
        names::mentions_deferred_call(&tokens)
            || names::mentions_word(&tokens, &["return", "break", "continue", "yeet", "await", "let"])
            || tokens::any(tokens, &is_question)
    };
    match stmt {
        Stmt::Macro(call) => leaves(call.to_token_stream()),
        Stmt::Expr(expr, Some(_)) => {
            let uses::Uses {
                moved,
                passed,
                assigned,
                ..
            } = uses::of_expr(expr);
            !(moved.is_empty() && passed.is_empty() && assigned.is_empty()) || leaves(expr.to_token_stream())
        }
        Stmt::Expr(_, None) | Stmt::Local(_) => true,
        Stmt::Item(_) => false,
    }
}

/// Asks of everything that may have a condition whether it stays, and takes away what doesn't.
struct Settle<F>(F);

impl<F: FnMut(&mut Vec<Attribute>, bool) -> bool> Settle<F> {
    fn function(&mut self, function: &mut Function) {
        let inputs = std::mem::take(&mut function.sig.inputs);
        let stays = |input: &mut FnArg| {
            let (FnArg::Typed(syn::PatType { attrs, .. }) | FnArg::Receiver(syn::Receiver { attrs, .. })) = input;
            (self.0)(attrs, true)
        };
        function.sig.inputs = retained(inputs, stays);
        self.visit_block_mut(&mut function.body);
    }

    fn exprs(&mut self, exprs: &mut Punctuated<Expr, Token![,]>) {
        let all = std::mem::take(exprs);
        *exprs = retained(all, |expr| attributes(expr).is_none_or(|attrs| (self.0)(attrs, true)));
    }

    fn stmts(&mut self, stmts: &mut Vec<Stmt>) {
        stmts.retain_mut(|stmt| {
            let matters = matters(stmt);
            match stmt {
                Stmt::Local(local) => {
                    let before = local.attrs.len();
                    let stays = (self.0)(&mut local.attrs, matters);
                    if local.attrs.len() < before {
                        // Whether its value could stand alone depends on the condition: clippy looks away from attributes.
                        local
                            .attrs
                            .push(parse_quote_spanned!(Span::mixed_site()=> #[allow(clippy::let_and_return)]));
                    }
                    stays
                }
                Stmt::Macro(call) => (self.0)(&mut call.attrs, matters),
                Stmt::Expr(expr, _) => {
                    let count = |expr: &mut Expr| attributes_of_statement(expr).map_or(0, |attrs| attrs.len());
                    let before = count(expr);
                    let stays = attributes_of_statement(expr).is_none_or(|attrs| (self.0)(attrs, matters));
                    let is_bare = count(expr) < before;
                    if let (true, Expr::Block(block)) = (is_bare, &mut *expr) {
                        // Only for the condition it was a block: rustc looks away from braces that aren't the user's.
                        let braces = &mut block.block.brace_token;
                        *braces = Brace(Span::mixed_site().located_at(braces.span.join()));
                    }
                    stays
                }
                Stmt::Item(_) => true,
            }
        });
        stmts.iter_mut().for_each(|stmt| self.visit_stmt_mut(stmt));
    }
}

fn retained<T, P: Default>(all: Punctuated<T, P>, mut stays: impl FnMut(&mut T) -> bool) -> Punctuated<T, P> {
    let ends = all.trailing_punct();
    let mut kept = Punctuated::new();
    for mut part in all {
        if stays(&mut part) {
            kept.push(part);
        }
    }
    if ends && !kept.is_empty() {
        kept.push_punct(P::default());
    }
    kept
}

impl<F: FnMut(&mut Vec<Attribute>, bool) -> bool> VisitMut for Settle<F> {
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        self.stmts(&mut block.stmts);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Array(array) => self.exprs(&mut array.elems),
            Expr::Call(call) => self.exprs(&mut call.args),
            Expr::MethodCall(call) => self.exprs(&mut call.args),
            Expr::Tuple(tuple) => self.exprs(&mut tuple.elems),
            Expr::Match(choice) => choice.arms.retain_mut(|arm| (self.0)(&mut arm.attrs, true)),
            Expr::Struct(made) => {
                let fields = std::mem::take(&mut made.fields);
                made.fields = retained(fields, |field| (self.0)(&mut field.attrs, true));
            }
            _ => {}
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_pat_struct_mut(&mut self, pat: &mut syn::PatStruct) {
        let fields = std::mem::take(&mut pat.fields);
        pat.fields = retained(fields, |field| (self.0)(&mut field.attrs, true));
        visit_mut::visit_pat_struct_mut(self, pat);
    }

    /// Of macro calls a deferred one is read, and what holds one: the rest is no business of the compiler's `#[cfg]` yet.
    fn visit_macro_mut(&mut self, call: &mut Macro) {
        if !names::mentions_word(&call.tokens, &["cfg", "cfg_attr"]) {
            return;
        }
        let is_deferred = names::is_deferred(&call.path);
        if is_deferred && matches!(call.delimiter, MacroDelimiter::Brace(_)) {
            if let Some(mut stmts) = tokens::block_of(call) {
                self.stmts(&mut stmts);
                call.tokens = quote!(#(#stmts)*);
            }
        } else if (is_deferred || names::mentions_deferred_call(&call.tokens))
            && let Some(mut arguments) = tokens::arguments_of(call)
        {
            for argument in &mut arguments {
                self.visit_expr_mut(&mut argument.value);
            }
            call.tokens = arguments.into_token_stream();
        }
    }
}

/// The attributes in front of a statement, which the parser puts on what it begins with.
fn attributes_of_statement(expr: &mut Expr) -> Option<&mut Vec<Attribute>> {
    match expr {
        Expr::Assign(assign) => attributes_of_statement(&mut assign.left),
        Expr::Binary(binary) => attributes_of_statement(&mut binary.left),
        Expr::Cast(cast) => attributes_of_statement(&mut cast.expr),
        other => attributes(other),
    }
}

macro_rules! attributes_in {
    ($expr:ident, $($kind:ident)*) => {
        match $expr {
            $(Expr::$kind(expr) => Some(&mut expr.attrs),)*
            _ => None,
        }
    };
}

fn attributes(expr: &mut Expr) -> Option<&mut Vec<Attribute>> {
    attributes_in!(expr, Array Assign Async Await Binary Block Break Call Cast Closure Const Continue Field ForLoop Group
        If Index Infer Let Lit Loop Macro Match MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try
        TryBlock Tuple Unary Unsafe While Yield)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

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
