//! Ways out as data: what a closure returns where the user's code leaves more than the closure.

use super::Emit;
use super::blocks::Tail;
use crate::plan::data::{Leaving, Passage, Passes, Split, SplitId, Through, Way, WayTo, WayValue, Ways};
use crate::resolve::facts::{ExitId, LocalId, Target};
use crate::resolve::next::Next;
use crate::spans;
use crate::syntax::names::{self, Names};
use crate::syntax::returned::Returned;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprBreak, ExprReturn, Lifetime, Token};

/// A value that is built behind the closure.
#[derive(Clone, Copy)]
pub(super) struct Behind<'w> {
    pub exit: ExitId,
    /// Which parts of it have come out of a closure further in.
    pub inner: Option<&'w [usize]>,
}

/// A value on its way out.
pub(super) struct Value {
    pub code: TokenStream,
    /// Where it is written.
    pub place: Span,
}

impl Value {
    pub(super) fn of(code: TokenStream, place: Span) -> Self {
        Value { code, place }
    }
}

impl Emit<'_> {
    /// A `return`, `break` or `continue` as it comes out.
    pub(super) fn exit(&self, id: ExitId) -> Expr {
        let plan = self.exit_plan(id);
        let written = self.source.exit(id);
        let label = self.label_of(Leaving::Exit(id));
        match &plan.through {
            Some(passage) if self.is_data(passage) => {
                let built = Behind { exit: id, inner: None };
                let way_out = self.passed(passage, self.value_of(id), Some(built));
                leaving(written, label, Some(way_out))
            }
            Some(passage) if self.plan.splits[passage.split].passes == Passes::End => {
                leaving(written, label, self.value_of(id).map(|value| value.code))
            }
            _ if plan.ends_early => leaving(written, label, self.value_of(id).map(|value| value.code)),
            _ => self.native(id, written, label),
        }
    }

    /// One that stays: outside of all closures a function with a named result returns that.
    fn native(&self, id: ExitId, written: &Expr, label: Option<Lifetime>) -> Expr {
        let result = self.result(self.facts.exits[id].scope);
        let mut native = self.filled(written);
        if let (Expr::Return(leave), Some(result)) = (&mut native, result) {
            leave.expr.get_or_insert_with(|| Box::new(result.clone()));
        }
        if label.is_some() {
            let value = match &native {
                Expr::Return(leave) => leave.expr.to_token_stream(),
                _ => TokenStream::new(),
            };
            return leaving(written, label, Some(value));
        }
        if let (Expr::Break(leave), Target::Break(frame)) = (&mut native, self.facts.exits[id].to) {
            leave.label = self.label_behind(frame).or(leave.label.take());
        }
        match (self.spared_at_jump(Leaving::Exit(id)), &mut native) {
            (None, _) => native,
            (Some(spare), Expr::Break(leave)) if leave.expr.is_some() => {
                let value = leave
                    .expr
                    .replace(Box::new(Expr::Verbatim(quote_spanned!(spans::ours()=> value))));
                Expr::Verbatim(quote_spanned!(spans::ours()=> { let value = #value; #spare #native }))
            }
            (Some(spare), native) => Expr::Verbatim(quote_spanned!(spans::ours()=> { #spare #native })),
        }
    }

    /// The value that an exit takes along; one of deferred code that `?` may leave early takes its end.
    fn value_of(&self, id: ExitId) -> Option<Value> {
        let here = Span::mixed_site();
        let written = self.written_value(id);
        let value = written.map(|value| Value::of(self.filled(value).into_token_stream(), self.place_of(value)));
        if !self.exit_plan(id).ends_early {
            return value;
        }
        let end = self.end_of_early();
        let end = match value {
            None => end,
            Some(Value { code, .. }) => quote_spanned!(here=> { let () = #code; #end }),
        };
        Some(Value::of(end, here))
    }

    /// The value of an exit, as it is written.
    pub(super) fn written_value(&self, id: ExitId) -> Option<&Expr> {
        match self.source.exit(id) {
            Expr::Return(leave) => leave.expr.as_deref(),
            Expr::Break(leave) => leave.expr.as_deref(),
            _ => None,
        }
    }

    /// Whether a way out goes through a closure as data.
    pub(super) fn is_data(&self, passage: &Passage) -> bool {
        passage.way != Through::Plain && self.ways(passage.split).is_some()
    }

    /// What a closure returns that is left by this way; `built` is the value that may be built behind it.
    pub(super) fn passed(&self, passage: &Passage, value: Option<Value>, built: Option<Behind<'_>>) -> TokenStream {
        let here = Span::mixed_site();
        let Some(ways) = self.ways(passage.split) else {
            return TokenStream::new();
        };
        let split = &self.plan.splits[passage.split];
        let way_out = match passage.way {
            Through::Plain => value.map(|value| value.code).unwrap_or_default(),
            Through::Next => {
                // A block with a label has a value where it is left by `break`, too.
                let unit = || Value::of(quote_spanned!(here=> ()), here);
                let value = (self.facts.next(split.block).has_value()).then(|| value.unwrap_or_else(unit));
                self.way_out_of_next(ways, value.map(|value| value.code))
            }
            Through::Break => {
                let given_back = ways.breaks.as_ref().map_or(&[][..], |way| &way.given_back);
                self.way_out("Break", payload(value.map(|value| value.code), self.given(given_back)))
            }
            Through::Return => self.way_out_of_return(split, ways, value),
            Through::Jump(at) => match built.filter(|built| self.takes_along(built.exit)) {
                Some(built) => self.way_out("Jump", self.chosen(at, self.parts(built, &ways.jumps[at]))),
                None => self.way_out_of_jump(&ways.jumps[at], at, value),
            },
        };
        let evaluated = built.and_then(|built| self.evaluated(built, passage));
        let touched = built.and_then(|built| self.touched(&passage.touches, built.exit));
        let way_out = match (&evaluated, &touched) {
            (None, None) => way_out,
            _ => quote_spanned!(here=> { #evaluated #touched #way_out }),
        };
        ways.carrier.wrap(self.runtime(), way_out)
    }

    fn way_out_of_next(&self, ways: &Ways, value: Option<TokenStream>) -> TokenStream {
        let given_back = ways.next.as_ref().map_or(&[][..], |way| &way.given_back);
        self.way_out("Next", payload(value, self.given(given_back)))
    }

    fn way_out_of_jump(&self, way: &Way, at: usize, value: Option<Value>) -> TokenStream {
        let value = value.filter(|_| way.carries_value()).map(|value| value.code);
        self.way_out("Jump", self.chosen(at, payload(value, self.given(&way.given_back))))
    }

    pub(super) fn way_out_of_return(&self, split: &Split, ways: &Ways, value: Option<Value>) -> TokenStream {
        let here = Span::mixed_site();
        let (code, place) = match value {
            Some(Value { code, place }) => (code, place),
            None if ways.settles => return self.way_out("Return", quote_spanned!(here=> ::core::option::Option::None)),
            None => (quote_spanned!(here=> ()), here),
        };
        let returned = self.returned(self.scope_of(split));
        let Returned::Named(named) = &*returned else {
            return self.way_out("Return", code);
        };
        let way_out = self.way_out(
            "Return",
            match ways.settles {
                true => quote_spanned!(here=> ::core::option::Option::Some(value)),
                false => quote_spanned!(here=> value),
            },
        );
        let declared = spans::users_let(place, quote_spanned!(here=> value: #named), code);
        quote_spanned!(here=> { #declared #way_out })
    }

    /// A way out as data, or as the pattern of it.
    pub(super) fn way_out(&self, way: &str, payload: TokenStream) -> TokenStream {
        let (runtime, way) = (self.runtime(), Ident::new(way, Span::mixed_site()));
        quote_spanned!(Span::mixed_site()=> #runtime::WayOut::#way(#payload))
    }

    /// The jump of this number, among the others.
    pub(super) fn chosen(&self, at: usize, payload: TokenStream) -> TokenStream {
        let (here, runtime) = (Span::mixed_site(), self.runtime());
        let this = quote_spanned!(here=> #runtime::Jump::This(#payload));
        (0..at).fold(this, |inner, _| quote_spanned!(here=> #runtime::Jump::Other(#inner)))
    }

    /// What is built behind the deferred code is touched in front of it where that may reach it, so that rustc refuses an
    /// alias: exclusively, as a move would, unless it can only be copied.
    fn touched(&self, touches: &[(LocalId, bool)], exit: ExitId) -> Option<TokenStream> {
        let here = Span::mixed_site();
        if touches.is_empty() {
            return None;
        }
        let value = self.written_value(exit).to_token_stream();
        let touched = touches.iter().map(|(local, may_move)| {
            let name = self.ident(*local);
            let only = Names::from([names::name_of(name)]);
            let name = spans::mentioned(name, names::only_mention(&value, &only));
            match may_move {
                true => quote_spanned!(here=> &mut #name),
                false => quote_spanned!(here=> &#name),
            }
        });
        let touched = super::tuple(touched);
        Some(quote_spanned!(here=> let _ = #touched;))
    }

    /// The rest of a block, and behind it the way out at its end; says too whether it ends with a value.
    pub(super) fn rest_with_end(&self, id: SplitId, ways: &Ways) -> (TokenStream, bool) {
        let here = Span::mixed_site();
        let split = &self.plan.splits[id];
        let last = self.last_of_rest(split);
        let (mut rest, way_out) = match self.facts.next(split.block) {
            Next::Value => return self.rest_with_value(id, ways),
            Next::Iteration(_) if ways.next.is_none() && !last.is_some_and(|last| self.is_exit(last)) => {
                // rustc may not see that nobody comes there.
                let mut rest = self.rest(split, Tail::WithoutValue);
                rest.extend(spans::maybe_unreachable(
                    quote_spanned!(here=> { ::core::unreachable!() }),
                ));
                return (rest, true);
            }
            _ if ways.next.is_none() => return (self.rest(split, Tail::AsWritten), self.ends_with_value(split)),
            next if next.has_value() => {
                let value = Ident::new("value", here);
                // clippy takes a call that never returns and is alone in there for a part of an expression.
                let is_alone = self.steps_of_rest(split).nth(1).is_none() && !self.ends_with_value(split);
                let beside = is_alone.then(|| quote_spanned!(here=> let () = ();));
                let rest = self.rest(split, Tail::AsWritten);
                let block = spans::braced(quote!(#beside #rest), self.end_of_rest(split));
                let rest = quote_spanned!(here=> let #value = #block;);
                (rest, self.way_out_of_next(ways, Some(value.into_token_stream())))
            }
            _ if last.is_some_and(|last| self.is_exit(last)) => return (self.rest(split, Tail::AsWritten), false),
            // The temporaries of what a body ends with are dropped behind its locals, before edition 2024.
            _ if last.is_some_and(|last| self.is_macro_value(last)) => {
                let block = spans::braced(self.rest(split, Tail::AsWritten), self.end_of_rest(split));
                (block.into_token_stream(), self.way_out_of_next(ways, None))
            }
            _ => (self.rest(split, Tail::WithoutValue), self.way_out_of_next(ways, None)),
        };
        rest.extend(spans::value_at_end(ways.carrier.wrap(self.runtime(), way_out)));
        (rest, true)
    }
}

impl Way {
    /// Whether a value goes along that was made in the closure.
    pub(super) fn carries_value(&self) -> bool {
        matches!(
            self.to,
            WayTo::Exit {
                value: WayValue::Carried(_),
                ..
            }
        )
    }

    /// The exit whose value is built behind the closure.
    pub(super) fn built(&self) -> Option<ExitId> {
        match self.to {
            WayTo::Exit {
                value: WayValue::Built(exit),
                ..
            } => Some(exit),
            _ => None,
        }
    }
}

/// What a way out carries, as an expression or as a pattern.
pub(super) fn payload(value: Option<TokenStream>, given_back: impl IntoIterator<Item: ToTokens>) -> TokenStream {
    let here = Span::mixed_site();
    let given_back = given_back.into_iter().collect::<Vec<_>>();
    match (value, &*given_back) {
        (None, []) => quote_spanned!(here=> ()),
        (Some(value), []) => value,
        (value, given_back) => {
            let all = value
                .into_iter()
                .chain(given_back.iter().map(ToTokens::to_token_stream));
            quote_spanned!(here=> (#(#all,)*))
        }
    }
}

/// A `return` where the user wrote a way out, or what leaves a block with a label behind which something is spared. Behind a `#[cfg]` it
/// may not be there.
fn leaving(written: &Expr, label: Option<Lifetime>, value: Option<TokenStream>) -> Expr {
    let (attrs, keyword) = match written {
        Expr::Return(leave) => (leave.attrs.clone(), leave.return_token.span),
        Expr::Break(leave) => (leave.attrs.clone(), leave.break_token.span),
        Expr::Continue(leave) => (leave.attrs.clone(), leave.continue_token.span),
        other => (Vec::new(), other.span()),
    };
    let (keyword, expr) = (
        spans::ours_at(keyword),
        spans::taken_along(keyword, value).map(|value| Box::new(Expr::Verbatim(value))),
    );
    match label {
        None => Expr::Return(ExprReturn {
            attrs,
            return_token: Token![return](keyword),
            expr,
        }),
        Some(label) => Expr::Break(ExprBreak {
            attrs,
            break_token: Token![break](keyword),
            label: Some(label),
            expr,
        }),
    }
}
