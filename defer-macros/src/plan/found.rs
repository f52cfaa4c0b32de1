//! What leaves the rest of each split: the exits, questions and macro calls in it, and what an inner split carries on.

use super::data::{Passage, Passes, Plan, SplitId, Through, Ways};
use crate::resolve::facts::{ExitId, ExitValue, Facts, LocalId, Position, ScopeId, Target};
use std::collections::BTreeMap;

/// What leaves the rest of one split.
#[derive(Default)]
pub struct Found {
    pub leaving: Vec<Leaving>,
    pub has_question: bool,
    pub calls_macro: bool,
    pub may_hide_return: bool,
    /// The calls of statement macros of the standard library, with the names that they are given.
    pub std: Vec<(String, Vec<String>)>,
}

/// Something that leaves a rest.
#[derive(Clone)]
pub struct Leaving {
    /// Where it is written, as far as the order goes.
    pub order: Position,
    /// Where its value is looked up.
    pub at: Position,
    pub to: Target,
    pub value: Value,
    pub origin: Origin,
}

#[derive(Clone, Copy)]
pub enum Value {
    None,
    Made(Option<ExitId>),
    Plain(ExitId),
    /// A success that takes locals along from behind the closures (rule 6.5).
    Behind(ExitId),
}

#[derive(Clone, Copy)]
pub enum Origin {
    Exit(ExitId),
    Breaks(SplitId),
    Returned(SplitId),
    Early(SplitId),
    Jump(SplitId, usize),
}

/// The innermost split that each exit stands in the rest of, in the exit's own function.
pub fn around_exits(facts: &Facts, plan: &Plan) -> Vec<Option<SplitId>> {
    let mut nesting = Nesting::default();
    let exits = facts.exits.iter().map(|(_, exit)| {
        nesting.innermost(plan, exit.at).filter(|id| {
            let around = facts.blocks[plan.splits[*id].block].scope;
            facts.function_of(around) == facts.function_of(exit.scope)
        })
    });
    exits.collect()
}

/// Gives each exit, question and macro call to the innermost split that it stands in the rest of.
pub fn find(facts: &Facts, plan: &Plan) -> BTreeMap<SplitId, Found> {
    let mut found: BTreeMap<SplitId, Found> = plan.splits.ids().map(|id| (id, Found::default())).collect();
    let split_of = |at: Position, scope: ScopeId, nesting: &mut Nesting| {
        nesting.innermost(plan, at).filter(|id| {
            let around = facts.blocks[plan.splits[*id].block].scope;
            facts.function_of(around) == facts.function_of(scope)
        })
    };
    let mut nesting = Nesting::default();
    for (id, exit) in facts.exits.iter() {
        let takes_along = !plan.exits[id.beside()].behind.is_empty();
        if exit.is_tail && !takes_along {
            continue;
        }
        let Some(split) = split_of(exit.at, exit.scope, &mut nesting) else {
            continue;
        };
        if !facts.leaves(exit.to, plan.splits[split].rest.start) {
            continue;
        }
        let is_early = plan.scopes[facts.function_of(exit.scope).beside()].ends_early;
        let value = match &exit.value {
            _ if takes_along => Value::Behind(id),
            _ if is_early && exit.to == Target::Return => Value::Made(Some(id)),
            ExitValue::None => Value::None,
            ExitValue::Made => Value::Made(Some(id)),
            ExitValue::Plain(_) => Value::Plain(id),
        };
        found.entry(split).or_default().leaving.push(Leaving {
            order: exit.at,
            at: exit.at,
            to: exit.to,
            value,
            origin: Origin::Exit(id),
        });
    }
    let mut nesting = Nesting::default();
    for question in &facts.questions {
        if let Some(split) = split_of(question.at, question.scope, &mut nesting) {
            found.entry(split).or_default().has_question = true;
        }
    }
    let mut nesting = Nesting::default();
    for call in &facts.calls {
        if let Some(split) = split_of(call.at, call.scope, &mut nesting) {
            let found = found.entry(split).or_default();
            found.calls_macro |= !call.is_recover;
            found.may_hide_return |= call.may_return_value;
            found.std.extend(call.std.clone().map(|std| (std, call.given.clone())));
        }
    }
    found
}

/// Goes through the splits in the order of their rests.
#[derive(Default)]
struct Nesting {
    next: usize,
    open: Vec<SplitId>,
}

impl Nesting {
    fn innermost(&mut self, plan: &Plan, at: Position) -> Option<SplitId> {
        let mut ids = plan.splits.ids().skip(self.next);
        while let Some(split) = ids.next().filter(|split| plan.splits[*split].rest.start <= at) {
            self.close(plan, plan.splits[split].rest.start);
            self.open.push(split);
            self.next += 1;
        }
        self.close(plan, at);
        self.open.last().copied()
    }

    fn close(&mut self, plan: &Plan, at: Position) {
        while self.open.last().is_some_and(|split| plan.splits[*split].rest.end <= at) {
            self.open.pop();
        }
    }
}

/// Notes how something leaves a split.
pub fn leave(plan: &mut Plan, split: SplitId, origin: Origin, way: Through, touches: Vec<(LocalId, bool)>) {
    let passage = Some(Passage { split, way, touches });
    let ways = |plan: &mut Plan, of: SplitId, set: &dyn Fn(&mut Ways)| {
        if let Passes::Ways(ways) = &mut plan.splits[of].passes {
            set(ways);
        }
    };
    match origin {
        Origin::Exit(exit) => plan.exits[exit.beside()].through = passage,
        Origin::Breaks(of) => ways(plan, of, &|ways| {
            if let Some(breaks) = &mut ways.breaks {
                breaks.on = passage.clone();
            }
        }),
        Origin::Returned(of) => ways(plan, of, &|ways| ways.returned = passage.clone()),
        Origin::Early(of) => ways(plan, of, &|ways| ways.early = passage.clone()),
        Origin::Jump(of, at) => ways(plan, of, &|ways| ways.jumps[at].on = passage.clone()),
    }
}
