//! The closure around the rest of a scope, and how its way out is carried on behind the deferred code.

use super::ways_out::WaysOut;
use super::{Kind, Lowered, Lowering, Scope, stmts, tuple};
use crate::names::{self, Names};
use crate::options::Runtime;
use crate::output::{Family, Output};
use crate::uses::{self, Uses};
use crate::ways::{self, Found, Way};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Expr, Stmt, parse_quote_spanned};

/// A split that has begun: what its closure takes along.
pub struct Split {
    /// Statements at the head of the closure.
    head: Vec<Stmt>,
    /// Locals that go through the closure by value.
    pub threads: Vec<Thread>,
    /// What the deferred code mentions.
    pub mentions: Names,
    /// How many locals there are around the block or loop that the closure is left to.
    pub outside: usize,
    recovers: bool,
}

/// A local of further out that the rest moves, or gives its first value: the way out gives it back.
pub struct Thread {
    pub place: usize,
    pub local: Ident,
    /// Its declaration, where it has no value before.
    pub fresh: Option<syn::Local>,
    /// It gets its value by the last statement.
    pub at_end: bool,
}

impl Split {
    /// Leaves alone what more deferred code mentions.
    pub fn exclude(&mut self, mentions: &Names) {
        self.threads
            .retain(|thread| !mentions.contains(&thread.local.to_string()));
        self.mentions.extend(mentions.iter().cloned());
    }

    /// The statements at the head of the closure.
    fn take_head(&mut self) -> Vec<Stmt> {
        let mut head = std::mem::take(&mut self.head);
        head.extend(
            self.threads
                .iter()
                .filter_map(|thread| thread.fresh.clone())
                .map(Stmt::Local),
        );
        head
    }
}

/// What follows when the end of the rest is reached.
#[derive(Clone, Copy, PartialEq)]
pub enum Next {
    /// The function or closure ends with the value of the rest.
    Value,
    /// The function ends with its named result.
    Named,
    /// The next iteration.
    Iteration,
    /// What stands behind an inner block, which has a value.
    Block,
    /// Nothing: the block is never left at its end.
    Nowhere,
}

/// How the ways out travel.
enum Carrier {
    /// As `Flow` alone.
    Flow,
    /// Inside the function's result, so that `?` can leave the closure.
    Result(Output),
    /// Inside a `Poll` of such a result.
    PollResult(Output),
    /// Inside a `Poll`.
    Poll(Output),
}

/// The closure around a rest, and what carries its way out on.
pub struct Enclosed {
    pub run: TokenStream,
    pub carry_on: Vec<Stmt>,
}

