//! How each way out leaves the closures around it (rules 3.1, 4.1, 5.2).
//!
//! A closure can't `break` a loop around it, nor return from the function. So where a rest may do either, each way out becomes
//! data that its closure returns, and what stands behind the closure carries it on: through the closure around, or as it was written. It is
//! decided from the inside out, since what an inner split carries on leaves the rest around it like an exit of its own.

use super::data::{Action, Carrier, Passes, Plan, Split, SplitId, Through, Way, WayTo, WayValue, Ways};
use super::found::{Found, Leaving, Origin, Value, find, leave};
use super::lives::Lives;
use super::{behind, built};
use crate::resolve::facts::{
    ExitId, ExitValue, Facts, Form, FrameId, Last, LocalId, ReturnedShape, ScopeKind, StepKind, Target,
};
use crate::resolve::next::Next;
use std::collections::BTreeMap;

pub fn plan(facts: &Facts, lives: &Lives<'_>, plan: &mut Plan) {
    let mut exits = Exits {
        facts,
        lives,
        found: find(facts, plan),
    };
    for id in plan.splits.ids().rev() {
        exits.pass(plan, id);
    }
    for id in facts.exits.ids() {
        plan.exits[id.beside()].ends_early = ends_early(facts, plan, id);
    }
}

/// Whether a `return` ends deferred code in which a `?` stands.
fn ends_early(facts: &Facts, plan: &Plan, exit: ExitId) -> bool {
    let exit = &facts.exits[exit];
    exit.to == Target::Return && plan.scopes[facts.function_of(exit.scope).beside()].ends_early
}

pub struct Exits<'f> {
    pub facts: &'f Facts,
    lives: &'f Lives<'f>,
    found: BTreeMap<SplitId, Found>,
}

