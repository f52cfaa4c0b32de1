//! A split: what stands in front of the closure, what stands in it besides the rest of the block, and what runs behind it.

use super::blocks::Tail;
use super::gives::Gives;
use super::{Emit, left, tuple};
use crate::plan::data::{Action, Colour, Passes, Split, SplitId, ThreadKind};
use crate::resolve::facts::{LocalId, ReturnedShape, SiteId};
use crate::resolve::source::SiteSource;
use crate::spans;
use crate::syntax::names;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

impl Emit<'_> {
    /// All of a block from a place on where it is split.
    pub(super) fn split(&self, id: SplitId) -> TokenStream {
        let split = &self.plan.splits[id];
        let mut front = self.front(split);
        front.extend(self.hand(id));
        let run = self.settled(split, self.run_rest(id));
        front.extend(self.tied(split));
        let (asked, stays) = (self.asked(split), self.stays(split));
        let (places, mut stay) = self.kept_parts(id);
        front.extend(places);
        stay.extend(stays);
        let behind = match split.keeps {
            None => self.left_and_cleanup(split, run, stay),
            Some(slot) => {
                let (left, fill) = (left(), self.fill_kept(slot));
                quote_spanned!(Span::mixed_site()=> let #left = #run; #stay #fill)
            }
        };
        let inside = self.runs_inside(split);
        let failed = self.parts_behind_failure(id);
        let carry_on = self.carry_on(id);
        let last = self.last_behind(split);
        quote!(#front #inside #asked #behind #failed #carry_on #last)
    }

    /// The last statement of a block, where that stands behind all of its deferred calls.
    fn last_behind(&self, split: &Split) -> Option<TokenStream> {
        let around = split.around.map(|around| self.plan.splits[around].block);
        let actions = &self.block_plan(split.block).steps;
        let is_behind = actions.last() == Some(&Action::Behind) && around != Some(split.block);
        is_behind.then(|| self.statement(split.block, actions.len() - 1, Tail::WithoutValue))
    }

    /// What stands in front of the closure: items of the rest, the deferred call's values of now, slots.
    fn front(&self, split: &Split) -> TokenStream {
        let items = split.first.iter();
        let mut front: TokenStream = items
            .map(|step| self.statement(split.block, *step, Tail::AsWritten))
            .collect();
        front.extend(split.site.map(|site| self.values_now(site)));
        front.extend(self.declared_slots(&split.slots));
        front
    }

    /// What is left of a deferred call where it is written: its call, so that its import counts as used, and its values of now.
    fn values_now(&self, site: SiteId) -> TokenStream {
        let here = Span::mixed_site();
        let SiteSource {
            keeper,
            attrs,
            deferred,
            ..
        } = self.source.site(site);
        let mut code = keeper.to_token_stream();
        let begin = spans::begin_of(code.clone()).map_or(here, spans::ours_at);
        let taken = self.taken_now(site);
        // It begins and ends where the deferred call does: there rustc puts a `let` that it proposes, and a temporary's end.
        let end = taken
            .last()
            .cloned()
            .and_then(spans::end_of)
            .map_or(here, spans::ours_at);
        let names = deferred.now.iter().map(|value| {
            let (keyword, name) = (value.mutable.then(|| quote_spanned!(here=> mut)), &value.name);
            quote_spanned!(here=> #keyword #name)
        });
        // Several in one statement, as in that of the call: the temporaries of all end with it.
        let (names, taken) = match &*taken {
            [] => return code,
            [_] => (quote!(#(#names)*), quote!(#(#taken)*)),
            _ => (
                quote_spanned!(begin=> (#(#names),*)),
                quote_spanned!(begin=> (#(#taken),*)),
            ),
        };
        let (declared, end) = (quote_spanned!(begin=> let), quote_spanned!(end=> ;));
        code.extend(quote_spanned!(here=> #(#attrs)* #declared #names = #taken #end));
        code
    }

    /// What the values of now of a deferred call are.
    pub(super) fn taken_now(&self, site: SiteId) -> Vec<TokenStream> {
        let deferred = &self.source.site(site).deferred;
        let now = deferred.now.iter();
        let mut now = now
            .map(|value| self.filled(&value.expr).into_token_stream())
            .collect::<Vec<_>>();
        // A closure that takes the error says here what it takes.
        if let (Some(error), [callee]) = (&deferred.error, &mut *now) {
            let here = spans::ours_at(error.span());
            let (runtime, returned) = (self.runtime().at(here), self.returned(self.facts.sites[site].scope));
            *callee = quote_spanned!(here=> #runtime::on_error::<#returned, _>(#callee));
        }
        now
    }

    /// The call of the closure that holds the rest.
    fn run_rest(&self, id: SplitId) -> TokenStream {
        let split = &self.plan.splits[id];
        if self.facts.blocks[split.block].ends_outside {
            return self.match_outside(id);
        }
        let mut code = self.head(split);
        let gives = self.gives(split);
        let (rest, ends) = match &split.passes {
            Passes::Never => (self.rest(split, Tail::AsWritten), false),
            Passes::ClosureBehind => (self.rest(split, Tail::Behind), false),
            Passes::Value | Passes::End => (self.rest(split, Tail::AsWritten), self.ends_with_value(split)),
            Passes::Ways(ways) => self.rest_with_end(id, ways),
        };
        let places = self.places(split, &gives, ends);
        code.extend(self.sparing(id, &gives, rest, places.end, |_| true));
        match split.passes {
            Passes::Never => self.run_forever(split.colour, code, places),
            _ => self.run(split.colour, &gives, code, places),
        }
    }

    /// What the closure of a split returns.
    pub(super) fn gives(&self, split: &Split) -> Gives {
        match &split.passes {
            Passes::Never => Gives::Inferred,
            Passes::ClosureBehind => Gives::Unit,
            Passes::Value => Gives::of(&self.returned(self.scope_of(split))),
            Passes::End => match self.facts.next(split.block).has_value() {
                true => Gives::Inferred,
                false => Gives::Unit,
            },
            Passes::Ways(ways) => Gives::Type(self.carried_type(split, ways)),
        }
    }

    /// The rest of a block behind a split, the statement included that it is split around.
    pub(super) fn rest(&self, split: &Split, tail: Tail) -> TokenStream {
        let mut code = TokenStream::new();
        if split.site.is_none() {
            code.extend(self.statement(split.block, split.step, tail));
        }
        code.extend(self.statements_to(split.block, split.step + 1, tail));
        code
    }

    /// What stands at the head of the closure: what it declares, owns and holds.
    pub(super) fn head(&self, split: &Split) -> TokenStream {
        let here = Span::mixed_site();
        let runtime = self.runtime();
        let mut head = TokenStream::new();
        for local in &split.sunk {
            head.extend(self.declaration(*local));
        }
        head.extend(self.held(split));
        for owned in [&split.owns, &split.owns_of_condition] {
            if !owned.is_empty() {
                let owned = tuple(self.idents(owned));
                head.extend(quote_spanned!(here=> if false { #runtime::capture(#owned) }));
            }
        }
        for thread in &split.threads {
            head.extend(match thread.kind {
                ThreadKind::Moved => None,
                ThreadKind::First => self.declaration(thread.local),
                ThreadKind::Anew => Some(self.declared_anew(thread.local)),
                ThreadKind::AtEnd => Some(spans::declared_late(self.ident(thread.local))),
            });
        }
        head
    }

    /// What ties the locals that the closure declares once more to those in front of it, by code that never runs: they are of one type, and
    /// nothing borrows the old value, which may be `Copy`.
    fn tied(&self, split: &Split) -> TokenStream {
        let here = spans::ours();
        let anew = split.threads.iter().filter(|thread| thread.kind == ThreadKind::Anew);
        let tied = anew.map(|thread| {
            let (runtime, tie, given) = (self.runtime(), tie(thread.local), self.given_by_tie(thread.local));
            quote_spanned!(here=> let #tie = #runtime::Anew::of(); #given)
        });
        tied.collect()
    }

    fn declared_anew(&self, local: LocalId) -> TokenStream {
        let (declared, given) = (spans::declared_anew(self.ident(local)), self.given_by_tie(local));
        quote!(#declared #given)
    }

    fn given_by_tie(&self, local: LocalId) -> TokenStream {
        let (tie, name) = (tie(local), self.ident(local));
        spans::never_read(quote_spanned!(spans::ours()=> if false { #name = #tie.value(); }))
    }

    /// Holds by `&mut` what can be sent but not shared, so that the future that the rest is can be sent (rule 8.5).
    fn held(&self, split: &Split) -> Option<TokenStream> {
        let here = Span::mixed_site();
        let runtime = self.runtime();
        let places = |locals: &[LocalId]| -> Vec<_> {
            let places = locals.iter().flat_map(|local| self.places_held(split, *local));
            places.collect()
        };
        let (told, made) = (places(&split.holds_told), places(&split.holds_made));
        let told = self.captured_as_told(&told);
        let made = (!made.is_empty()).then(|| quote_spanned!(here=> #runtime::capture((#(&mut #made,)*));));
        (told.is_some() || made.is_some()).then(|| quote_spanned!(here=> if false { #told #made }))
    }

    /// Has rustc capture these by `&mut` where they can be sent but not shared.
    pub(super) fn captured_as_told(&self, told: &[impl ToTokens]) -> Option<TokenStream> {
        let runtime = self.runtime();
        (!told.is_empty()).then(|| {
            quote_spanned! {Span::mixed_site()=>
                use #runtime::{CapturedByMut as _, CapturedByRef as _};
                #(#told.__captured();)*
            }
        })
    }

    /// A local, or the parts of it that are used.
    fn places_held(&self, split: &Split, local: LocalId) -> Vec<TokenStream> {
        let name = self.ident(local);
        let here = name.span();
        let Some(parts) = split.holds_parts.get(&local) else {
            return vec![name.to_token_stream()];
        };
        let place = |part: &Vec<String>| {
            part.iter().fold(name.to_token_stream(), |place, field| {
                let member = match field.parse() {
                    Ok(index) => syn::Member::Unnamed(syn::Index { index, span: here }),
                    Err(_) => syn::Member::Named(names::field(field, here)),
                };
                quote_spanned!(here=> #place.#member)
            })
        };
        parts.iter().map(place).collect()
    }

    /// Takes the named result out of how the rest was left, or the ways out from their carrier, where deferred code looks at them.
    fn settled(&self, split: &Split, run: TokenStream) -> TokenStream {
        match &split.passes {
            Passes::Ways(ways) if ways.settles => match self.result(self.scope_of(split)) {
                Some(result) => ways
                    .carrier
                    .settle(self.runtime(), &run, result, self.place_of_split(split)),
                None => run,
            },
            Passes::Ways(ways) if ways.sees_value => {
                let returned = self.returned(self.scope_of(split));
                ways.carrier.uncarried(self.runtime(), &returned, run)
            }
            _ => run,
        }
    }

    /// Where a closure doesn't say what it gives and recovers, what is around it says that first: what doesn't fit is shown at
    /// `recover!()` (rule 7.3).
    fn typed_by_context(&self, split: &Split) -> Option<TokenStream> {
        let is_inferred = self.facts.scopes[self.scope_of(split)].returned == ReturnedShape::Inferred;
        let is_value = split.passes == Passes::Value && split.colour == Colour::Plain;
        let finish = self.finish(split.colour, spans::ours());
        (split.looks.at_panic && is_inferred && is_value)
            .then(|| quote_spanned!(Span::mixed_site()=> if false { return #finish; }))
    }

    /// Where an async scope's deferred code never comes to its end, nothing reads how the rest was left: that is none of the user's values.
    fn read_at_least(&self, split: &Split) -> Option<TokenStream> {
        let left = left();
        let is_lost = split.colour == Colour::Async && self.facts.sites[split.site?].never_ends;
        is_lost.then(|| quote_spanned!(Span::mixed_site()=> let _ = #left;))
    }

    /// Keeps how the rest was left, and runs the deferred code.
    fn left_and_cleanup(&self, split: &Split, run: TokenStream, stays: TokenStream) -> TokenStream {
        let here = Span::mixed_site();
        // What is unreachable is the deferred call.
        let site = self.place_of_site(split.site);
        let left = left();
        let code = match split.site {
            Some(site) => self.cleanup(site),
            None => self.code_of_slots(split),
        };
        let mutable = split.looks.changes_left.then(|| quote_spanned!(here=> mut));
        let mut run = spans::users_let(site, quote!(#mutable #left), run);
        run.extend(self.typed_by_context(split));
        run.extend(self.read_at_least(split));
        match split.colour {
            // What has been borrowed is part of a future up to the end of its scope.
            Colour::Async if split.looks.names_left => quote_spanned!(here=> let #left = { #run #stays #code #left };),
            _ => quote!(#run #stays #code),
        }
    }
}

fn tie(local: LocalId) -> Ident {
    Ident::new(&format!("anew{}", local.place()), Span::mixed_site())
}
