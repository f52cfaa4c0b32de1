//! How locals are declared: mutable, where a closure gives them back or a future holds them by `&mut`.

use super::Emit;
use crate::plan::data::Declared;
use crate::resolve::facts::LocalId;
use crate::spans;
use crate::syntax::names;
use crate::syntax::patterns::declared_alone;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
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
            return self.bound_again(locals);
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
            None => self.bound_again(locals),
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

    /// Makes the locals mutable, each in the parameter that binds it, or all of them behind, so that they are dropped in their order.
    pub(super) fn make_all_mutable<'p>(
        &self,
        parameters: impl IntoIterator<Item = &'p mut Pat>,
        locals: &[LocalId],
    ) -> TokenStream {
        let mut parameters: Vec<_> = parameters.into_iter().collect();
        let must_be_again = |parameter: &mut &mut Pat| {
            let own = self.bound_by(parameter, locals);
            let is_spared = own.iter().any(|local| self.is_spared(*local));
            is_spared || self.changes(&own) && simple(parameter).is_none()
        };
        if let Some(first) = parameters.iter_mut().position(must_be_again) {
            return self.parameters_again(&mut parameters[first..], locals);
        }
        for parameter in parameters {
            let own = self.bound_by(parameter, locals);
            self.make_mutable(parameter, &own);
        }
        TokenStream::new()
    }

    /// Binds parameters again in their order; one without a name gets one, since it would be dropped behind all others.
    fn parameters_again(&self, parameters: &mut [&mut Pat], locals: &[LocalId]) -> TokenStream {
        let again = parameters.iter_mut().enumerate().map(|(at, parameter)| {
            if let Pat::Wild(unnamed) = &mut **parameter {
                let name = format_ident!("_unnamed{at}", span = spans::ours_at(unnamed.span()));
                **parameter = Pat::Verbatim(name.to_token_stream());
                return quote_spanned!(spans::ours()=> let #name = #name;);
            }
            let own = self.bound_by(parameter, locals);
            match simple(parameter) {
                // It has got a name before.
                Some(PatIdent { ident, .. }) if own.is_empty() => quote_spanned!(spans::ours()=> let #ident = #ident;),
                _ => self.bound_again_from(&own, 0),
            }
        });
        again.collect()
    }

    fn bound_by(&self, parameter: &Pat, locals: &[LocalId]) -> Vec<LocalId> {
        let bound = names::bound_by(parameter);
        let is_bound = |local: &&LocalId| bound.iter().any(|bound| bound.ident == *self.ident(**local));
        locals.iter().filter(is_bound).copied().collect()
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
        let mut parameters: Vec<_> = parameters.into_iter().collect();
        let must_be_again = receiver.iter().any(|local| self.is_spared(*local))
            || own.iter().any(|local| self.goes_along_unused(*local));
        again.extend(match must_be_again {
            true => self.parameters_again(&mut parameters, &own),
            false => self.make_all_mutable(parameters, &own),
        });
        again
    }

    /// Whether a parameter goes into a future that doesn't name it, so that rustc has to be shown that.
    fn goes_along_unused(&self, local: LocalId) -> bool {
        let name = self.ident(local);
        let is_unused = !self.uses.contains_key(&local) && !name.to_string().starts_with('_');
        is_unused && self.printed.parameters.contains(name)
    }

    /// Binds locals again behind their pattern where they are to be mutable or have a place: from the first such on, each in front of
    /// the next, since they are dropped in that order.
    pub(super) fn bound_again(&self, locals: &[LocalId]) -> TokenStream {
        let changes = |local: &LocalId| self.is_spared(*local) || self.declared(*local) != Declared::AsWritten;
        match locals.iter().position(changes) {
            Some(first) => self.bound_again_from(locals, first),
            None => TokenStream::new(),
        }
    }

    fn bound_again_from(&self, locals: &[LocalId], first: usize) -> TokenStream {
        let here = spans::ours();
        let changed = locals[first..].iter().map(|local| {
            let (place, name) = (self.spared_places(&[*local]), self.ident(*local));
            let (is_mut, declared) = (self.facts.locals[*local].is_mut, self.declared(*local));
            let keyword = (is_mut || declared != Declared::AsWritten).then(|| quote_spanned!(here=> mut));
            let used = is_mut.then(|| self.used_mutably(here, [name]));
            quote_spanned!(here=> #used #place let #keyword #name = #name;)
        });
        changed.collect()
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
