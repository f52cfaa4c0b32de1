//! The parameters of functions and closures: their patterns, the attributes on those, and what they are called where they get a name.

use crate::guesses;
use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, ExprClosure, FnArg, Pat, PatIdent, Signature};

/// A parameter of a function or closure that has a pattern.
pub struct Parameter<'p> {
    /// Which one it is.
    at: usize,
    /// The attributes in front of it. Those on a closure's that has no type are part of the pattern.
    attrs: Option<&'p mut Vec<Attribute>>,
    pub pat: &'p mut Pat,
}

impl<'p> Parameter<'p> {
    /// Those of a function but for its receiver.
    pub fn of_function(sig: &'p mut Signature) -> Vec<Self> {
        let typed = sig.inputs.iter_mut().enumerate().filter_map(|(at, input)| match input {
            FnArg::Typed(typed) => Some((at, typed)),
            FnArg::Receiver(_) => None,
        });
        let parameter = |(at, typed): (usize, &'p mut syn::PatType)| Parameter {
            at,
            attrs: Some(&mut typed.attrs),
            pat: &mut typed.pat,
        };
        typed.map(parameter).collect()
    }

    /// Those of a closure.
    pub fn of_closure(closure: &'p mut ExprClosure) -> Vec<Self> {
        let inputs = closure.inputs.iter_mut().enumerate();
        let parameter = |(at, input): (usize, &'p mut Pat)| match input {
            Pat::Type(typed) => Parameter {
                at,
                attrs: Some(&mut typed.attrs),
                pat: &mut typed.pat,
            },
            pat => Parameter { at, attrs: None, pat },
        };
        inputs.map(parameter).collect()
    }

    /// What it is called in the signature where it has a name: as rustc does in that of an async function, and rustdoc shows it.
    pub fn name(&self) -> Ident {
        match name_alone(self.pat) {
            Some(alone) => alone.ident.clone(),
            None => format_ident!(
                "__arg{}",
                self.at,
                span = Span::mixed_site().located_at(self.pat.span())
            ),
        }
    }

    /// Puts a name in the place of its pattern, and gives that.
    pub fn take_name(&mut self) -> Option<Pat> {
        if name_alone(self.pat).is_some() {
            return None;
        }
        let name = PatIdent {
            attrs: Vec::new(),
            by_ref: None,
            mutability: None,
            ident: self.name(),
            subpat: None,
        };
        Some(std::mem::replace(self.pat, Pat::Ident(name)))
    }

    /// What holds for a `let` that binds it, too; its conditions have been settled. What is expected is expected there alone.
    pub fn attrs_of_let(&mut self) -> Vec<Attribute> {
        const OF_LET: [&str; 6] = ["cfg_attr", "allow", "expect", "warn", "deny", "forbid"];
        let Some(attrs) = &mut self.attrs else {
            return Vec::new();
        };
        let mut of_let = (*attrs).clone();
        of_let.retain(|attr| OF_LET.iter().any(|name| attr.path().is_ident(name)));
        attrs.retain(|attr| !attr.path().is_ident("expect"));
        of_let
    }
}

/// What is bound by a pattern that is its name alone.
pub fn name_alone(pat: &Pat) -> Option<&PatIdent> {
    match pat {
        Pat::Ident(bound) if bound.by_ref.is_none() && bound.subpat.is_none() => Some(bound),
        _ => None,
    }
}

/// Whether a pattern leaves a part of its value where it is.
pub fn leaves_part(pat: &Pat) -> bool {
    struct Leaves(bool);
    impl<'a> Visit<'a> for Leaves {
        fn visit_pat(&mut self, pat: &'a Pat) {
            self.0 |= match pat {
                Pat::Wild(_) | Pat::Rest(_) | Pat::Macro(_) => true,
                Pat::Struct(parts) => parts.rest.is_some(),
                Pat::Ident(bound) => bound.by_ref.is_some() || guesses::is_capitalised(&bound.ident),
                _ => false,
            };
            visit::visit_pat(self, pat);
        }
    }
    let mut leaves = Leaves(false);
    leaves.visit_pat(pat);
    leaves.0
}
