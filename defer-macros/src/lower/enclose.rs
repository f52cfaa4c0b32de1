//! The closure around the rest of a scope, and how its way out is carried on behind the deferred code.

use super::carrier::Carrier;
use super::colour::Colour;
use super::graft;
use super::split::Split;
use super::ways_out::{Next, WaysOut};
use super::{Kind, Lowered, Lowering, Scope, left, stmts};
use crate::syntax::names;
use crate::syntax::returned::Returned;
use crate::syntax::tokens;
use crate::uses;
use crate::ways::{self, Found, Way};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Stmt, parse_quote_spanned};

/// The closure around a rest, and what carries its way out on.
pub struct Enclosed {
    pub run: Run,
    pub carry_on: Vec<Stmt>,
}

/// The call of the closure, and the statements that stand in it.
pub struct Run {
    call: TokenStream,
    inside: Vec<Stmt>,
}

impl Run {
    /// The call, in what is written around it.
    pub fn within(self, around: impl FnOnce(TokenStream) -> TokenStream) -> Run {
        let Run { call, inside } = self;
        Run {
            call: around(call),
            inside,
        }
    }

    pub fn into_stmts(self) -> Vec<Stmt> {
        graft::with(self.call, self.inside)
    }
}

impl Lowering<'_> {
    /// Writes the closure, the deferred code and what carries on.
    pub fn finish(
        &mut self,
        scope: &Scope,
        split: Split,
        rest: Vec<Stmt>,
        changes_left: bool,
        code: Vec<Stmt>,
        lowered: &mut Lowered,
    ) {
        let here = Span::mixed_site();
        let next = match &scope.kind {
            Kind::Body => Next::Value,
            Kind::Named => Next::Named,
            Kind::Iteration { .. } => Next::Iteration,
        };
        // What is unreachable is the deferred call.
        let site = split.site;
        let Enclosed { run, carry_on } = self.enclose(scope, split, next, rest);
        let left = left();
        let mutable = changes_left.then(|| quote_spanned!(here=> mut));
        let run = run.within(|run| quote_spanned!(site=> let #mutable #left = #run;));
        let borrows_left = names::mentions_word(&quote!(#(#code)*), &["left"]);
        match scope.colour {
            // What has been borrowed is part of a future up to the end of its scope.
            Colour::Async if borrows_left => {
                let run = run.within(|run| quote_spanned!(here=> let #left = { #run #(#code)* #left };));
                lowered.stmts.extend(run.into_stmts());
            }
            _ => {
                lowered.stmts.extend(run.into_stmts());
                lowered.stmts.extend(code);
            }
        }
        lowered.stmts.extend(carry_on);
    }

    /// Puts the rest into a closure.
    pub fn enclose(&mut self, scope: &Scope, mut split: Split, next: Next, mut rest: Vec<Stmt>) -> Enclosed {
        let here = Span::mixed_site();
        let (runtime, left) = (self.runtime.clone(), left());
        let head = split.take_head();
        split.begin = (!rest.is_empty()).then(|| tokens::begin_of(&rest));
        let colour = scope.colour;
        let finish = colour.finish(&runtime, &left);
        let finish = quote_spanned!(here=> #[allow(unreachable_code)] #finish);
        if next == Next::Value {
            if scope.output.is_never() {
                return Enclosed {
                    run: Run {
                        call: colour.run_forever(&runtime, quote!(#(#head)* #(#rest)*), tokens::begin_of(&rest)),
                        inside: Vec::new(),
                    },
                    carry_on: stmts(colour.finish_never(&runtime, &left)),
                };
            }
            if let Some(closure) = self.take_closure(&split, &mut rest) {
                return Enclosed {
                    run: self.run(&split, scope, Returned::Unit.written(), head, rest),
                    carry_on: stmts(quote_spanned!(here=> #finish; #closure)),
                };
            }
            return Enclosed {
                run: self.run(&split, scope, scope.output.written(), head, rest),
                carry_on: stmts(finish),
            };
        }
        let found = ways::find(&mut rest, scope.own_label());
        for call in &found.unreadable {
            self.errors.at(
                &call.path,
                "a way out inside this macro call can't leave a loop body or block that holds deferred calls: \
                 write it outside of the macro",
            );
        }
        let carrier = self.carrier(&scope.output, &found);
        let only_goes_on = found.ways.iter().all(|(way, _)| *way == Way::Continue) && next == Next::Iteration;
        let sees_value = split.looks.at_value && next == Next::Iteration;
        // A hidden `return` must not be taken for the end of an iteration.
        let may_leave = sees_value || found.calls_macro;
        let plain = (found.ways.is_empty() && next != Next::Nowhere || only_goes_on) && !may_leave;
        if plain && matches!(carrier, Carrier::Flow) && split.threads.is_empty() {
            ways::rewrite(&mut rest, scope.own_label(), |_, _| parse_quote_spanned!(here=> return));
            let ends = if next == Next::Block { finish } else { quote!(#finish;) };
            let returned = match next {
                Next::Block => None,
                _ => Returned::Unit.written(),
            };
            return Enclosed {
                run: self.run(&split, scope, returned, head, rest),
                carry_on: stmts(ends),
            };
        }
        self.enclose_ways(scope, &split, head, &next, rest, (&carrier, &found))
    }

    /// Puts a rest into a closure that returns its ways out as data.
    fn enclose_ways(
        &mut self,
        scope: &Scope,
        split: &Split,
        head: Vec<Stmt>,
        next: &Next,
        mut rest: Vec<Stmt>,
        (carrier, found): (&Carrier, &Found),
    ) -> Enclosed {
        let here = Span::mixed_site();
        let runtime = self.runtime.clone();
        let mut out = WaysOut::new(self, split, next, scope);
        let leaves = |way: &Way| *next != Next::Named || *way == Way::Return;
        ways::rewrite_some(&mut rest, scope.own_label(), leaves, |way, value, bound| {
            let carried = carrier.wrap(&runtime, out.flow(way, value, bound));
            parse_quote_spanned!(here=> return #carried)
        });
        out.check_macros(found);
        out.end(&mut rest, |flow| carrier.wrap(&runtime, flow));
        let may_end_early = !matches!(carrier, Carrier::Flow);
        let sees_value = split.looks.at_value && *next == Next::Iteration;
        let returns = out.settles(may_end_early, sees_value);
        let (flow, arms) = (out.flow_type(), out.arms());
        let output = carrier.annotation(&runtime, flow);
        let run = self.run(split, scope, Some(output), head, rest);
        let left = left();
        let finish = scope.colour.finish(&runtime, &left);
        let named = self
            .named
            .clone()
            .filter(|_| *next != Next::Block && *next != Next::Nowhere);
        match (next, named) {
            (Next::Named, Some(result)) => Enclosed {
                run: run.within(|run| carrier.settle(&runtime, run, &result)),
                carry_on: stmts(quote_spanned!(here=> #[allow(unreachable_code)] #finish;)),
            },
            (_, Some(result)) if returns => Enclosed {
                run: run.within(|run| carrier.settle(&runtime, run, &result)),
                carry_on: Carrier::Flow.unwrap(&runtime, &finish, arms),
            },
            _ if sees_value => Enclosed {
                run: run.within(|run| carrier.uncarried(&runtime, run)),
                carry_on: Carrier::Flow.unwrap(&runtime, &finish, arms),
            },
            _ => Enclosed {
                run,
                carry_on: carrier.unwrap(&runtime, &finish, arms),
            },
        }
    }

    /// Takes away a closure that the rest ends with, if that can as well be made behind it, where its type is
    /// expected: `-> impl Fn(&T) -> bool` says what its parameters are.
    fn take_closure(&self, split: &Split, rest: &mut Vec<Stmt>) -> Option<Expr> {
        let Some((Stmt::Expr(closure @ Expr::Closure(_), None), before)) = rest.split_last() else {
            return None;
        };
        let leaves = ways::find(&mut before.to_vec(), None);
        let stays = leaves.ways.is_empty() && leaves.question.is_none() && !leaves.calls_macro;
        let declares = before.iter().any(|stmt| matches!(stmt, Stmt::Local(_) | Stmt::Item(_)));
        let names = uses::of_expr(closure).mentioned;
        if !stays || declares || split.reaches || !names.is_disjoint(&split.mentions) {
            return None;
        }
        match rest.pop() {
            Some(Stmt::Expr(closure, _)) => Some(closure),
            _ => None,
        }
    }

    /// Runs the rest.
    fn run(
        &self,
        split: &Split,
        scope: &Scope,
        returned: Option<TokenStream>,
        head: Vec<Stmt>,
        rest: Vec<Stmt>,
    ) -> Run {
        // What is wrong with the closure is wrong with the user's code in it, and a value that is missing at its end is
        // asked for by what the function returns.
        let is_unit = |returned: &&TokenStream| returned.to_string() == "()";
        // Where the ways out are data, the end is one of them.
        let ends = ends_with_value(&rest) || !matches!(scope.kind, Kind::Body);
        let asked = returned.as_ref().filter(|returned| !is_unit(returned) && !ends);
        let asked = asked.map(Spanned::span);
        let code = quote!(#(#rest)*);
        let begin = match rest.is_empty() {
            true => split.site,
            // Most often that it uses what a value of now has moved or borrowed.
            false => names::only_mention(&code, &split.values)
                .or(split.begin)
                .unwrap_or_else(|| tokens::begin_of(&rest)),
        };
        let end = asked.unwrap_or(if ends { scope.block } else { begin });
        let beside = quote!(#(#head)* #code);
        let placeholder = (!rest.is_empty()).then(graft::placeholder);
        let code = quote!(#(#head)* #placeholder);
        Run {
            call: scope
                .colour
                .run_beside(&beside, &self.runtime, returned, code, begin, end),
            inside: rest,
        }
    }
}

fn ends_with_value(stmts: &[Stmt]) -> bool {
    match stmts.last() {
        Some(Stmt::Expr(_, None)) => true,
        Some(Stmt::Macro(call)) => call.semi_token.is_none(),
        _ => false,
    }
}
