//! What a `#[cfg]` or `#[cfg_attr]` asks for.

use crate::syntax::names::is_one_of;
use crate::syntax::tokens;
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::BTreeMap;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{AttrStyle, Attribute, Meta, Token};

/// What a condition says.
pub enum Predicate {
    Atom(TokenStream),
    Not(Box<Predicate>),
    All(Vec<Predicate>),
    Any(Vec<Predicate>),
}

impl Predicate {
    fn of(meta: TokenStream) -> Option<Self> {
        let tokens: Vec<TokenTree> = meta.clone().into_iter().collect();
        match &*tokens {
            [] => None,
            [TokenTree::Ident(word)] if word == "true" => Some(Predicate::All(Vec::new())),
            [TokenTree::Ident(word)] if word == "false" => Some(Predicate::Any(Vec::new())),
            [TokenTree::Ident(word), TokenTree::Group(group)] if is_one_of(word, &["all", "any", "not"]) => {
                let parts = tokens::split_at_commas(group.stream()).into_iter();
                let mut parts = parts.map(Predicate::of).collect::<Option<Vec<_>>>()?;
                match &*word.to_string() {
                    "all" => Some(Predicate::All(parts)),
                    "any" => Some(Predicate::Any(parts)),
                    _ if parts.len() == 1 => parts.pop().map(|only| Predicate::Not(Box::new(only))),
                    _ => None,
                }
            }
            _ => Some(Predicate::Atom(meta)),
        }
    }

    /// That of one attribute: `cfg(p)`, or `cfg_attr(q, cfg(p))`, which asks for `p` where `q` is true, with what else it asks for.
    pub fn of_attribute(attr: &Attribute) -> Option<Self> {
        // One inside of a block, `#![cfg]`, is refused by rustc.
        let is_outer = matches!(attr.style, AttrStyle::Outer);
        is_outer.then(|| Predicate::of_meta(&attr.meta)).flatten()
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

    /// Adds the conditions that it is made of, by how they are written.
    pub fn atoms(&self, found: &mut BTreeMap<String, TokenStream>) {
        match self {
            Predicate::Atom(atom) => {
                found.entry(atom.to_string()).or_insert_with(|| atom.clone());
            }
            Predicate::Not(inner) => inner.atoms(found),
            Predicate::All(parts) | Predicate::Any(parts) => parts.iter().for_each(|part| part.atoms(found)),
        }
    }

    /// Adds it as a whole, whatever it is made of; what is the opposite of another is the same condition.
    pub fn whole(&self, found: &mut BTreeMap<String, TokenStream>) {
        match self {
            Predicate::Atom(_) => self.atoms(found),
            Predicate::Not(inner) => inner.whole(found),
            Predicate::All(parts) | Predicate::Any(parts) if parts.is_empty() => {}
            Predicate::All(_) | Predicate::Any(_) => {
                let written = self.to_token_stream();
                found.insert(written.to_string(), written);
            }
        }
    }

    /// Whether it holds, if that is known of it or of all that it is made of.
    pub fn is_true(&self, truth: &BTreeMap<&str, bool>) -> Option<bool> {
        if let Some(known) = truth.get(&*self.to_token_stream().to_string()) {
            return Some(*known);
        }
        let all = |parts: &[Predicate]| parts.iter().map(|part| part.is_true(truth)).collect::<Option<Vec<_>>>();
        match self {
            Predicate::Atom(_) => None,
            Predicate::Not(inner) => Some(!inner.is_true(truth)?),
            Predicate::All(parts) => Some(all(parts)?.into_iter().all(|part| part)),
            Predicate::Any(parts) => Some(all(parts)?.into_iter().any(|part| part)),
        }
    }
}

impl ToTokens for Predicate {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Predicate::Atom(atom) => atom.clone(),
            Predicate::Not(inner) => quote!(not(#inner)),
            Predicate::All(parts) => quote!(all(#(#parts),*)),
            Predicate::Any(parts) => quote!(any(#(#parts),*)),
        });
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
pub fn beside_condition(meta: &Meta) -> Option<Meta> {
    if !is_condition(meta) {
        return Some(meta.clone());
    }
    let (asked, inner) = asked_by(meta)?;
    let inner: Vec<Meta> = inner.iter().filter_map(beside_condition).collect();
    (!inner.is_empty()).then(|| syn::parse_quote!(cfg_attr(#asked, #(#inner),*)))
}
