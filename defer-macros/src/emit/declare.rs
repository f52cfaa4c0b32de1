//! How locals are declared: mutable, where a closure gives them back or a future holds them by `&mut`.

use super::Emit;
use crate::plan::data::Declared;
use crate::resolve::facts::LocalId;
use crate::spans;
use crate::syntax::patterns::declared_alone;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Pat, PatIdent, Stmt, Token};

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
            bound.mutability = Some(mut_of(&bound));
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
                    bound.mutability = Some(mut_of(bound));
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
            let keyword = mut_of(bound);
            bound.mutability.get_or_insert(keyword);
        }
        Some(self.spared_places(&[local]))
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

    pub(super) fn bound_again_from(&self, locals: &[LocalId], first: usize) -> TokenStream {
        let here = spans::ours();
        let changed = locals[first..].iter().map(|local| {
            let (place, name) = (self.spared_places(&[*local]), self.ident(*local));
            if self.facts.locals[*local].is_hidden {
                return place;
            }
            let (is_mut, declared) = (self.facts.locals[*local].is_mut, self.declared(*local));
            let keyword = (is_mut || declared != Declared::AsWritten).then(|| quote_spanned!(here=> mut));
            let used = is_mut.then(|| self.used_mutably(here, [name]));
            quote_spanned!(here=> #used #place let #keyword #name = #name;)
        });
        changed.collect()
    }

    /// The `mut` of a local that is declared alone, where it has one or needs one.
    pub(super) fn keyword_of(&self, local: LocalId, written: Option<Token![mut]>) -> Option<Token![mut]> {
        let ours = Some(Token![mut](spans::ours()));
        match self.declared(local) {
            Declared::AsWritten => written,
            Declared::MayBeMut => ours,
            Declared::Mut => written.or(ours),
        }
    }
}

/// The `mut` of a name that has none: what is wrong with the local is shown at the name, `ui-tests/fail/2_call/moved_parameter_of_a_closure.rs`.
fn mut_of(bound: &PatIdent) -> Token![mut] {
    Token![mut](spans::ours_at(bound.ident.span()))
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
