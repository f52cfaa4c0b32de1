//! Prints what becomes of a function: the user's code from the [source](crate::resolve::source), in the shape that the
//! [plan](crate::plan::data) gives it. It decides nothing, and never looks at what it has printed.
//!
//! It goes from the outside in. [`blocks`] prints the statements of a block up to the place where that is split; [`split`] prints what
//! stands there: a closure with the rest of the block in it ([`run`]), the deferred code behind it ([`cleanup`], [`slots`]),
//! and what carries on how the rest was left ([`arms`]). A piece that was taken out of a statement comes back where it
//! left a hole ([`holes`]); if it is a way out, it gives the closure's caller the data for that ([`ways`], [`parts`]).

mod arms;
mod asked;
mod blocks;
mod captures;
mod cleanup;
mod declare;
mod evaluated;
mod failure;
mod future;
mod gives;
mod handed;
mod holes;
mod kept_parts;
mod outside;
mod parameters;
mod parts;
mod run;
mod shown;
mod slots;
mod spares;
mod split;
mod tails;
mod unseen;
mod ways;

use crate::plan::data::{
    BlockPlan, Carrier, Declared, ExitPlan, Passes, Plan, ScopePlan, SlotId, Split, SplitId, Ways,
};
use crate::resolve::facts::{BlockId, ExitId, Facts, FrameId, LocalId, ScopeId, ScopeKind, Target};
use crate::resolve::source::Source;
use crate::spans;
use crate::syntax::options::Runtime;
use crate::syntax::returned::Returned;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use shown::Depths;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use syn::{Expr, Lifetime, Token, Type};

/// What is printed of a function that its statements don't tell.
pub struct Printed<'a> {
    pub runtime: &'a Runtime,
    /// The named result, as an expression that can be assigned to.
    pub result: Option<&'a Expr>,
    /// What the body of an async function moves into its future.
    pub capture: Option<Token![move]>,
    /// The parameters that go along, which are dropped last one first.
    pub parameters: Vec<Ident>,
    /// Those that stay, and are borrowed.
    pub stay: Vec<LocalId>,
    /// What deferred calls are handed to on a cancellation.
    pub spawner: Option<&'a Expr>,
}

/// Prints one function.
pub struct Emit<'a> {
    facts: &'a Facts,
    source: &'a Source,
    plan: &'a Plan,
    printed: &'a Printed<'a>,
    /// The places in the list of uses where each local is used, in their order.
    uses: BTreeMap<LocalId, Vec<usize>>,
    depths: Depths,
    /// The statement that declares each local, where it is a `let`.
    declared: BTreeMap<LocalId, (BlockId, usize)>,
    labels: BTreeMap<FrameId, &'a Lifetime>,
    /// The loops and blocks that a `break` or `continue` names.
    left_by_name: BTreeSet<FrameId>,
}

impl<'a> Emit<'a> {
    pub fn of(facts: &'a Facts, source: &'a Source, plan: &'a Plan, printed: &'a Printed<'a>) -> Self {
        let mut uses = BTreeMap::<_, Vec<_>>::new();
        for (place, used) in facts.uses.iter().enumerate() {
            uses.entry(used.local).or_default().push(place);
        }
        let steps = facts
            .blocks
            .iter()
            .flat_map(|(id, block)| block.steps.iter().enumerate().map(move |(at, step)| (id, at, step)));
        let declared = steps.flat_map(|(id, at, step)| step.declares.iter().map(move |local| (*local, (id, at))));
        Emit {
            facts,
            source,
            plan,
            printed,
            uses,
            depths: Depths::of(facts),
            declared: declared.collect(),
            labels: labels(facts, source),
            left_by_name: exits_by_name(facts, source).map(|(frame, _)| frame).collect(),
        }
    }

    /// The statements of the function's body, behind these.
    pub fn body(&self, front: TokenStream) -> TokenStream {
        let Some((id, scope)) = self.facts.scopes.iter().next() else {
            return TokenStream::new();
        };
        let mut body = front;
        body.extend(self.statements(scope.block, 0));
        if let Some(result) = self.printed.result {
            let result = result.to_token_stream();
            body.extend(spans::value_at_end(quote_spanned!(spans::ours()=> { #result })));
        }
        self.rooted(id, &self.printed.parameters, body)
    }

    fn runtime(&self) -> &'a Runtime {
        self.printed.runtime
    }

    fn scope_plan(&self, scope: ScopeId) -> &'a ScopePlan {
        &self.plan.scopes[scope.beside::<ScopePlan>()]
    }

    fn block_plan(&self, block: BlockId) -> &'a BlockPlan {
        &self.plan.blocks[block.beside::<BlockPlan>()]
    }

    fn exit_plan(&self, exit: ExitId) -> &'a ExitPlan {
        &self.plan.exits[exit.beside::<ExitPlan>()]
    }

    fn declared(&self, local: LocalId) -> Declared {
        self.plan.locals[local.beside::<Declared>()]
    }

