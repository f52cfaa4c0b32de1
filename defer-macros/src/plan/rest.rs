//! What the rest behind a split does to the locals from in front of it.

use super::data::{Plan, Split, SplitId};
use super::lives::Lives;
use crate::resolve::facts::{ExitId, ExitValue, Facts, How, LocalId, PlainValue, Position, Span};
use crate::syntax::names;
use std::collections::BTreeSet;

type Locals = BTreeSet<LocalId>;

/// The locals that a rest uses and does not declare itself.
#[derive(Debug, Default)]
pub struct Rest {
    pub mentioned: Locals,
    pub assigned: Locals,
    /// Moved for certain, as far as they aren't `Copy`.
    pub moved: Locals,
    /// Those of them that are moved, or only looked at, by what gives them a new value.
    pub refreshed: Locals,
}

impl Rest {
    /// Values that leave it are built outside only where none of their parts goes in by value.
    pub fn of(facts: &Facts, plan: &Plan, lives: &Lives<'_>, id: SplitId) -> Rest {
        let split = &plan.splits[id];
        let mut inside = split.mentions.iter().copied().collect::<Locals>();
        if split.looks.at_value || split.looks.at_memory || looks_further_in(facts, split) {
            inside.extend(facts.uses_in(&split.rest).iter().map(|found| found.local));
        }
        loop {
            let rest = Rest::where_inside(facts, plan, id, &inside);
            let late = rest.assigned.iter().filter(|local| split.has_no_value(lives, **local));
            let more = rest.moved.iter().chain(late).copied().collect::<Locals>();
            if more.is_subset(&inside) {
                return rest;
            }
            inside.extend(more);
        }
    }

    fn where_inside(facts: &Facts, plan: &Plan, id: SplitId, inside: &Locals) -> Rest {
        let split = &plan.splits[id];
        let mut rest = Rest::default();
        for (used, found) in facts.numbered_uses_in(&split.rest) {
            let local = &facts.locals[found.local];
            if local.from >= split.rest.start {
                continue;
            }
            rest.mentioned.insert(found.local);
            let moves = match facts.how_since(used, split.rest.start) {
                _ if plan.is_left_behind(id, found.local, found.at) => false,
                How::Mentioned | How::MaybeMoved => false,
                How::Taken | How::TakenApart => plan.taken.contains(&found.at),
                How::Moved => true,
                How::Refreshed => {
                    rest.refreshed.insert(found.local);
                    !local.is_reborrowed
                }
                How::Passed => !local.is_reborrowed,
                How::Advanced => local.is_reborrowed && found.since.is_none_or(|since| since >= split.rest.start),
                How::Assigned => {
                    rest.assigned.insert(found.local);
                    false
                }
                How::Leaves(exit) if !plan.exits[exit.beside()].behind.is_empty() => true,
                How::Leaves(exit) => !stays_outside(facts, split, inside, exit),
            };
            if moves {
                rest.moved.insert(found.local);
            }
        }
        rest
    }
}

/// Whether what is returned goes by way of a deferred call further in that looks at it: it is built inside of that one's closure.
fn looks_further_in(facts: &Facts, split: &Split) -> bool {
    use crate::syntax::site::When;
    facts.sites_in(&split.rest).any(|(_, site)| site.when != When::Always)
}

/// Whether the value of an exit names nothing that is inside, nor anything that isn't known to be a local.
fn stays_outside(facts: &Facts, split: &Split, inside: &Locals, exit: ExitId) -> bool {
    let ExitValue::Plain(value) = &facts.exits[exit].value else {
        return false;
    };
    let is_inside = |local: &LocalId| inside.contains(local) || facts.locals[*local].from >= split.rest.start;
    value.is_known
        && !value.locals.iter().any(is_inside)
        && !reads_doubtful_constant(facts, value, &split.rest, facts.exits[exit].at)
}

/// Whether a value reads a constant that may be a `static mut`, or one that a macro declares.
pub fn reads_doubtful_constant(facts: &Facts, value: &PlainValue, rest: &Span, at: Position) -> bool {
    value.has_constant && (facts.has_unsafe || may_declare_item(facts, rest, at))
}

/// Whether a macro in a rest may declare an item that is in view at a position.
fn may_declare_item(facts: &Facts, rest: &Span, at: Position) -> bool {
    facts.names.at(names::ANY_ITEM, at).next().is_some()
        && facts.calls_in(rest).iter().any(|call| call.may_declare_item)
}