impl Exits<'_> {
    fn pass(&mut self, plan: &mut Plan, id: SplitId) {
        let mut found = self.found.remove(&id).unwrap_or_default();
        found.leaving.sort_by_key(|leaving| leaving.order);
        let split = &plan.splits[id];
        let next = self.facts.next(split.block);
        let shape = self.shape(plan, split);
        if next == Next::Value && !behind::takes_along(self.facts, self.lives, plan, id, &found) {
            plan.splits[id].passes = match shape {
                ReturnedShape::Never => Passes::Never,
                _ if self.ends_with_closure(plan, split, &found) => Passes::ClosureBehind,
                _ => Passes::Value,
            };
            return;
        }
        let carrier = carrier(shape, &found, self.is_named(split));
        let sees_value = split.looks.at_value && next.is_inside_function();
        // A hidden `return` must not be taken for the end of an iteration.
        let may_leave = sees_value || found.calls_macro;
        let only_goes_on = found.leaving.iter().all(|leaving| goes_on(next, leaving.to));
        let is_end = found.leaving.is_empty() || only_goes_on && next.is_inside_function();
        let has_end = !matches!(next, Next::Nowhere { .. });
        if !has_end && found.leaving.is_empty() && !may_leave && carrier == Carrier::Bare {
            plan.splits[id].passes = Passes::Never;
            return;
        }
        if has_end && is_end && !may_leave && carrier == Carrier::Bare && split.threads.is_empty() {
            plan.splits[id].passes = Passes::End;
            for leaving in found.leaving {
                leave(plan, id, leaving.origin, Through::Plain, Vec::new());
            }
            return;
        }
        self.pass_ways(plan, id, next, carrier, found);
    }

    /// What is returned around a split; deferred code that `?` may leave early ends with the function's type around nothing.
    fn shape(&self, plan: &Plan, split: &Split) -> ReturnedShape {
        let scope = self.facts.blocks[split.block].scope;
        match plan.scopes[self.facts.function_of(scope).beside()].ends_early {
            true => ReturnedShape::Other,
            false => self.facts.scopes[scope].returned,
        }
    }

    /// Whether the function around a split has a named result.
    fn is_named(&self, split: &Split) -> bool {
        let function = self.facts.function_of(self.facts.blocks[split.block].scope);
        self.facts.scopes[function].kind == ScopeKind::Function { is_named: true }
    }

    /// The loop or block that the scope of a split is.
    fn own_frame(&self, split: &Split) -> Option<FrameId> {
        self.facts.scopes[self.facts.blocks[split.block].scope].kind.frame()
    }

    /// Whether the rest ends with a closure that can as well be made behind it, where its type is expected:
    /// `-> impl Fn(&T) -> bool` says what its parameters are.
    fn ends_with_closure(&self, plan: &Plan, split: &Split, found: &Found) -> bool {
        let block = &self.facts.blocks[split.block];
        let actions = &plan.blocks[split.block.beside()].steps;
        let Some(last) = block
            .steps
            .last()
            .filter(|last| last.kind == StepKind::Plain(Last::Closure))
        else {
            return false;
        };
        let before = split.step + usize::from(split.site.is_some())..block.steps.len() - 1;
        let declares = block.steps[before.clone()]
            .iter()
            .zip(&actions[before])
            .any(|(step, action)| matches!(step.form, Form::Let | Form::Item) && *action == Action::Stays);
        let is_last = last.span.start >= split.rest.start && matches!(actions.last(), Some(Action::Stays));
        let has_more = actions[split.step + 1..]
            .iter()
            .any(|action| matches!(action, Action::Splits(_)));
        let stays = found.leaving.is_empty() && !found.has_question && !found.calls_macro;
        let mut named = self.facts.uses_in(&last.span).iter();
        is_last
            && !has_more
            && stays
            && !declares
            && !split.looks.reaches
            && !named.any(|found| split.mentions.contains(&found.local))
    }

    /// Puts the ways out of a rest into data.
    fn pass_ways(&mut self, plan: &mut Plan, id: SplitId, next: Next, carrier: Carrier, found: Found) {
        let is_inner = matches!(next, Next::Inner | Next::Nowhere { is_scope: false });
        let is_named = self.is_named(&plan.splits[id]);
        let settles_result = is_named && !is_inner;
        let never_comes = match next {
            Next::Inner => self.never_ends(&plan.splits[id]),
            Next::Block(_) => self.is_never_left_for(plan, id, next, &found),
            Next::Iteration(_) => self.is_never_repeated(plan, id, next, &found),
            _ => false,
        };
        let mut ways = Ways {
            carrier,
            next: self.end_of(plan, id, next, never_comes),
            breaks: None,
            // A value that isn't built behind comes out by `return`, also at the end.
            returns: matches!(next, Next::Named | Next::Value),
            jumps: Vec::new(),
            settles: false,
            sees_value: plan.splits[id].looks.at_value && (next.is_inside_function() || next == Next::Value),
            returned: None,
            early: None,
        };
        let wanted = |leaving: &&Leaving| next != Next::Named || leaving.to == Target::Return;
        for leaving in found.leaving.iter().filter(wanted) {
            if let Value::Behind(exit) = leaving.value
                && let Some(parts) = behind::parts(self.facts, self.lives, plan, id, exit)
            {
                let touches = behind::touch(self.facts, self.lives, plan, id, exit, &found);
                let way = Way {
                    parts,
                    ..self.way(plan, id, leaving.to, WayValue::Built(exit))
                };
                let through = self.take(&mut ways, way);
                leave(plan, id, leaving.origin, through, touches);
                continue;
            }
            let built = match leaving.to {
                Target::Return if settles_result => None,
                _ => built::outside(self.facts, &plan.splits[id], leaving),
            };
            let touches = built::touch(self.facts, plan, id, built, &found);
            let through = match (leaving.to, leaving.value, built) {
                (Target::Return, Value::None, _) if is_named && !settles_result => {
                    self.jump(plan, id, &mut ways, leaving, WayValue::None)
                }
                (Target::Return, _, Some(exit)) => self.jump(plan, id, &mut ways, leaving, WayValue::Built(exit)),
                (Target::Return, ..) => {
                    ways.returns = true;
                    Through::Return
                }
                (Target::Continue(_) | Target::Break(_), _, None) if goes_on(next, leaving.to) => Through::Next,
                (Target::Break(frame), value, None) if Some(frame) == self.own_frame(&plan.splits[id]) => {
                    let value = carried(value);
                    match &mut ways.breaks {
                        Some(known) => join(known, value),
                        breaks => *breaks = Some(self.way(plan, id, leaving.to, value)),
                    }
                    Through::Break
                }
                (_, _, Some(exit)) => self.jump(plan, id, &mut ways, leaving, WayValue::Built(exit)),
                (_, value, None) => self.jump(plan, id, &mut ways, leaving, carried(value)),
            };
            leave(plan, id, leaving.origin, through, touches);
        }
        let shape = self.shape(plan, &plan.splits[id]);
        // What never returns can't fail by that, nor a closure that doesn't say what it returns, and returns nowhere.
        ways.returns |= ways.sees_value && !matches!(shape, ReturnedShape::Inferred | ReturnedShape::Never);
        if settles_result {
            ways.returns |= carrier != Carrier::Bare;
            ways.settles = ways.returns;
        }
        if next != Next::Named {
            self.go_on(plan, id, &ways);
        }
        if next == Next::Value {
            behind::note_seen(plan, id);
        }
        plan.splits[id].passes = Passes::Ways(Box::new(ways));
    }

    /// The end of a rest as a way.
    fn end_of(&self, plan: &Plan, id: SplitId, next: Next, never_comes: bool) -> Option<Way> {
        let split = &plan.splits[id];
        let given_back = match next {
            Next::Nowhere { .. } | Next::Value => return None,
            // It gives no first value to a local of further out.
            _ if never_comes => return None,
            Next::Iteration(frame) => self.given_back(split, Target::Continue(frame)),
            Next::Block(frame) => self.given_back(split, Target::Break(frame)),
            Next::Inner => self.given_back_where(split, false, |local| {
                self.lives.is_named_behind_block(local, split.block)
            }),
            Next::Named => Vec::new(),
        };
        Some(Way {
            to: WayTo::End,
            given_back,
            restored: Vec::new(),
            parts: Vec::new(),
            on: None,
        })
    }

    fn way(&self, plan: &Plan, id: SplitId, to: Target, value: WayValue) -> Way {
        Way {
            to: WayTo::Exit { to, value },
            given_back: self.given_back(&plan.splits[id], to),
            restored: Vec::new(),
            parts: Vec::new(),
            on: None,
        }
    }

    /// A way that is written behind the closure as it was in it.
    fn jump(&self, plan: &Plan, id: SplitId, ways: &mut Ways, leaving: &Leaving, value: WayValue) -> Through {
        let way = self.way(plan, id, leaving.to, value);
        self.take(ways, way)
    }

    /// The same way as another one that is written alike, or a new one.
    fn take(&self, ways: &mut Ways, way: Way) -> Through {
        let WayTo::Exit { to, value } = way.to else {
            return Through::Next;
        };
        let mut known = ways.jumps.iter();
        let known = known.position(|known| way.parts.is_empty() && self.is_written_alike(known, to, value));
        Through::Jump(match known {
            Some(at) => {
                join(&mut ways.jumps[at], value);
                at
            }
            None => {
                ways.jumps.push(way);
                ways.jumps.len() - 1
            }
        })
    }

    fn is_written_alike(&self, way: &Way, to: Target, value: WayValue) -> bool {
        let WayTo::Exit {
            to: known,
            value: known_value,
        } = &way.to
        else {
            return false;
        };
        let text = |exit: ExitId| match &self.facts.exits[exit].value {
            ExitValue::Plain(value) => Some(value.text),
            _ => None,
        };
        *known == to
            && match (*known_value, value) {
                (WayValue::Built(known), WayValue::Built(exit)) => {
                    way.parts.is_empty() && text(known).is_some() && text(known) == text(exit)
                }
                (WayValue::Built(_), _) | (_, WayValue::Built(_)) => false,
                _ => true,
            }
    }

    /// The locals that the way out to `target` gives back.
    fn given_back(&self, split: &Split, target: Target) -> Vec<LocalId> {
        let goes_on = matches!(target, Target::Continue(_));
        self.given_back_where(split, goes_on, |local| self.lives.is_named_at(local, target))
    }

    fn given_back_where(&self, split: &Split, goes_on: bool, is_named: impl Fn(LocalId) -> bool) -> Vec<LocalId> {
        let threads = split.threads.iter();
        let given = threads.filter(|thread| thread.kind.is_given_back(goes_on));
        given
            .map(|thread| thread.local)
            .filter(|local| is_named(*local))
            .collect()
    }

    /// What is carried on behind a split leaves the rest around it.
    fn go_on(&mut self, plan: &Plan, id: SplitId, ways: &Ways) {
        let split = &plan.splits[id];
        let Some(around) = split.around else { return };
        let place = &self.facts.blocks[split.block];
        let found = self.found.entry(around).or_default();
        let mut push = |to: Target, value: Value, origin: Origin| {
            if self.facts.leaves(to, plan.splits[around].rest.start) {
                found.leaving.push(Leaving {
                    order: place.span.end,
                    at: place.steps[split.step].span.start,
                    to,
                    value,
                    origin,
                });
            }
        };
        let value_of = |value: WayValue| match value {
            WayValue::None => Value::None,
            WayValue::Carried(exit) => Value::Made(Some(exit)),
            WayValue::Built(exit) if !plan.exits[exit.beside()].behind.is_empty() => Value::Behind(exit),
            WayValue::Built(exit) => Value::Plain(exit),
        };
        if let Some(WayTo::Exit { to, value }) = ways.breaks.as_ref().map(|way| &way.to) {
            push(*to, value_of(*value), Origin::Breaks(id));
        }
        if ways.returns {
            let value = if ways.settles { Value::None } else { Value::Made(None) };
            push(Target::Return, value, Origin::Returned(id));
        }
        for (at, way) in ways.jumps.iter().enumerate() {
            if let WayTo::Exit { to, value } = way.to {
                push(to, value_of(value), Origin::Jump(id, at));
            }
        }
        let is_carried = !ways.settles && !ways.sees_value;
        match ways.carrier {
            Carrier::Result if is_carried => found.has_question = true,
            Carrier::PollResult | Carrier::Poll if is_carried => {
                push(Target::Return, Value::Made(None), Origin::Early(id));
            }
            _ => {}
        }
    }
}