    /// The scope that a split belongs to.
    fn scope_of(&self, split: &Split) -> ScopeId {
        self.facts.blocks[split.block].scope
    }

    /// What `return` in a scope gives.
    fn returned(&self, scope: ScopeId) -> Cow<'a, Returned> {
        let function = self.facts.function_of(scope);
        match self.facts.scopes[function].kind {
            ScopeKind::Deferred(site) if self.scope_plan(function).ends_early => {
                let early = self.failure(site).early_end(spans::ours());
                Cow::Owned(Returned::Named(Box::new(Type::Verbatim(early))))
            }
            ScopeKind::Deferred(_) => Cow::Owned(Returned::Unit),
            _ => Cow::Borrowed(&self.source.scope(function).returned),
        }
    }

    /// The named result that a scope can assign.
    fn result(&self, scope: ScopeId) -> Option<&'a Expr> {
        let is_named = self.facts.scopes[self.facts.function_of(scope)].kind == ScopeKind::Function { is_named: true };
        self.printed.result.filter(|_| is_named)
    }

    /// The ways out of a split that are data.
    fn ways(&self, split: SplitId) -> Option<&'a Ways> {
        match &self.plan.splits[split].passes {
            Passes::Ways(ways) => Some(ways),
            _ => None,
        }
    }

    fn ident(&self, local: LocalId) -> &'a Ident {
        self.source.local(local)
    }

    fn idents(&self, locals: &[LocalId]) -> Vec<&'a Ident> {
        locals.iter().map(|local| self.ident(*local)).collect()
    }

    fn slot(&self, slot: SlotId) -> Ident {
        format_ident!("deferred_call{}", slot.place(), span = self.place_of_slot(slot))
    }
}

/// The labels of loops and blocks that are left by name, as they are written there or where they are left.
fn labels<'a>(facts: &'a Facts, source: &'a Source) -> BTreeMap<FrameId, &'a Lifetime> {
    let mut labels = BTreeMap::new();
    for (id, scope) in facts.scopes.iter() {
        if let (Some(frame), Some(label)) = (scope.kind.frame(), &source.scope(id).label) {
            labels.insert(frame, label);
        }
    }
    for (frame, label) in exits_by_name(facts, source) {
        labels.entry(frame).or_insert(label);
    }
    labels
}

/// What is left by name, with the label that is written there.
fn exits_by_name<'a>(facts: &'a Facts, source: &'a Source) -> impl Iterator<Item = (FrameId, &'a Lifetime)> {
    facts.exits.iter().filter_map(|(id, exit)| {
        let label = match source.exit(id) {
            Expr::Break(leave) => leave.label.as_ref(),
            Expr::Continue(leave) => leave.label.as_ref(),
            _ => None,
        };
        match exit.to {
            Target::Break(frame) | Target::Continue(frame) => Some((frame, label?)),
            Target::Return => None,
        }
    })
}

/// What the rest of a block leaves behind: a value, or a panic that is under way.
fn left() -> Ident {
    left_at(Span::mixed_site())
}

fn left_at(here: Span) -> Ident {
    Ident::new("left", here)
}

/// A tuple of values; one alone stays a tuple.
fn tuple<T: ToTokens>(values: impl IntoIterator<Item = T>) -> TokenStream {
    let values = values.into_iter();
    quote_spanned!(Span::mixed_site()=> (#(#values,)*))
}

impl Carrier {
    /// A way out in what it travels in.
    fn wrap(self, runtime: &Runtime, flow: TokenStream) -> TokenStream {
        match self {
            Carrier::Bare => flow,
            _ => quote_spanned!(Span::mixed_site()=> #runtime::carry(#flow)),
        }
    }

    /// Assigns what the closure returned to the named result, before the deferred code looks at it.
    fn settle(self, runtime: &Runtime, run: &TokenStream, result: &Expr, call: Span) -> TokenStream {
        let here = Span::mixed_site();
        let (assign, given) = match self {
            Carrier::Bare => {
                let result = spans::result_at(result, call);
                (
                    quote_spanned!(here=> #runtime::assign),
                    quote_spanned!(here=> #run, |value| #result = value),
                )
            }
            _ => (
                quote_spanned!(here=> #runtime::assign_carried),
                quote_spanned!(here=> #run, &mut #result),
            ),
        };
        spans::called(call, assign, given)
    }

    /// Takes the ways out from inside, where deferred code looks at them.
    fn uncarried(self, runtime: &Runtime, returned: &Returned, run: TokenStream) -> TokenStream {
        let here = Span::mixed_site();
        match self {
            Carrier::Bare => run,
            Carrier::Result | Carrier::PollResult => {
                quote_spanned!(here=> #runtime::uncarry::<_, _, #returned, _, _>(#run))
            }
            Carrier::Poll => quote_spanned!(here=> #runtime::uncarry::<_, _, #runtime::Pending<#returned>, _, _>(#run)),
        }
    }
}
