//! Parameters where they don't stay as they are written: bound again where they change, have a place or go along into the future of an
//! async body. There rustc's own async functions are followed, which bind each again, and what its pattern binds, so that all are dropped
//! in the order of their parameters.

use super::Emit;
use crate::plan::data::Declared;
use crate::plan::kept_parts::KeptPart;
use crate::resolve::facts::LocalId;
use crate::spans;
use crate::syntax::names;
use crate::syntax::parameters::{Parameter, leaves_part, name_alone};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{FnArg, Pat, ReceiverKind, Signature, Token, Type};

impl Emit<'_> {
    /// Gives the statements that bind the parameters of a function again, as far as that is needed.
    pub fn bind_parameters(&self, parameters: Vec<Parameter<'_>>, along: &[Ident]) -> TokenStream {
        let Some(function) = self.facts.scopes.ids().next() else {
            return TokenStream::new();
        };
        // Those of closures in it are parameters, too.
        let body = self.facts.blocks[self.facts.scopes[function].block].span.start;
        let own = self.facts.locals.iter();
        let own = own.filter(|(_, local)| local.is_parameter && local.from < body);
        // What stays in a place has that already.
        let own = own.filter(|(id, _)| !(self.printed.stay.contains(id) && self.plan.handed.contains_key(id)));
        let (receiver, own): (Vec<_>, Vec<_>) = own.map(|(id, _)| id).partition(|id| self.facts.locals[*id].is_self);
        let mut again = self.spared_places(&receiver);
        let all = receiver.iter().any(|local| self.is_spared(*local));
        again.extend(self.bind_again(parameters, &own, along, (all, &self.printed.stay)));
        again
    }

    /// Makes `self` mutable where it, or a part of it, is given back.
    pub fn make_receiver_mutable(&self, sig: &mut Signature) {
        let Some(FnArg::Receiver(receiver)) = sig.inputs.first_mut() else {
            return;
        };
        let of_part = |part: &KeptPart| self.facts.locals[part.of].is_self;
        let mut receivers = self.facts.locals.iter().filter(|(_, local)| local.is_self);
        let is_given_back = receivers.any(|(local, _)| self.declared(local) == Declared::Mut);
        if !is_given_back && !self.plan.kept_parts.values().any(of_part) {
            return;
        }
        let there = spans::ours_at(receiver.self_token.span);
        // `&mut self` can't be assigned: the same with its type.
        if let ReceiverKind::Reference(and, lifetime, mutability) = &receiver.kind {
            let of_type = quote_spanned!(there=> #and #lifetime #mutability Self);
            receiver.kind = ReceiverKind::Typed(Token![:](there), Box::new(Type::Verbatim(of_type)));
        }
        receiver.mutability.get_or_insert(Token![mut](there));
    }

    /// The same with those of a closure, from where the first of them changes on, so that they are dropped in their order: all of them
    /// where what it has captured is dropped behind them.
    pub(super) fn bind_inputs(
        &self,
        parameters: Vec<Parameter<'_>>,
        locals: &[LocalId],
        along: &[Ident],
        all: bool,
    ) -> TokenStream {
        self.bind_again(parameters, locals, along, (all, &[]))
    }

    fn bind_again(
        &self,
        mut parameters: Vec<Parameter<'_>>,
        locals: &[LocalId],
        along: &[Ident],
        (all, stay): (bool, &[LocalId]),
    ) -> TokenStream {
        // What the future of the body borrows is not bound in that.
        let stays = |pat: &Pat| {
            let alone = name_alone(pat).map(|alone| &alone.ident);
            alone.is_some_and(|alone| stay.iter().any(|local| self.ident(*local) == alone))
        };
        let must_be_again = |parameter: &Parameter<'_>| {
            let own = self.bound_by(parameter.pat, locals);
            let is_pattern = name_alone(parameter.pat).is_none();
            let goes_apart = is_pattern && !along.is_empty() && !matches!(parameter.pat, Pat::Wild(_));
            let goes_unused = own.iter().any(|local| self.goes_along_unused(*local, along));
            let is_spared = own.iter().any(|local| self.is_spared(*local));
            all || is_spared || goes_apart || goes_unused || is_pattern && self.changes(&own)
        };
        // What only the spawner of `detach` names isn't in the future that it is given.
        let is_outside =
            |parameter: &Parameter<'_>| stays(parameter.pat) || !along.is_empty() && !along.contains(&parameter.name());
        let first = parameters.iter().position(must_be_again);
        let mut again = TokenStream::new();
        for (at, parameter) in parameters.iter_mut().enumerate() {
            let own = self.bound_by(parameter.pat, locals);
            let is_along = !along.is_empty();
            again.extend(match first {
                Some(first) if at >= first && !is_outside(parameter) => {
                    // What the first leaves behind is dropped behind all that is bound again.
                    let goes_apart = is_along || at > first && leaves_part(parameter.pat);
                    self.parameter_again(parameter, &own, goes_apart)
                }
                _ => {
                    if is_along && !stays(parameter.pat) {
                        parameter.take_name();
                    }
                    self.make_mutable(parameter.pat, &own)
                }
            });
        }
        again
    }

    /// Binds a parameter again; one without a name gets one, since it would be dropped behind all others.
    fn parameter_again(&self, parameter: &mut Parameter<'_>, own: &[LocalId], goes_apart: bool) -> TokenStream {
        let here = spans::ours();
        let attrs = parameter.attrs_of_let();
        if let Pat::Ident(bound) = &mut *parameter.pat
            && let ([local], true) = (own, bound.by_ref.is_none() && bound.subpat.is_none())
        {
            let written = bound.mutability.take();
            let keyword = self.keyword_of(*local, written);
            let (place, name) = (self.spared_places(own), &bound.ident);
            return quote_spanned!(here=> #place #(#attrs)* let #keyword #name = #name;);
        }
        if !goes_apart && !matches!(parameter.pat, Pat::Wild(_)) {
            return self.bound_again_from(own, 0);
        }
        let pat = parameter.take_name();
        let name = parameter.name();
        let parts = pat.filter(|pat| !matches!(pat, Pat::Wild(_)));
        let parts = parts.map(|pat| {
            let pat = pat.into_token_stream();
            let declared = quote_spanned!(here=> #pat);
            let there = spans::around(pat);
            let (keyword, end) = (quote_spanned!(there.0=> let), quote_spanned!(there.1=> ;));
            quote_spanned!(here=> #(#attrs)* #keyword #declared = #name #end)
        });
        let again = self.bound_again(own);
        quote_spanned!(here=> let #name = #name; #parts #again)
    }

    fn bound_by(&self, parameter: &Pat, locals: &[LocalId]) -> Vec<LocalId> {
        let (bound, macros) = (names::bound_by(parameter), names::macros_of(parameter));
        let is_bound = |local: &&LocalId| {
            let (name, hidden) = (self.ident(**local), &self.facts.locals[**local]);
            let in_macro = |tokens: &&TokenStream| hidden.is_hidden && names::first_of(tokens, &hidden.name).is_some();
            bound.iter().any(|bound| bound.ident == *name) || macros.iter().any(in_macro)
        };
        locals.iter().filter(is_bound).copied().collect()
    }

    /// Whether a parameter goes into a future that doesn't name it, so that rustc has to be shown that.
    fn goes_along_unused(&self, local: LocalId, along: &[Ident]) -> bool {
        let name = self.ident(local);
        let is_unused = !self.uses.contains_key(&local) && !name.to_string().starts_with('_');
        is_unused && along.contains(name)
    }

    /// Whether the body of an async closure may move what a parameter holds: what it does move is in its future, so that all are to be.
    pub(super) fn may_move(&self, parameters: &[LocalId]) -> bool {
        let moves = |local: &LocalId| {
            let known = &self.facts.locals[*local];
            let mut uses = self.uses.get(local).into_iter().flatten();
            let moves = uses.any(|at| self.facts.uses[*at].how.may_move());
            moves && !known.is_copy
        };
        parameters.iter().any(moves)
    }
}