impl Lowering<'_> {
    /// Begins a split in front of `rest`; the deferred code and the values of now mention `outside`.
    pub fn begin(
        &mut self,
        scope: &mut Scope,
        rest: &[Stmt],
        outside: Names,
        recovers: bool,
        lowered: &mut Lowered,
    ) -> Split {
        scope.cursors.retain(|cursor| !super::mentions_any(&outside, cursor));
        let uses = self.uses_of_rest(rest, &outside);
        let mut head = self.sink(&uses, &outside, lowered);
        let around = match &scope.kind {
            Kind::Iteration { outside, .. } => Some(*outside),
            Kind::Body | Kind::Named => {
                head.extend(self.own_cursors(scope, &uses));
                None
            }
        };
        let cursor = self.condition_cursor(scope, rest, &outside);
        let mut split = self.begin_around(uses, head, outside, recovers, around);
        if let Some((thread, owned)) = cursor {
            split.head.push(owned);
            split.threads.push(thread);
        }
        split
    }

    /// `while let Some(next) = cursor { …; cursor = &mut next.next; }`: the cursor is borrowed by what the condition
    /// binds, so it can't go into the closure; it comes out with its new value.
    fn condition_cursor(&mut self, scope: &Scope, rest: &[Stmt], mentions: &Names) -> Option<(Thread, Stmt)> {
        let here = Span::mixed_site();
        let runtime = &self.runtime;
        let Kind::Iteration {
            label,
            outside,
            condition,
        } = &scope.kind
        else {
            return None;
        };
        let Some((Stmt::Expr(Expr::Assign(advance), _), before)) = rest.split_last() else {
            return None;
        };
        let name = names::bare_name(&advance.left)?.to_string();
        let made_from = uses::of_expr(&advance.right).mentioned;
        let bound = made_from.intersection(condition).collect::<Vec<_>>();
        let used = [&uses::of_stmts(before).mentioned, &made_from, mentions]
            .iter()
            .any(|names| names.contains(&name));
        let goes_on = ways::find(&mut before.to_vec(), label.as_ref()).has(&Way::Continue);
        if bound.is_empty() || used || goes_on || bound.iter().any(|name| mentions.contains(*name)) {
            return None;
        }
        let mut owned = Vec::new();
        for name in bound {
            owned.push(self.locals.find(name)?.1.ident.clone());
        }
        let (place, local) = self.locals.find(&name).filter(|(place, _)| place < outside)?;
        local.needs_mut = true;
        let local = local.ident.clone();
        let thread = Thread {
            place,
            fresh: Some(parse_quote_let(&local)),
            local,
            at_end: true,
        };
        let owned = tuple(owned);
        Some((
            thread,
            parse_quote_spanned!(here=> if false { #runtime::by_value(#owned) }),
        ))
    }

    /// What the rest uses. Values that leave it are built outside only where none of their parts goes in by value.
    pub fn uses_of_rest(&mut self, rest: &[Stmt], mentions: &Names) -> Uses {
        let mut inside = mentions.clone();
        loop {
            let uses = uses::of_rest(rest, &inside);
            let before = inside.len();
            inside.extend(uses.moved.iter().cloned());
            for name in &uses.assigned {
                if self.locals.find(name).is_some_and(|(_, local)| local.later.is_some()) {
                    inside.insert(name.clone());
                }
            }
            if inside.len() == before {
                return uses;
            }
        }
    }

    /// Begins a split in a block or loop that has `around` locals around it.
    pub fn begin_around(
        &mut self,
        uses: Uses,
        head: Vec<Stmt>,
        mentions: Names,
        recovers: bool,
        around: Option<usize>,
    ) -> Split {
        let outside = around.unwrap_or(0);
        let mut threads = Vec::new();
        for name in uses.moved.union(&uses.assigned) {
            let Some((place, local)) = self.locals.find(name) else {
                continue;
            };
            if place >= outside || mentions.contains(name) {
                continue;
            }
            let fresh = local.later.clone();
            let moved = uses.moved.contains(name) && !recovers;
            if fresh.is_none() && !(moved && self.locals.may_move(place)) {
                continue;
            }
            let Some((_, local)) = self.locals.find(name) else {
                continue;
            };
            local.needs_mut |= fresh.is_none();
            threads.push(Thread {
                place,
                local: local.ident.clone(),
                fresh,
                at_end: false,
            });
        }
        Split {
            head,
            threads,
            mentions,
            outside,
            recovers,
        }
    }

    /// Takes `let x;` along into the closure that gives `x` its value.
    pub fn sink(&mut self, uses: &Uses, mentions: &Names, lowered: &mut Lowered) -> Vec<Stmt> {
        let mut sunk = Vec::new();
        for (at, _, _) in &lowered.lets {
            let Stmt::Local(local) = &lowered.stmts[*at] else {
                continue;
            };
            let bound = names::bound_by(&local.pat);
            let [name] = &*bound else { continue };
            let name = name.ident.to_string();
            let unassigned = self.locals.find(&name).is_some_and(|(_, local)| local.later.is_some());
            if unassigned && uses.assigned.contains(&name) && !mentions.contains(&name) {
                sunk.push(std::mem::replace(
                    &mut lowered.stmts[*at],
                    Stmt::Expr(Expr::Verbatim(TokenStream::new()), None),
                ));
                if let Some((_, local)) = self.locals.find(&name) {
                    local.later = None;
                }
            }
        }
        sunk
    }

    /// Moves the `&mut` parameters into the closure, so that it may return what it borrows through them.
    fn own_cursors(&self, scope: &Scope, uses: &Uses) -> Option<Stmt> {
        let runtime = &self.runtime;
        let owned = scope
            .cursors
            .iter()
            .filter(|cursor| super::mentions_any(&uses.mentioned, cursor))
            .collect::<Vec<_>>();
        if owned.is_empty() || !scope.output.may_borrow() {
            return None;
        }
        let owned = tuple(owned);
        Some(parse_quote_spanned!(Span::mixed_site()=> if false { #runtime::by_value(#owned) }))
    }

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
        let Enclosed { run, carry_on } = self.enclose(scope, split, next, rest);
        let left = super::left();
        let mutable = changes_left.then(|| quote_spanned!(here=> mut));
        lowered
            .stmts
            .extend(stmts(quote_spanned!(here=> let #mutable #left = #run;)));
        lowered.stmts.extend(code);
        lowered.stmts.extend(carry_on);
    }

    /// Puts the rest into a closure.
    pub fn enclose(&mut self, scope: &Scope, mut split: Split, next: Next, mut rest: Vec<Stmt>) -> Enclosed {
        let here = Span::mixed_site();
        let (runtime, left) = (self.runtime.clone(), super::left());
        let head = split.take_head();
        let finish = quote_spanned!(here=> #[allow(unreachable_code)] #runtime::finish(#left));
        // A rest that always panics has no type of its own, and one that a deferred call ends has that of its end.
        let unit = split.recovers.then(|| quote_spanned!(here=> -> ()));
        if next == Next::Value {
            let annotation = match &scope.output {
                Output::Unit => quote!(#unit),
                output => output.annotation(),
            };
            return Enclosed {
                run: self.run(annotation, head, rest),
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
        let plain = found.ways.is_empty() && next != Next::Nowhere || only_goes_on;
        if plain && matches!(carrier, Carrier::Flow) && split.threads.is_empty() {
            ways::rewrite(&mut rest, scope.own_label(), |_, _| parse_quote_spanned!(here=> return));
            let ends = if next == Next::Block { finish } else { quote!(#finish;) };
            return Enclosed {
                run: self.run(quote!(#unit), head, rest),
                carry_on: stmts(ends),
            };
        }
        self.enclose_ways(scope, &split, head, &next, rest, &carrier)
    }

    /// Puts a rest into a closure that returns its ways out as data.
    fn enclose_ways(
        &mut self,
        scope: &Scope,
        split: &Split,
        head: Vec<Stmt>,
        next: &Next,
        mut rest: Vec<Stmt>,
        carrier: &Carrier,
    ) -> Enclosed {
        let here = Span::mixed_site();
        let runtime = self.runtime.clone();
        let mut out = WaysOut::new(self, split, next, scope.own_label());
        ways::rewrite(&mut rest, scope.own_label(), |way, value| {
            let carried = carrier.wrap(&runtime, out.flow(way, value));
            parse_quote_spanned!(here=> return #carried)
        });
        out.end(&mut rest, |flow| carrier.wrap(&runtime, flow));
        let returns = out.settles(!matches!(carrier, Carrier::Flow));
        let (flow, arms) = (out.flow_type(&scope.output), out.arms());
        let output = carrier.annotation(&runtime, flow);
        let run = self.run(quote_spanned!(here=> -> #output), head, rest);
        let left = super::left();
        let named = self
            .named
            .clone()
            .filter(|_| *next != Next::Block && *next != Next::Nowhere);
        match (next, named) {
            (Next::Named, Some(result)) => Enclosed {
                run: carrier.settle(&runtime, run, &result),
                carry_on: stmts(quote_spanned!(here=> #[allow(unreachable_code)] #runtime::finish(#left);)),
            },
            (_, Some(result)) if returns => Enclosed {
                run: carrier.settle(&runtime, run, &result),
                carry_on: Carrier::Flow.unwrap(&runtime, &left, arms),
            },
            _ => Enclosed {
                run,
                carry_on: carrier.unwrap(&runtime, &left, arms),
            },
        }
    }

    /// A call of the rest as a closure.
    fn run(&self, annotation: TokenStream, head: Vec<Stmt>, rest: Vec<Stmt>) -> TokenStream {
        let runtime = &self.runtime;
        quote_spanned!(Span::mixed_site()=> #runtime::run(|| #annotation { #(#head)* #(#rest)* }))
    }

    /// Chooses how the ways out travel, by what may leave the rest on its own.
    fn carrier(&mut self, output: &Output, found: &Found) -> Carrier {
        let early = found.question.is_some() || found.may_hide_return;
        match (output.family(), found.question) {
            (Family::Result, _) if early => Carrier::Result(output.clone()),
            (Family::Poll, Some(_)) => Carrier::PollResult(output.clone()),
            (Family::Poll, None) if early && self.named.is_none() => Carrier::Poll(output.clone()),
            (Family::Other, Some(question)) => {
                let message = match output {
                    Output::Named(_) => return Carrier::Result(output.clone()),
                    Output::Unit => {
                        "`?` needs a function that returns `Result`, `Option` or the like: this one returns `()`"
                    }
                    Output::Inferred => {
                        "write what this closure returns, `|…| -> Result<…> { … }`: `?` stands in a loop body or \
                         block that holds deferred calls, and the type it returns can't be told"
                    }
                };
                self.errors.push(syn::Error::new(question, message));
                Carrier::Flow
            }
            _ => Carrier::Flow,
        }
    }
}

fn parse_quote_let(local: &Ident) -> syn::Local {
    match parse_quote_spanned!(Span::mixed_site()=> let #local;) {
        Stmt::Local(declaration) => declaration,
        _ => unreachable!("a `let` is a local"),
    }
}

impl Carrier {
    fn wrap(&self, runtime: &Runtime, flow: TokenStream) -> TokenStream {
        match self {
            Carrier::Flow => flow,
            _ => quote_spanned!(Span::mixed_site()=> #runtime::carry(#flow)),
        }
    }

    /// What the closure returns.
    fn annotation(&self, runtime: &Runtime, flow: TokenStream) -> TokenStream {
        let here = Span::mixed_site();
        match self {
            Carrier::Flow => flow,
            Carrier::Result(output) | Carrier::PollResult(output) => {
                quote_spanned!(here=> #runtime::Of<#output, #flow>)
            }
            Carrier::Poll(_) => quote_spanned!(here=> ::core::task::Poll<#flow>),
        }
    }

    /// Assigns what the closure returned to the named result, before the deferred code looks at it.
    fn settle(&self, runtime: &Runtime, run: TokenStream, result: &Expr) -> TokenStream {
        let here = Span::mixed_site();
        match self {
            Carrier::Flow => quote_spanned!(here=> #runtime::settle(#run, |value| #result = value)),
            _ => quote_spanned!(here=> #runtime::settle_early(#run, &mut #result)),
        }
    }

    /// Carries the way out on.
    fn unwrap(&self, runtime: &Runtime, left: &Ident, arms: TokenStream) -> Vec<Stmt> {
        let here = Span::mixed_site();
        let finish = quote_spanned!(here=> #runtime::finish(#left));
        let early = |output: &TokenStream, early: TokenStream| {
            quote_spanned! {here=>
                #[allow(unreachable_code)]
                match <#output as #runtime::Carry>::split(#finish) {
                    ::core::result::Result::Ok(flow) => match flow { #arms },
                    ::core::result::Result::Err(early) => return #early,
                }
            }
        };
        stmts(match self {
            Carrier::Flow => quote_spanned!(here=> #[allow(unreachable_code)] match #finish { #arms }),
            Carrier::Result(_) => quote_spanned!(here=> #[allow(unreachable_code)] match #finish? { #arms }),
            Carrier::PollResult(output) => early(&quote!(#output), quote_spanned!(here=> early)),
            Carrier::Poll(output) => early(
                &quote_spanned!(here=> #runtime::Pending<#output>),
                quote_spanned!(here=> early.early()),
            ),
        })
    }
}
