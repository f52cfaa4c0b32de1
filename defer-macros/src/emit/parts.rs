//! A success that is built behind a closure: its other parts come out as data, and go into it there.

use super::Emit;
use super::blocks::Tail;
use super::ways::{Behind, Value};
use crate::plan::data::{Colour, Passage, SplitId, Through, Way, Ways};
use crate::resolve::facts::{ExitId, Part};
use crate::spans;
use crate::syntax::success;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::Expr;

impl Emit<'_> {
    /// The value of an exit where it is built, with what has come out of the closure by this way in its place.
    pub(super) fn built_behind(&self, built: Behind<'_>) -> Option<Expr> {
        let (mut value, way) = (self.written_value(built.exit)?.clone(), built.inner.unwrap_or_default());
        if way.is_empty() {
            return Some(value);
        }
        let mut places = 0..;
        success::each_part(&mut value, &mut |part| {
            let place = places.next().filter(|place| way.contains(place));
            if let Some(place) = place {
                *part = Expr::Verbatim(part_of(place).into_token_stream());
            }
            place.is_some()
        });
        Some(value)
    }

    /// Whether the value of an exit is a success that takes locals along from behind the closures.
    pub(super) fn takes_along(&self, exit: ExitId) -> bool {
        !self.exit_plan(exit).behind.is_empty()
    }

    /// What of a value that is built behind goes along by this way.
    pub(super) fn parts(&self, Behind { exit, inner }: Behind<'_>, way: &Way) -> TokenStream {
        let parts = way.parts.iter().map(|place| match inner {
            Some(inner) if !inner.contains(place) => self.part_as_written(exit, *place).unwrap_or_default(),
            _ => part_of(*place).into_token_stream(),
        });
        payload(parts)
    }

    /// The rest of a function behind a split: the value at its end comes out as one that is returned.
    pub(super) fn rest_with_value(&self, id: SplitId, ways: &Ways) -> (TokenStream, bool) {
        let split = &self.plan.splits[id];
        let rest = self.rest(split, Tail::AsWritten);
        let block = spans::braced(rest, self.end_of_rest(split));
        let place = self
            .last_of_rest(split)
            .map_or(spans::ours(), |_| self.source.scope(self.scope_of(split)).block);
        let value = Value::of(block.into_token_stream(), place);
        let way_out = self.way_out_of_return(split, ways, Some(value));
        let way_out = ways.carrier.wrap(self.runtime(), way_out);
        // Behind a split further in every way out leaves.
        let allowed = self.splits_again(split).then(spans::allow_diverging);
        let way_out = spans::value_at_end(way_out);
        (quote_spanned!(spans::ours()=> #allowed #way_out), true)
    }

    fn part_as_written(&self, exit: ExitId, place: usize) -> Option<TokenStream> {
        let mut value = self.written_value(exit)?.clone();
        let (mut found, mut places) = (None, 0..);
        success::each_part(&mut value, &mut |part| {
            if places.next() == Some(place) {
                found = Some(self.filled(part).into_token_stream());
            }
            false
        });
        found
    }

    /// The fields that the value of an exit takes along from behind.
    fn fields_taken(&self, exit: ExitId) -> Option<TokenStream> {
        let mut value = self.written_value(exit)?.clone();
        let parts = &self.facts.exits[exit].success.as_ref()?.parts;
        let (mut fields, mut parts) = (Vec::new(), parts.iter());
        success::each_part(&mut value, &mut |part| {
            let is_field = matches!(parts.next(), Some(Part::Field(_)));
            match part {
                Expr::Field(field) if is_field => fields.push(field.clone()),
                _ => {}
            }
            false
        });
        Some(own_fields(&fields))
    }

    /// What stands in front of a way out at the exit itself: the parts, each evaluated where it is expected, as it is in the value.
    /// What is only expected is never run, and shows that the value is a success: each constructor is a pattern.
    pub(super) fn evaluated(&self, built: Behind<'_>, passage: &Passage) -> Option<TokenStream> {
        let (here, runtime) = (Span::mixed_site(), self.runtime());
        let Behind { exit, inner: None } = built else {
            return None;
        };
        let (Through::Jump(jump), split) = (passage.way, passage.split) else {
            return None;
        };
        if !self.takes_along(exit) {
            return None;
        }
        let way = &self.ways(split)?.jumps[jump];
        let names = way.parts.iter().map(|place| part_of(*place)).collect::<Vec<_>>();
        let split = &self.plan.splits[split];
        let returned = self.returned(self.scope_of(split)).to_token_stream();
        let is_told = split.colour == Colour::Async && !success::has_infer(&returned);
        let mut expected = self.built_behind(Behind {
            exit,
            inner: Some(&way.parts),
        })?;
        let mut places = 0..;
        success::each_part(&mut expected, &mut |part| {
            let is_outside = places.next().is_some_and(|place| !way.parts.contains(&place));
            if is_outside {
                // To be borrowed for its type alone may keep a future from being sent (rule 8.5). It may coerce.
                *part = Expr::Verbatim(match is_told {
                    true => quote_spanned!(here=> #runtime::typed()),
                    false => quote_spanned!(here=> { let part = #runtime::typed_as(&#part); part }),
                });
            }
            is_outside
        });
        success::each_call(&mut expected, &mut |path, made| {
            let pattern = quote_spanned!(here=> match made { #path(..) => {} #[allow(unreachable_patterns)] _ => {} });
            *made = Expr::Verbatim(quote_spanned!(here=> #runtime::made(#made, |made| #pattern)));
        });
        let fields = self.fields_taken(exit);
        let values = way
            .parts
            .iter()
            .filter_map(|place| self.part_as_written(exit, *place))
            .collect::<Vec<_>>();
        Some(quote_spanned! {here=>
            #(let #names;)*
            if false {
                #(#names = #runtime::typed();)*
                #fields
                #runtime::success::<#returned>(#expected);
            }
            #(#names = #values;)*
        })
    }
}

/// Asks whether these are fields of `self` itself, and of nothing that it leads to: reading that may do anything.
fn own_fields(fields: &[syn::ExprField]) -> TokenStream {
    let asked = fields.iter().map(|field| {
        let (here, base, member) = (
            spans::ours_at(spans::around(field.to_token_stream()).0),
            &field.base,
            &field.member,
        );
        quote_spanned!(here=> match &#base { Self { #member: _, .. } => {} })
    });
    asked.collect()
}

/// A part of a value on its way out.
fn part_of(place: usize) -> Ident {
    format_ident!("part{place}", span = Span::mixed_site())
}

/// The parts that go along, as an expression or as a pattern.
fn payload(parts: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    let parts = parts.into_iter().collect::<Vec<_>>();
    match &*parts {
        [] => quote_spanned!(Span::mixed_site()=> ()),
        parts => super::tuple(parts),
    }
}

/// The pattern of the parts that come out by a way.
pub(super) fn pattern(way: &[usize]) -> TokenStream {
    payload(way.iter().map(|place| part_of(*place).into_token_stream()))
}