/// Whether something goes on where the end of the rest does: with the next iteration, or behind the block.
pub fn goes_on(next: Next, to: Target) -> bool {
    match (next, to) {
        (Next::Iteration(own), Target::Continue(frame)) | (Next::Block(own), Target::Break(frame)) => own == frame,
        _ => false,
    }
}

fn carried(value: Value) -> WayValue {
    match value {
        Value::None => WayValue::None,
        Value::Made(exit) => exit.map_or(WayValue::None, WayValue::Carried),
        Value::Plain(exit) | Value::Behind(exit) => WayValue::Carried(exit),
    }
}

/// A way that several exits take carries a value if one of them does.
fn join(way: &mut Way, value: WayValue) {
    if let WayTo::Exit {
        value: known @ WayValue::None,
        ..
    } = &mut way.to
    {
        *known = value;
    }
}

/// Chooses how the ways out travel, by what may leave the rest on its own.
fn carrier(shape: ReturnedShape, found: &Found, is_named: bool) -> Carrier {
    let is_early = found.has_question || found.may_hide_return;
    match (shape, found.has_question) {
        (ReturnedShape::Result, _) if is_early => Carrier::Result,
        (ReturnedShape::Poll, true) => Carrier::PollResult,
        (ReturnedShape::Poll, false) if is_early && !is_named => Carrier::Poll,
        (ReturnedShape::Other | ReturnedShape::Never, true) => Carrier::Result,
        // Of others rustc says what is wrong with the `?`, if it is compiled in at all.
        _ => Carrier::Bare,
    }
}
