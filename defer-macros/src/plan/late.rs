//! Where `let x;` is declared: in the innermost closure from which on it is used. A closure can't give a local of
//! further out its first value.

use super::data::{Action, Declared, Passes, Plan, Split, SplitId, Thread, ThreadKind};
use super::lives::Lives;
use crate::resolve::facts::{BlockId, Facts, LocalId, StepKind};
use std::collections::BTreeMap;

pub fn plan(facts: &Facts, lives: &Lives<'_>, plan: &mut Plan) {
    for (id, block) in facts.blocks.iter() {
        let splits = splits_of(plan, id);
        for (at, step) in block.steps.iter().enumerate() {
            let behind = splits.partition_point(|split| plan.splits[*split].step <= at);
            for local in step.declares.iter().filter(|local| facts.locals[**local].is_late) {
                if let Some(split) = innermost(facts, lives, plan, &splits[behind..], *local) {
                    plan.splits[split].sunk.push(*local);
                    plan.sunk.insert(*local);
                    plan.blocks[id.beside()].steps[at] = Action::Sinks;
                }
            }
        }
    }
}

/// Sees to what is declared anew in a closure that gives it back: one of the two may not need its `mut`. Where none gives it back,
/// nothing tells the type of the other one, which is taken away.
pub fn tidy(facts: &Facts, lives: &Lives<'_>, plan: &mut Plan) {
    take_away_in_between(lives, plan);
    let mut anew: BTreeMap<LocalId, Vec<SplitId>> = BTreeMap::new();
    for (id, split) in plan.splits.iter() {
        for thread in split.threads.iter().filter(|thread| thread.kind == ThreadKind::First) {
            let splits = anew.entry(thread.local).or_default();
            // Further in it is given back to a closure that declares it anew, too.
            if !is_around_any(plan, splits, id) {
                splits.push(id);
            }
        }
    }
    for local in anew.keys().filter(|local| facts.locals[**local].is_mut) {
        let declared = &mut plan.locals[local.beside()];
        *declared = (*declared).max(Declared::MayBeMut);
    }
    anew.retain(|local, splits| {
        let rests = splits.iter().map(|split| &plan.splits[*split].rest).collect::<Vec<_>>();
        let is_given_back = splits.iter().any(|split| gives_back(&plan.splits[*split], *local));
        !is_given_back && !lives.is_named_outside(*local, &rests)
    });
    for (id, block) in facts.blocks.iter() {
        for (at, step) in block.steps.iter().enumerate() {
            let is_changed = |local: &LocalId| {
                let is_one_of_several = step.declares.len() > 1 && facts.locals[*local].is_late;
                is_one_of_several && plan.locals[local.beside()] != Declared::AsWritten
            };
            let is_taken_away = |local: &LocalId| anew.contains_key(local);
            if step
                .declares
                .iter()
                .any(|local| is_taken_away(local) || is_changed(local))
            {
                plan.blocks[id.beside()].steps[at] = Action::Sinks;
            }
        }
    }
    for split in plan.splits.ids() {
        plan.splits[split].sunk.retain(|local| !anew.contains_key(local));
    }
    plan.sunk.extend(anew.into_keys());
}

/// The same of what a closure declares anew only for one further in that does so, too, and doesn't give it back.
fn take_away_in_between(lives: &Lives<'_>, plan: &mut Plan) {
    let is_anew = |thread: &Thread, local: LocalId| thread.local == local && thread.kind == ThreadKind::First;
    let is_declared = |split: &Split, local: LocalId| split.threads.iter().any(|thread| is_anew(thread, local));
    for id in plan.splits.ids() {
        let split = &plan.splits[id];
        let is_needless = |thread: &&Thread| {
            let inner = plan.splits_in(&split.rest).filter(|(inner, _)| *inner != id);
            let inner = inner.filter(|(_, inner)| is_declared(inner, thread.local));
            let inner = inner.map(|(_, inner)| inner).collect::<Vec<_>>();
            let rests = inner.iter().map(|inner| &inner.rest).collect::<Vec<_>>();
            is_anew(thread, thread.local)
                && !gives_back(split, thread.local)
                && !inner.iter().any(|inner| gives_back(inner, thread.local))
                && !lives.is_named_beside(thread.local, &split.rest, &rests)
        };
        let needless = split.threads.iter().filter(is_needless).map(|thread| thread.local);
        let needless = needless.collect::<Vec<_>>();
        plan.splits[id]
            .threads
            .retain(|thread| !needless.contains(&thread.local));
    }
}

fn is_around_any(plan: &Plan, splits: &[SplitId], mut inner: SplitId) -> bool {
    while let Some(around) = plan.splits[inner].around {
        if splits.contains(&around) {
            return true;
        }
        inner = around;
    }
    false
}

fn gives_back(split: &Split, local: LocalId) -> bool {
    let Passes::Ways(ways) = &split.passes else {
        return false;
    };
    let mut all = ways.next.iter().chain(&ways.breaks).chain(&ways.jumps);
    all.any(|way| way.given_back.contains(&local))
}

/// The splits of a block, from the outside in.
fn splits_of(plan: &Plan, block: BlockId) -> Vec<SplitId> {
    let actions = plan.blocks[block.beside()].steps.iter();
    let splits = actions.filter_map(|action| match action {
        Action::Splits(split) => Some(*split),
        _ => None,
    });
    splits.collect()
}

/// The last of these splits that a local has no value in front of.
fn innermost(facts: &Facts, lives: &Lives<'_>, plan: &Plan, splits: &[SplitId], local: LocalId) -> Option<SplitId> {
    let from = facts.locals[local].from;
    let is_unnamed = |split: &&SplitId| {
        let split = &plan.splits[**split];
        let step = &facts.blocks[split.block].steps[split.step];
        // Values of now and deferred code stand in the statement.
        let until = match step.kind {
            StepKind::Site(_) => step.span.end,
            _ => split.rest.start,
        };
        !split.mentions.contains(&local) && !lives.is_named_in(local, &(from..until))
    };
    let unnamed = splits.iter().take_while(is_unnamed);
    let used = unnamed.filter(|split| lives.is_named_in(local, &plan.splits[**split].rest));
    used.last().copied()
}
