//! How locals are declared: mutable, where a closure gives them back or a future holds them by `&mut`.

use super::Emit;
use crate::plan::data::Declared;
use crate::resolve::facts::LocalId;
use crate::spans;
use crate::syntax::names;
use crate::syntax::patterns::declared_alone;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Pat, PatIdent, Stmt};

impl Emit<'_> {
    /// Whether any of these locals is declared otherwise than it is written.
    pub(super) fn changes(&self, locals: &[LocalId]) -> bool {
        locals.iter().any(|local| self.declared(*local) != Declared::AsWritten)
    }

    /// The `let` that declares a local which gets its value later.
    pub(super) fn declaration(&self, local: LocalId) -> Option<TokenStream> {
        let (block, step) = self.declared.get(&local)?;
        let Stmt::Local(written) = &self.source.block(*block).stmts[*step] else {
            return None;
        };
        if matches!(written.pat, Pat::Ident(_)) && self.declared(local) == Declared::AsWritten {
            return Some(written.to_token_stream());
        }
        let names = declared_alone(&written.pat, None)?;
        let (bound, ty) = names.into_iter().find(|(bound, _)| bound.ident == *self.ident(local))?;
        let mut bound = bound.clone();
        if self.declared(local) != Declared::AsWritten {
            bound.mutability = Some(syn::Token![mut](spans::ours()));
        }
        let (attrs, keyword, end) = (&written.attrs, written.let_token, written.semi_token);
        let ty = ty.map(|ty| quote_spanned!(ty.span()=> : #ty));
        Some(quote!(#(#attrs)* #keyword #bound #ty #end))
    }

    /// What is left of such a `let` where it is written.
    pub(super) fn left_of_declaration(&self, locals: &[LocalId]) -> TokenStream {
        let left = locals.iter().filter(|local| !self.plan.sunk.contains(local));
        left.filter_map(|local| self.declaration(*local)).collect()
    }

    /// Makes the locals of a pattern mutable that have to be; gives the statements that do so where the pattern itself
    /// can't.
    pub(super) fn make_mutable(&self, pat: &mut Pat, locals: &[LocalId]) -> TokenStream {
        if locals.iter().any(|local| self.is_spared(*local)) {
            return self.spared_behind(locals);
        }
        if !self.changes(locals) {
            return TokenStream::new();
        }
        match simple(pat) {
            Some(bound) => {
                let may_be = locals.iter().all(|local| self.declared(*local) == Declared::MayBeMut);
                if may_be || bound.mutability.is_none() {
                    bound.mutability = Some(syn::Token![mut](spans::ours()));
                }
                TokenStream::new()
            }
            None => self.rebound_behind(pat, locals),
        }
    }

    /// The place of the only local of a `let`, in front of it; one that has to be is mutable there.
    pub(super) fn spared_in_front(&self, pat: &mut Pat, local: LocalId) -> Option<TokenStream> {
        let bound = simple(pat)?;
        if self.changes(&[local]) {
            bound.mutability.get_or_insert(syn::Token![mut](spans::ours()));
        }
        Some(self.spared_places(&[local]))
    }

    /// Makes locals of a pattern mutable behind it: where it isn't there, `mut` would change how the pattern binds the name.
    fn rebound_behind(&self, pat: &Pat, locals: &[LocalId]) -> TokenStream {
        let bound = names::bound_by(pat);
        let is_mutable = |name: &Ident| {
            bound
                .iter()
                .any(|bound| bound.mutability.is_some() && bound.ident == *name)
        };
        // All or none, so that they are dropped in their order.
        let all = locals.iter().any(|local| self.declared(*local) == Declared::MayBeMut);
        let again = locals
            .iter()
            .filter(|local| all || self.declared(**local) == Declared::Mut)
            .map(|local| self.ident(*local))
            .filter(|name| !is_mutable(name));
        again.map(rebound).collect()
    }

    /// The locals that a condition or an arm binds, made mutable at the head of the block where they are in view.
    pub(super) fn rebound(&self, locals: &[LocalId]) -> TokenStream {
        if locals.iter().any(|local| self.is_spared(*local)) {
            return self.spared_behind(locals);
        }
        let needed = locals.iter().filter(|local| self.declared(**local) == Declared::Mut);
        needed.map(|local| rebound(self.ident(*local))).collect()
    }

    /// Makes the locals mutable, each in the parameter that binds it; gives the statements for those that can't be there.
    pub(super) fn make_all_mutable<'p>(
        &self,
        parameters: impl IntoIterator<Item = &'p mut Pat>,
        locals: &[LocalId],
    ) -> TokenStream {
        if locals.iter().any(|local| self.is_spared(*local)) {
            return self.spared_behind(locals);
        }
        let mut again = TokenStream::new();
        for parameter in parameters {
            let bound = names::bound_by(parameter);
            let is_bound = |local: &&LocalId| bound.iter().any(|bound| bound.ident == *self.ident(**local));
            let own = locals.iter().filter(is_bound).copied().collect::<Vec<_>>();
            again.extend(self.make_mutable(parameter, &own));
        }
        again
    }

    /// The same with the function's own parameters.
    pub fn make_parameters_mutable<'p>(&self, parameters: impl IntoIterator<Item = &'p mut Pat>) -> TokenStream {
        let Some(function) = self.facts.scopes.ids().next() else {
            return TokenStream::new();
        };
        // Those of closures in it are parameters, too.
        let body = self.facts.blocks[self.facts.scopes[function].block].span.start;
        let own = self.facts.locals.iter();
        let own = own.filter(|(_, local)| local.is_parameter && local.from < body);
        let (receiver, own): (Vec<_>, Vec<_>) = own.map(|(id, _)| id).partition(|id| self.facts.locals[*id].is_self);
        let mut again = self.spared_places(&receiver);
        again.extend(match receiver.iter().any(|local| self.is_spared(*local)) {
            true => self.spared_behind(&own),
            false => self.make_all_mutable(parameters, &own),
        });
        again
    }
}

/// What is bound by a pattern that is its name alone.
fn simple(pat: &mut Pat) -> Option<&mut PatIdent> {
    let simple = match pat {
        Pat::Type(annotated) => &mut *annotated.pat,
        other => other,
    };
    match simple {
        Pat::Ident(bound) if bound.by_ref.is_none() && bound.subpat.is_none() => Some(bound),
        _ => None,
    }
}

/// Makes a local mutable where it is bound already.
fn rebound(name: &Ident) -> TokenStream {
    quote_spanned!(Span::mixed_site()=> let mut #name = #name;)
}
