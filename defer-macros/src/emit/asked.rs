//! What rustc is asked, by code that never runs: whether what is taken to be so is.

use super::Emit;
use crate::plan::data::Split;
use crate::plan::leftovers::MovedPart;
use crate::resolve::facts::{LocalId, SiteId, Use};
use crate::spans;
use crate::syntax::{names, takes};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use std::collections::{BTreeMap, BTreeSet};
use syn::Member;

impl Emit<'_> {
    /// Names what the closure of a split is taken not to have moved: a pattern that binds nothing, in a closure, asks whether its local is there,
    /// whatever borrows that. A closure or async block of the user's may have captured a part of it alone, which is asked of then.
    pub(super) fn stays(&self, split: &Split) -> Option<TokenStream> {
        let here = spans::ours();
        let is_captured = |local: &&LocalId| self.is_captured(split, **local);
        let captured = || split.stays.iter().filter(is_captured);
        let whole: BTreeSet<_> = split.stays.iter().chain(&split.parts.stay).copied().collect();
        let whole = whole.into_iter().map(|local| {
            let name = self.name_behind(split.site, local);
            quote_spanned!(here=> let _ = #name;)
        });
        let used = captured().flat_map(|local| self.parts_used(split, *local));
        let is_asked = |local: &LocalId| split.stays.contains(local) && !is_captured(&local);
        // A cursor is the closure's in any case.
        let is_owned = |local: &LocalId| split.owns.contains(local) || split.owns_of_condition.contains(local);
        let stay = split.parts.parts_stay.iter();
        let stay = stay.filter(|(local, _)| !is_asked(local) && !is_owned(local));
        let stay = stay.map(|(local, path)| (*local, path));
        let parts: BTreeSet<_> = used.chain(stay).collect();
        let parts = parts.into_iter().map(|(local, path)| {
            let (name, fields) = self.part(split.site, local, path);
            quote_spanned!(here=> let _ = #name #(.#fields)*;)
        });
        let asked: TokenStream = whole.chain(parts).chain([self.unseen(split)]).collect();
        let taken = captured().map(|local| self.taken_again(split, *local));
        (!asked.is_empty()).then(|| quote_spanned!(here=> let _ = || { #asked }; #(#taken)*))
    }

    /// Asks whether nothing that leads to a part that is moved is a box. What borrows it lives on all the same: what names it is where
    /// control never comes.
    pub(super) fn asked_unboxed<'p>(
        &self,
        parts: impl IntoIterator<Item = (&'p MovedPart, &'p usize)>,
        site: Option<SiteId>,
    ) -> TokenStream {
        let asked = parts.into_iter().map(|(part, used)| {
            let there = spans::ours_at(self.source.uses[*used]);
            let (runtime, (name, fields)) = (self.runtime().at(there), self.part(site, part.local, &part.path));
            let leading = (0..fields.len()).map(|count| {
                let (leading, name) = (&fields[..count], &name);
                match part.is_matched {
                    true => quote_spanned!(there=> #runtime::unboxed(&#name #(.#leading)*);),
                    false => quote_spanned!(there=> part.leads_from(&#name #(.#leading)*);),
                }
            });
            let moved = quote_spanned!(there=> let part = &&#runtime::part(&#name #(.#fields)*););
            let moved = Some(moved).filter(|_| !part.is_matched);
            quote_spanned!(there=> let _ = || { #moved #(#leading)* };)
        });
        let asked: Vec<_> = asked.collect();
        if asked.is_empty() {
            return TokenStream::new();
        }
        let (here, runtime) = (spans::ours(), self.runtime());
        quote_spanned! {here=>
            #[allow(unreachable_code)]
            if let ::core::option::Option::Some(never) = #runtime::NEVER {
                #[allow(unused_imports)]
                use #runtime::{CopiedPart as _, MovedPart as _};
                #(#asked)*
                match never {}
            }
        }
    }

    /// A part of a local, as a name and fields.
    fn part(&self, site: Option<SiteId>, local: LocalId, path: &[String]) -> (Ident, Vec<Member>) {
        let name = self.name_behind(site, local);
        let fields = path.iter().map(|field| member(field, name.span())).collect();
        (name, fields)
    }

    fn name_behind(&self, site: Option<SiteId>, local: LocalId) -> Ident {
        spans::mentioned(self.ident(local), Some(self.place_of_site(site)))
    }

    /// Whether what stands around a split is a closure, of the user's or of another split, that may have captured a part of a local alone.
    fn is_captured(&self, split: &Split, local: LocalId) -> bool {
        let function = self.facts.function_of(self.scope_of(split));
        let outermost = self.plan.outermost_around(self.facts, local, split.rest.start);
        self.facts.locals[local].owner != function
            || outermost.is_some_and(|outermost| self.plan.splits[outermost].rest != split.rest)
    }

    /// The parts of a local that a rest uses.
    fn parts_used(&self, split: &Split, local: LocalId) -> impl Iterator<Item = (LocalId, &Vec<String>)> {
        let uses = self.uses_behind(split, local);
        let paths = uses.filter_map(|used| self.facts.parts.get(&used.at));
        paths.map(move |path| (local, path))
    }

    /// What patterns do to a local in a rest, again: what they have moved can't be moved twice.
    fn taken_again(&self, split: &Split, local: LocalId) -> TokenStream {
        let (place, name) = (self.place_of_site(split.site), self.name_behind(split.site, local));
        let there = spans::ours_at(place);
        let patterns = self
            .uses_behind(split, local)
            .filter_map(|used| self.source.apart.get(&used.at));
        let asked = patterns.map(|pattern| {
            quote_spanned! {there=>
                let _ = || {
                    #[allow(unused_variables, unreachable_patterns)]
                    match #name {
                        #pattern => {}
                        _ => {}
                    }
                };
            }
        });
        asked.collect()
    }

    fn uses_behind(&self, split: &Split, local: LocalId) -> impl Iterator<Item = &Use> {
        self.facts.uses_of(local, &split.rest)
    }

    /// Asks whether what a pattern is taken to leave nothing of has a `Drop` of its own, for which something would be left, and whether
    /// what is taken to be `Copy` is.
    pub(super) fn asked(&self, split: &Split) -> TokenStream {
        let mut asked = BTreeMap::new();
        for used in &split.taken_apart {
            asked
                .entry(self.facts.uses[*used].local)
                .or_insert(self.source.uses[*used]);
        }
        let apart = asked.into_iter().map(|(local, pattern)| {
            let (there, name) = (
                spans::ours_at(pattern),
                spans::mentioned(self.ident(local), Some(pattern)),
            );
            let runtime = self.runtime().at(there);
            quote_spanned!(there=> let _ = || #runtime::taken_apart(&#name);)
        });
        let inside = split.taken_apart.iter().flat_map(|used| self.asked_inside(*used));
        let copied = split.copied.iter().map(|local| {
            let there = spans::ours_at(self.source.local(*local).span());
            let (runtime, name) = (self.runtime().at(there), self.ident(*local));
            quote_spanned!(there=> let _ = || #runtime::copied(&#name);)
        });
        let dropless = split
            .dropless
            .iter()
            .map(|local| self.asked_dropless(*local, split.site));
        let unboxed = std::iter::once(self.asked_unboxed(&split.parts.unboxed, split.site));
        apart
            .chain(inside)
            .chain(copied)
            .chain(dropless)
            .chain(unboxed)
            .collect()
    }

    /// Asks whether something has no destructor. What borrows it lives on all the same: what names it is where control never comes.
    pub(super) fn asked_dropless(&self, local: LocalId, site: Option<SiteId>) -> TokenStream {
        let there = spans::ours_at(self.source.local(local).span());
        let name = spans::mentioned(self.ident(local), site.map(|site| self.place_of_site(Some(site))));
        let runtime = self.runtime().at(there);
        let check = match self.facts.borrowing.contains(&local) {
            true => quote_spanned!(there=> check_borrow),
            false => quote_spanned!(there=> check),
        };
        quote_spanned! {there=>
            {
                let asked = #runtime::Dropless::of();
                #[allow(unreachable_patterns, unreachable_code)]
                if let ::core::option::Option::Some(never) = #runtime::NEVER {
                    let _ = || asked.is_of(&#name);
                    match never {}
                }
                asked.#check();
            }
        }
    }

    /// The same of what lies further in.
    fn asked_inside(&self, used: usize) -> impl Iterator<Item = TokenStream> {
        let (local, pattern) = (self.facts.uses[used].local, self.source.uses[used]);
        let (there, name) = (
            spans::ours_at(pattern),
            spans::mentioned(self.ident(local), Some(pattern)),
        );
        let (runtime, mut inside) = (self.runtime().at(there), takes::name_inside());
        inside.set_span(there);
        let parts = self.source.inside.get(&used).into_iter().flatten();
        parts.map(move |part| {
            quote_spanned! {there=>
                let _ = || {
                    #[allow(unreachable_patterns)]
                    match &#name {
                        #part => #runtime::taken_apart(#inside),
                        _ => {}
                    }
                };
            }
        })
    }
}

pub(super) fn member(field: &str, there: Span) -> Member {
    match field.parse() {
        Ok(index) => Member::Unnamed(syn::Index { index, span: there }),
        Err(_) => Member::Named(names::field(field, there)),
    }
}
