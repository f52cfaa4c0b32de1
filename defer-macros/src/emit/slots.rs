//! Slots, which say whether a deferred call was reached, and hold what it needs: filled where it is, looked into behind the rest of
//! the block that declares them.

use super::gives::Gives;
use super::shown::Places;
use super::{Emit, left, tuple};
use crate::plan::data::{Colour, Declared, Slot, SlotId, Split};
use crate::resolve::facts::{LocalId, SiteId};
use crate::spans;
use crate::syntax::coverage::Extent;
use crate::syntax::site::Value;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Attribute;

impl<'a> Emit<'a> {
    /// The slots, empty.
    pub(super) fn declared_slots(&self, slots: &[SlotId]) -> TokenStream {
        let declared = slots.iter().map(|id| {
            let (slot, attrs) = (self.slot(*id), self.attrs_of_slot(&self.plan.slots[*id]));
            quote_spanned!(Span::mixed_site()=> #(#attrs)* let mut #slot = ::core::option::Option::None;)
        });
        declared.collect()
    }

    /// Fills the slot of a deferred call that needs nothing but its values of now.
    pub(super) fn fill_slot(&self, id: SlotId) -> TokenStream {
        let Some(site) = self.plan.slots[id].site else {
            return TokenStream::new();
        };
        let (source, slot, here) = (self.source.site(site), self.slot(id), Span::mixed_site());
        let (keeper, attrs) = (&source.keeper, &source.attrs);
        let held = match &*self.taken_now(site) {
            [] => quote!(()),
            now => tuple(now),
        };
        let fill = quote_spanned!(here=> #slot = ::core::option::Option::Some(#held););
        let elsewhere = self.runs_elsewhere(site);
        match attrs.is_empty() {
            true => quote!(#keeper #elsewhere #fill),
            false => {
                let fill = quote_spanned!(here=> #(#attrs)* { #fill });
                quote!(#keeper #elsewhere #fill)
            }
        }
    }

    fn runs_elsewhere(&self, site: SiteId) -> Option<TokenStream> {
        spans::runs_elsewhere(self.source.scope(self.facts.sites[site].code).extent)
    }

    /// Puts what deferred code needs of a block into a slot, behind the rest of the block.
    pub(super) fn fill_kept(&self, id: SlotId) -> TokenStream {
        let slot = &self.plan.slots[id];
        let (name, here) = (self.slot(id), self.place_of_slot(id));
        let inner = self.inner_slots(slot);
        let held = tuple(self.held_by(slot).into_iter().chain(inner.iter().cloned()));
        let mutable = slot.kept.iter().filter(|local| self.facts.locals[**local].is_mut);
        // It may be deferred code alone that needs them mutable, where they have come out of the slot.
        let used = self.used_mutably(here, mutable.map(|local| self.ident(*local)));
        let fill = quote_spanned!(here=> #name = ::core::option::Option::Some(#held););
        let fill = quote_spanned!(here=> #used #fill);
        match slot.site {
            Some(site) => {
                let elsewhere = self.runs_elsewhere(site);
                quote!(#elsewhere #fill)
            }
            // A local that only calls further in mention lives on only if one of them was reached (rule 3.4).
            None => quote_spanned!(here=> if #(#inner.is_some())||* { #fill }),
        }
    }

    /// The deferred code behind a split: that of all slots that have been filled, last reached first.
    pub(super) fn code_of_slots(&self, split: &Split) -> TokenStream {
        self.code_of(&split.slots, 1)
    }

    /// The deferred code of slots. All but the first `bare` run where a panic in them is noted, so that the others follow.
    fn code_of(&self, slots: &[SlotId], bare: usize) -> TokenStream {
        let here = Span::mixed_site();
        let (runtime, left) = (self.runtime(), left());
        let mut code = TokenStream::new();
        for (at, id) in slots.iter().enumerate().rev() {
            let slot = &self.plan.slots[*id];
            let (attrs, taken) = (self.attrs_of_slot(slot), self.if_reached(*id));
            code.extend(if at < bare {
                quote_spanned!(here=> #(#attrs)* #taken)
            } else {
                // A future can only be sent while a reference to what a panic carries is one of its own.
                let owns = (slot.colour == Colour::Async)
                    .then(|| quote_spanned!(here=> if false { #runtime::capture(&mut #left); }));
                let last = self.moved_in(&slot.last_of);
                let code = quote!(#owns #last #taken);
                let run = self.run(slot.colour, &Gives::Inferred, code, self.places_of_slot(slot));
                let supersede = quote_spanned!(here=> #runtime::supersede);
                let call = self.place_of_call_in(slot);
                let noted = spans::called(call, supersede, quote_spanned!(here=> #run, &mut #left));
                quote_spanned!(here=> #(#attrs)* #noted;)
            });
        }
        code
    }

    fn places_of_slot(&self, slot: &Slot) -> Places {
        let code = slot.site.map(|site| self.facts.sites[site].code);
        let (call, extent) = (self.place_of_call_in(slot), self.extent_of_slot(slot));
        Places {
            call,
            begin: call,
            end: call,
            beside: code.and_then(|code| self.beside_names_of(self.facts.scopes[code].block)),
            extent,
            written: None,
        }
    }

    /// Where the deferred code of a slot is written, and that of the slots in it.
    fn extent_of_slot(&self, slot: &Slot) -> Extent {
        let scope = match (self.site_in(slot), &*slot.inner) {
            (Some(site), []) => self.facts.sites[site].code,
            (Some(site), _) => self.facts.sites[site].scope,
            (None, _) => return Extent::none(),
        };
        self.source.scope(scope).extent
    }

    /// Where the first deferred call of a slot is written.
    pub(super) fn place_of_call_in(&self, slot: &Slot) -> Span {
        self.place_of_site(self.site_in(slot))
    }

    fn site_in(&self, slot: &Slot) -> Option<SiteId> {
        let mut inner = slot.inner.iter().map(|inner| &self.plan.slots[*inner]);
        slot.site.or_else(|| inner.find_map(|inner| self.site_in(inner)))
    }

    /// The deferred code of a slot, if that has been filled.
    fn if_reached(&self, id: SlotId) -> TokenStream {
        let here = Span::mixed_site();
        let (slot, name) = (&self.plan.slots[id], self.slot(id));
        let code = self.code_in_slot(slot);
        let (held, inner) = (self.held_by(slot), self.inner_slots(slot));
        let call = self.place_of_call_in(slot);
        if held.is_empty() && inner.is_empty() {
            let block = spans::users_block(call, code);
            return quote_spanned!(here=> if let ::core::option::Option::Some(()) = #name #block);
        }
        let mutable = self.mutable_in(slot);
        let taken = held.iter().chain(&inner).map(|name| {
            let keyword = mutable.contains(name).then(|| quote_spanned!(here=> mut));
            quote_spanned!(here=> #keyword #name)
        });
        let taken = tuple(taken);
        // An `#[allow(unused_mut)]` would hold for the user's code too.
        let used = self.used_mutably(here, &mutable);
        let block = spans::users_block(call, quote!(#used #code));
        quote_spanned!(here=> if let ::core::option::Option::Some(#taken) = #name #block)
    }

    /// Binds locals again, so that they are dropped where the deferred code of a slot has run, or would have.
    fn moved_in(&self, locals: &[LocalId]) -> TokenStream {
        let here = spans::ours();
        let moved = locals.iter().map(|local| {
            let name = self.ident(*local);
            let is_mut = self.facts.locals[*local].is_mut || self.declared(*local) != Declared::AsWritten;
            let keyword = is_mut.then(|| quote_spanned!(here=> mut));
            let used = is_mut.then(|| self.used_mutably(here, [name]));
            quote_spanned!(here=> let #keyword #name = #name; #used)
        });
        moved.collect()
    }

    /// What runs behind a block that has filled this slot: the deferred calls of the rest of the block first.
    fn code_in_slot(&self, slot: &Slot) -> TokenStream {
        match slot.site {
            None => self.code_of(&slot.inner, 1),
            Some(site) => {
                let mut code = self.code_of(&slot.inner, 0);
                code.extend(self.cleanup(site));
                code
            }
        }
    }

    /// The attributes of a deferred call, where they stand on its slot: not where that holds what others need, too.
    fn attrs_of_slot(&self, slot: &Slot) -> &'a [Attribute] {
        match slot.site {
            Some(site) if slot.kept.is_empty() => &self.source.site(site).attrs,
            _ => &[],
        }
    }

    /// What a slot holds besides other slots: values of now, then locals that live on (rule 3.4).
    fn held_by(&self, slot: &Slot) -> Vec<Ident> {
        let values = self.values_in(slot).iter().map(|value| value.name.clone());
        values.chain(self.idents(&slot.kept).into_iter().cloned()).collect()
    }

    /// Which of these the deferred code may change.
    fn mutable_in(&self, slot: &Slot) -> Vec<Ident> {
        let values = self.values_in(slot).iter().filter(|value| value.mutable);
        let values = values.map(|value| value.name.clone());
        values
            .chain(self.idents(&slot.may_change).into_iter().cloned())
            .collect()
    }

    fn values_in(&self, slot: &Slot) -> &'a [Value] {
        slot.site.map_or(&[], |site| &*self.source.site(site).deferred.now)
    }

    fn inner_slots(&self, slot: &Slot) -> Vec<Ident> {
        slot.inner.iter().map(|inner| self.slot(*inner)).collect()
    }

    /// Uses locals as mutable ones, so that rustc doesn't say that they needn't be.
    pub(super) fn used_mutably<'i>(
        &self,
        here: Span,
        mutable: impl IntoIterator<Item = &'i Ident>,
    ) -> Option<TokenStream> {
        let runtime = self.runtime();
        let mutable = mutable.into_iter().collect::<Vec<_>>();
        (!mutable.is_empty()).then(|| quote_spanned!(here=> if false { #runtime::capture((#(&mut #mutable,)*)); }))
    }
}
