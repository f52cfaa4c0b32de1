//! Behind a closure whose ways out are data: their type, and the arms that carry each of them on.

use super::Emit;
use super::parts;
use super::ways::{Behind, Value, payload};
use crate::plan::data::{Carrier, Leaving, Passage, Passes, Split, SplitId, Way, WayTo, WayValue, Ways};
use crate::resolve::facts::{ExitId, LocalId, ScopeId, ScopeKind, Target};
use crate::resolve::next::Next;
use crate::spans;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Lifetime;
use syn::spanned::Spanned;

/// One arm: what comes out of the closure, and what is done with it.
struct Arm<'w> {
    /// The name of the way, and what the pattern has around its payload.
    way: &'static str,
    jump: Option<usize>,
    /// Where the value that comes out is written.
    value: Option<Span>,
    given_back: &'w [LocalId],
    restored: &'w [LocalId],
    leave: Option<Leave<'w>>,
}

/// What leaves the place behind the closure.
#[derive(Clone, Copy)]
struct Leave<'w> {
    scope: ScopeId,
    to: Target,
    /// The value that is built here.
    built: Option<Behind<'w>>,
    on: Option<&'w Passage>,
    /// Where that is, for the closure around.
    at: Leaving,
}

impl Emit<'_> {
    /// What carries on how the rest of a split was left.
    pub(super) fn carry_on(&self, id: SplitId) -> TokenStream {
        let here = Span::mixed_site();
        let split = &self.plan.splits[id];
        let call = self.place_of_end_of_call(split);
        let finish = self.finish(split.colour, call);
        let next = self.facts.next(split.block);
        match &split.passes {
            Passes::Never => self.finish_never(split.colour, call),
            Passes::Value => spans::value_at_end(finish),
            Passes::ClosureBehind => {
                let finish = spans::maybe_unreachable(finish);
                let closure = self.source.block(split.block).stmts.last().cloned();
                let closure = closure.map(|mut closure| {
                    self.fill_stmt(&mut closure);
                    closure
                });
                quote_spanned!(here=> #finish; #closure)
            }
            Passes::End => match next.has_value() {
                true => {
                    let value = spans::value(self.place_of_end(split.block), true);
                    spans::value_at_end(quote_spanned!(here=> match #finish { #value => #value }))
                }
                false => {
                    let finish = spans::maybe_unreachable(finish);
                    quote_spanned!(here=> #finish;)
                }
            },
            Passes::Ways(_) if next == Next::Named => {
                let finish = spans::maybe_unreachable(finish);
                quote_spanned!(here=> #finish;)
            }
            Passes::Ways(ways) => {
                let arms = self.arms(id, ways);
                // Where deferred code looks at the ways out, they have been taken out of their carrier before.
                match ways.settles || ways.sees_value {
                    true => unwrapped(&finish, &arms),
                    false => self.unwrap(id, ways, &finish, &arms),
                }
            }
        }
    }

    /// The type of what the closure returns.
    pub(super) fn carried_type(&self, split: &Split, ways: &Ways) -> TokenStream {
        let here = Span::mixed_site();
        let way_out = self.way_out_type(split, ways);
        match ways.carrier {
            Carrier::Bare => way_out,
            Carrier::Result | Carrier::PollResult => {
                // A type that is none of those is shown where it is written.
                let returned = self.returned(self.scope_of(split));
                let there = spans::ours_at(returned.span());
                let (runtime, returned) = (self.runtime().at(there), returned.around_any_value());
                quote_spanned!(there=> #runtime::Carried<#returned, #way_out>)
            }
            Carrier::Poll => quote_spanned!(here=> ::core::task::Poll<#way_out>),
        }
    }

    /// The type of the ways out; `Never` stands for those that don't occur.
    fn way_out_type(&self, split: &Split, ways: &Ways) -> TokenStream {
        let (here, runtime) = (Span::mixed_site(), self.runtime());
        let never = quote_spanned!(here=> #runtime::Never);
        let next = match (self.facts.next(split.block), &ways.next) {
            (Next::Nowhere { .. }, _) | (_, None) => never.clone(),
            (next, _) if next.has_value() => quote_spanned!(here=> _),
            (_, Some(next)) if next.given_back.is_empty() => quote_spanned!(here=> ()),
            _ => quote_spanned!(here=> _),
        };
        let others = [
            ways.breaks.as_ref().map(|_| quote_spanned!(here=> _)),
            ways.returns.then(|| self.returned_type(split, ways)),
            (!ways.jumps.is_empty()).then(|| self.jump_type(ways)),
        ];
        let written = others.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        let others = others[..written].iter().map(|other| other.as_ref().unwrap_or(&never));
        quote_spanned!(here=> #runtime::WayOut<#next #(, #others)*>)
    }

    /// What comes out with a `return`; where the named result is assigned, a value only if one was written.
    fn returned_type(&self, split: &Split, ways: &Ways) -> TokenStream {
        let returned = self.returned(self.scope_of(split));
        match ways.settles {
            true => quote_spanned!(Span::mixed_site()=> ::core::option::Option<#returned>),
            false => returned.to_token_stream(),
        }
    }

    fn jump_type(&self, ways: &Ways) -> TokenStream {
        let (here, runtime) = (Span::mixed_site(), self.runtime());
        let last = quote_spanned!(here=> #runtime::Jump<_>);
        let others = ways.jumps.iter().skip(1);
        others.fold(last, |others, _| quote_spanned!(here=> #runtime::Jump<_, #others>))
    }

    /// Carries a way out on that comes in its carrier.
    fn unwrap(&self, id: SplitId, ways: &Ways, finish: &TokenStream, arms: &TokenStream) -> TokenStream {
        let here = Span::mixed_site();
        let runtime = self.runtime();
        let returned = self.returned(self.scope_of(&self.plan.splits[id]));
        match ways.carrier {
            Carrier::Bare => unwrapped(finish, arms),
            Carrier::Result => {
                let question = quote_spanned!(spans::ours_at(returned.span())=> ?);
                unwrapped(&self.attempt(Leaving::Carried(id), finish, &question), arms)
            }
            Carrier::PollResult => {
                let early = quote_spanned!(here=> early);
                self.unwrap_early(id, ways, &returned.to_token_stream(), early, finish, arms)
            }
            Carrier::Poll => {
                let pending = quote_spanned!(here=> #runtime::Pending<#returned>);
                let early = quote_spanned!(here=> early);
                self.unwrap_early(id, ways, &pending, early, finish, arms)
            }
        }
    }

    /// The same where `?` can't carry on its early end.
    fn unwrap_early(
        &self,
        id: SplitId,
        ways: &Ways,
        carrier: &TokenStream,
        early: TokenStream,
        finish: &TokenStream,
        arms: &TokenStream,
    ) -> TokenStream {
        let here = Span::mixed_site();
        let runtime = self.runtime();
        let leave = Leave {
            scope: self.scope_of(&self.plan.splits[id]),
            to: Target::Return,
            built: None,
            on: ways.early.as_ref(),
            at: Leaving::Early(id),
        };
        let leave = self.leave(leave, Some(Value::of(early, here)), None);
        spans::value_at_end(quote_spanned! {here=>
            match <#carrier as #runtime::Carry>::uncarry(#finish) {
                ::core::result::Result::Ok(way) => match way { #arms },
                ::core::result::Result::Err(early) => #leave,
            }
        })
    }

    /// The arms that carry each way on.
    fn arms(&self, id: SplitId, ways: &Ways) -> TokenStream {
        let split = &self.plan.splits[id];
        let scope = self.scope_of(split);
        let next = ways.next.iter().map(|next| Arm {
            way: "Next",
            jump: None,
            value: (self.facts.next(split.block).has_value()).then(|| self.place_of_end(split.block)),
            given_back: &next.given_back,
            restored: &next.restored,
            leave: None,
        });
        let breaks = ways
            .breaks
            .iter()
            .map(|way| self.arm_of(scope, Leaving::Break(id), None, way));
        let returns = ways.returns.then(|| Arm {
            way: "Return",
            jump: None,
            value: (!ways.settles).then(|| self.place_of_split(split)),
            given_back: &[],
            restored: &[],
            leave: Some(Leave {
                scope,
                to: Target::Return,
                built: None,
                on: ways.returned.as_ref(),
                at: Leaving::Returned(id),
            }),
        });
        let jumps = ways.jumps.iter().enumerate();
        let jumps = jumps.map(|(at, way)| self.arm_of(scope, Leaving::Jump(id, at), Some(at), way));
        let arms = next.chain(breaks).chain(returns).chain(jumps);
        arms.map(|arm| self.arm(&arm)).collect()
    }

    fn arm_of<'w>(&self, scope: ScopeId, at: Leaving, jump: Option<usize>, way: &'w Way) -> Arm<'w> {
        let (value, leave) = match way.to {
            WayTo::End => (None, None),
            WayTo::Exit { to, value } => (
                match value {
                    WayValue::Carried(exit) => Some(self.place_of_value(exit)),
                    _ => None,
                },
                Some(Leave {
                    scope,
                    to,
                    built: way.built().map(|exit| Behind {
                        exit,
                        inner: Some(&way.parts),
                    }),
                    on: way.on.as_ref(),
                    at,
                }),
            ),
        };
        Arm {
            way: if jump.is_some() { "Jump" } else { "Break" },
            jump,
            value,
            given_back: &way.given_back,
            restored: &way.restored,
            leave,
        }
    }

    /// Where the value of an exit is written.
    fn place_of_value(&self, exit: ExitId) -> Span {
        match self.written_value(exit) {
            Some(value) => self.place_of(value),
            None => spans::ours(),
        }
    }

    fn arm(&self, arm: &Arm<'_>) -> TokenStream {
        let here = Span::mixed_site();
        let value = arm.value.map(|place| spans::value(place, arm.given_back.is_empty()));
        let back: Vec<_> = arm.given_back.iter().map(|local| self.back(*local)).collect();
        let inside = match arm.leave.and_then(|leave| leave.built?.inner) {
            Some(inner @ [_, ..]) => parts::pattern(inner),
            _ => payload(value.as_ref().map(Ident::to_token_stream), &back),
        };
        let inside = match arm.jump {
            Some(at) => self.chosen(at, inside),
            None => inside,
        };
        let pattern = self.way_out(arm.way, inside);
        let value = value.map(|value| Value::of(value.to_token_stream(), value.span()));
        let restored = self.restored(arm.restored);
        if !arm.given_back.is_empty() || restored.is_some() {
            let given_back = arm.given_back.iter().map(|local| self.take_back(*local));
            let leave = match arm.leave {
                Some(leave) => self.leave(leave, value, None),
                None => value.map(|value| value.code).unwrap_or_default(),
            };
            return quote_spanned!(here=> #pattern => { #(#given_back)* #restored #leave });
        }
        match (arm.leave, value) {
            (None, None) => quote_spanned!(here=> #pattern => {}),
            (None, Some(Value { code, .. })) => quote_spanned!(here=> #pattern => #code,),
            (Some(leave), value) => {
                let place = value.as_ref().map(|value| value.place);
                let leave = self.leave(leave, value, place);
                quote_spanned!(here=> #pattern => #leave,)
            }
        }
    }

    /// Leaves the place behind a closure, in its turn through the closure around, if there is one to leave; what is written there
    /// stands at `place`.
    fn leave(&self, leave: Leave<'_>, value: Option<Value>, place: Option<Span>) -> TokenStream {
        let value = match leave.built.and_then(|built| self.built_behind(built)) {
            Some(built) => Some(Value::of(built.to_token_stream(), self.place_of(&built))),
            None => value,
        };
        let here = spans::ours();
        let label = self.label_of(leave.at);
        let keyword = match &label {
            Some(label) => quote_spanned!(here=> break #label),
            None => quote_spanned!(here=> return),
        };
        match leave.on {
            Some(passage) if self.is_data(passage) => {
                let way_out = self.passed(passage, value, leave.built);
                quote!(#keyword #way_out)
            }
            Some(passage) if self.plan.splits[passage.split].passes == Passes::End => {
                let value = value.map(|value| value.code);
                quote!(#keyword #value)
            }
            _ => {
                let left = self.leave_natively(leave, value, place, label);
                match self.spared_at_jump(leave.at) {
                    Some(spare) => quote_spanned!(here=> { #spare #left }),
                    None => left,
                }
            }
        }
    }

    fn leave_natively(
        &self,
        leave: Leave<'_>,
        value: Option<Value>,
        place: Option<Span>,
        label: Option<Lifetime>,
    ) -> TokenStream {
        let there = spans::leaving(place);
        let value = value.map(|value| value.code);
        match leave.to {
            Target::Return => {
                let keyword = match label {
                    Some(label) => quote_spanned!(there=> break #label),
                    None => quote_spanned!(there=> return),
                };
                let value = value.or_else(|| self.result(leave.scope).map(ToTokens::to_token_stream));
                quote!(#keyword #value)
            }
            Target::Break(frame) => {
                let label = self.label_behind(frame);
                // The loop around needs no label, and an unused one of the user's is to be seen.
                let is_around = self.facts.scopes[leave.scope].kind == ScopeKind::Iteration(frame);
                let written = self.labels.get(&frame).copied();
                let written = written.filter(|_| !is_around || self.left_by_name.contains(&frame));
                let label = label.as_ref().or(written);
                let keyword = quote_spanned!(there=> break);
                quote!(#keyword #label #value)
            }
            Target::Continue(frame) => {
                let (keyword, label) = (quote_spanned!(there=> continue), self.labels.get(&frame));
                quote!(#keyword #label)
            }
        }
    }
}

/// Looks at a way out that comes in no carrier.
fn unwrapped(finish: &TokenStream, arms: &TokenStream) -> TokenStream {
    spans::value_at_end(quote_spanned!(Span::mixed_site()=> match #finish { #arms }))
}
