//! What a closure owns since some way out moves it, and others don't: there it comes out of the closure, to be dropped where it is
//! declared (rule 3.5).

use super::anew::{Given, Overwrites};
use super::data::{Carrier, Leaving, Passage, Passes, Plan, SplitId, Through};
use super::doubts::Named;
use super::flow::follow;
use super::leftovers;
use super::lives::{Goes, Lives};
use super::owned::{around, doubted, owned};
use super::presence::{End, Presence, State};
use super::spared::{By, Found, is_changed_in, is_hidden_at, may_be_borrowed_behind, may_move_behind};
use super::watch::Watch;
use crate::resolve::facts::{ExitId, Facts, How, LocalId, Position, ScopeId, Target};
use crate::resolve::next::Next;
use std::collections::{BTreeMap, BTreeSet};

pub fn plan(facts: &Facts, lives: &Lives<'_>, plan: &mut Plan) {
    let taken = taken(facts, lives, plan);
    plan.taken.extend(taken);
    let owned: Vec<_> = plan.splits.ids().map(|id| owned(facts, plan, lives, id)).collect();
    for (id, split) in plan.splits.iter() {
        let owned = owned[id.place()].iter().map(|local| facts.whole(*local));
        let owned: BTreeSet<_> = owned.map(|local| &facts.locals[local].name).collect();
        let calls = facts.calls_in(&split.rest).iter();
        let calls = calls.filter(|call| call.given.iter().any(|name| owned.contains(name)));
        plan.only.extend(calls.filter_map(|call| call.std.clone()));
    }
    let doubted = |id: SplitId| &doubted(facts, plan, lives, id) - &owned[id.place()];
    find(facts, lives, plan, &owned, doubted).note(facts, plan);
}

/// The guesses that decide whether something is spared: where a local is there on one way out, and gone by a guess on another.
fn taken(facts: &Facts, lives: &Lives<'_>, plan: &Plan) -> BTreeSet<Position> {
    if !facts.uses.iter().any(|found| found.how.is_guess()) {
        return BTreeSet::new();
    }
    let owned: Vec<_> = plan.splits.ids().map(|id| owned(facts, plan, lives, id)).collect();
    let found = find(facts, lives, plan, &owned, |id| doubted(facts, plan, lives, id));
    let taken = found.doubts.taken(facts, &owned).into_iter();
    taken.map(|used| facts.uses[used].at).collect()
}

/// Follows what is owned, or doubted, through the rest of each split.
fn find(
    facts: &Facts,
    lives: &Lives<'_>,
    plan: &Plan,
    owned: &[BTreeSet<LocalId>],
    doubted: impl Fn(SplitId) -> BTreeSet<LocalId>,
) -> Found {
    let mut found = Found::default();
    for id in plan.splits.ids() {
        let around = around(plan, id);
        let is_new = |local: &&LocalId| !around.iter().any(|around| owned[around.place()].contains(local));
        let doubted = doubted(id);
        let followed: BTreeSet<_> = owned[id.place()]
            .iter()
            .filter(is_new)
            .chain(&doubted)
            .copied()
            .collect();
        let locals: Vec<_> = followed.into_iter().collect();
        if locals.is_empty() {
            continue;
        }
        let presence = |local: &LocalId| match plan.splits[id].has_no_value(lives, *local) {
            true => Presence::Gone,
            false => Presence::Here,
        };
        let start = locals.iter().map(presence).collect();
        let mut sparing = Sparing {
            facts,
            lives,
            plan,
            owned,
            locals: &locals,
            doubted: &doubted,
            open: Vec::new(),
            began: BTreeMap::new(),
            found: &mut found,
        };
        follow(facts, plan, id, &locals, start, &mut sparing);
    }
    found
}

struct Sparing<'f> {
    facts: &'f Facts,
    lives: &'f Lives<'f>,
    plan: &'f Plan,
    /// Beside the splits.
    owned: &'f [BTreeSet<LocalId>],
    /// Those that are followed.
    locals: &'f [LocalId],
    /// Those of them of which it isn't known whether the closure owns them.
    doubted: &'f BTreeSet<LocalId>,
    /// The splits in whose rests control is, from the outside in.
    open: Vec<SplitId>,
    began: BTreeMap<SplitId, State>,
    found: &'f mut Found,
}

impl<'f> Sparing<'f> {
    /// Spares what the closure of a split owns, but for what it gives back.
    fn spare(&mut self, at: Leaving, split: SplitId, given_back: &[LocalId], to: Goes, state: &mut State) {
        let function = self.function_of(split);
        for (local, presence) in self.locals.iter().zip(state) {
            if self.doubted.contains(local) {
                let is_mentioned = self.plan.splits[split].mentions.contains(local);
                let named = (Named::of(self.lives, *local, to), is_mentioned);
                let doubts = &mut self.found.doubts;
                doubts.at_way_out(self.facts, (split, *local), named, presence);
                continue;
            }
            if !self.owned[split.place()].contains(local) || given_back.contains(local) {
                continue;
            }
            let facts = self.facts;
            let is_hidden = |end: &End| is_hidden_at(facts, *local, *end);
            let presence = match std::mem::replace(presence, Presence::Gone) {
                Presence::Apart(ends) if ends.iter().any(is_hidden) => Presence::Unclear(BTreeSet::new()),
                presence => presence,
            };
            // What is declared in the closure can't be asked for outside: here rustc tells whether it is there.
            let is_inside = self.plan.splits[split].has_no_value(self.lives, *local);
            match presence {
                Presence::Unclear(_) if !is_inside => {
                    self.found.unclear.insert((split, *local));
                }
                // On some way it got no value, that is all.
                Presence::Unclear(_) if !is_changed_in(facts, self.plan, &self.plan.splits[split], *local) => {}
                Presence::Here | Presence::Unclear(_) => {
                    self.found.functions.insert((function, *local));
                    self.found.ways.entry((at, split)).or_default().insert(*local);
                }
                Presence::Apart(ends) => {
                    let is_free = |end: &End| !may_be_borrowed_behind(facts, *local, *end);
                    for end in ends.into_iter().filter(is_free) {
                        self.found.functions.insert((function, *local));
                        self.found.ends.entry(end).or_default().insert(*local);
                    }
                }
                Presence::Gone | Presence::Perhaps(_) => {}
            }
        }
    }

    /// Notes what a way of a split gives back that isn't read behind it, by how it is left first.
    fn give(
        &self,
        at: Leaving,
        (split, through): (SplitId, Option<Through>),
        given_back: &[LocalId],
        to: Goes,
        state: &State,
        given: &mut Vec<Given>,
    ) {
        let Some(through) = through else { return };
        let owns = |split: SplitId, local: &LocalId| self.owned[split.place()].contains(local);
        for (local, presence) in self.locals.iter().zip(state) {
            let is_given = given_back.contains(local) && owns(split, local);
            if !is_given || self.doubted.contains(local) || self.lives.is_read(*local, to) {
                continue;
            }
            if let Some(given) = given.iter_mut().find(|given| given.local == *local) {
                given.keys.push((split, through));
                continue;
            }
            given.push(Given {
                local: *local,
                function: self.function_of(split),
                keys: vec![(split, through)],
                at,
                presence: presence.clone(),
                is_outermost: !around(self.plan, split).iter().any(|around| owns(*around, local)),
            });
        }
    }

    fn function_of(&self, split: SplitId) -> ScopeId {
        let scope = self.facts.blocks[self.plan.splits[split].block].scope;
        self.facts.function_of(scope)
    }

    /// Leaves the innermost split and those around it that are left, too; gives the place behind them, if control goes elsewhere from there.
    fn leave(&mut self, mut at: Leaving, to: Target, mut by: By<'f>, state: &mut State) -> Option<Leaving> {
        let mut given = Vec::new();
        for split in self.open.clone().into_iter().rev() {
            if !self.facts.leaves(to, self.plan.splits[split].rest.start) {
                break;
            }
            let (given_back, behind) = self.way(split, by);
            self.give(at, (split, by.through()), given_back, Goes::To(to), state, &mut given);
            self.spare(at, split, given_back, Goes::To(to), state);
            self.deferred_runs(split, state);
            match behind {
                Some(behind) => (at, by) = behind,
                None => {
                    self.found.given.extend(given);
                    return None;
                }
            }
        }
        self.found.given.extend(given);
        Some(at)
    }

    /// What the deferred code behind a split moves is gone, if that is reached; the place of it on the other ways is the closure around.
    fn deferred_runs(&self, split: SplitId, state: &mut State) {
        for (local, presence) in self.locals.iter().zip(state) {
            if may_move_behind(self.facts, self.plan, &self.plan.splits[split], *local) {
                *presence = Presence::Gone;
            }
        }
    }

    /// What a way out of a split gives back, and where it goes on behind that, unless it is the end of what is there.
    fn way(&self, id: SplitId, by: By<'f>) -> (&'f [LocalId], Option<(Leaving, By<'f>)>) {
        let split = &self.plan.splits[id];
        let Passes::Ways(ways) = &split.passes else {
            return (&[], None);
        };
        let on = |on: &'f Option<Passage>| on.as_ref().map_or(By::Itself, By::Passage);
        let (given_back, behind): (&[LocalId], _) = match by {
            By::Itself => (&[], None),
            By::Question if ways.settles || ways.sees_value => (&[], Some((Leaving::Returned(id), on(&ways.returned)))),
            By::Question => match ways.carrier {
                Carrier::Bare => (&[], None),
                Carrier::Result => (&[], Some((Leaving::Carried(id), By::Question))),
                Carrier::PollResult | Carrier::Poll => (&[], Some((Leaving::Early(id), on(&ways.early)))),
            },
            By::Passage(passage) => match passage.way {
                Through::Plain => (&[], None),
                Through::Next => (ways.next.as_ref().map_or(&[], |way| &way.given_back), None),
                Through::Break => match &ways.breaks {
                    Some(way) => (&way.given_back, Some((Leaving::Break(id), on(&way.on)))),
                    None => (&[], None),
                },
                Through::Return => (&[], Some((Leaving::Returned(id), on(&ways.returned)))),
                Through::Jump(at) => {
                    let way = &ways.jumps[at];
                    (&way.given_back, Some((Leaving::Jump(id, at), on(&way.on))))
                }
            },
        };
        let goes_on = self.facts.next(split.block) != Next::Named;
        (given_back, behind.filter(|_| goes_on))
    }

    /// Leaves by what comes out of a closure though nothing in it may leave by that: the error of a deferred call.
    fn leave_carried(&mut self, id: SplitId) {
        let split = &self.plan.splits[id];
        let (Passes::Ways(ways), Some(behind)) = (&split.passes, self.behind(id)) else {
            return;
        };
        if self.facts.next(split.block) == Next::Named {
            return;
        }
        if ways.returns {
            let by = ways.returned.as_ref().map_or(By::Itself, By::Passage);
            self.leave(Leaving::Returned(id), Target::Return, by, &mut behind.clone());
        }
        if let (_, Some((at, by))) = self.way(id, By::Question) {
            self.leave(at, Target::Return, by, &mut behind.clone());
        }
    }

    /// The state behind a split, in whatever way that was left; nothing where control doesn't come to it.
    fn behind(&self, id: SplitId) -> Option<State> {
        let owned = &self.owned[id.place()];
        let behind = self.locals.iter().zip(self.began.get(&id)?);
        let doubted = |local| self.found.doubts.behind(self.facts, id, local);
        let behind = behind.map(|(local, presence)| match owned.contains(local) {
            true => Presence::Gone,
            false => doubted(*local).unwrap_or_else(|| presence.clone()),
        });
        let mut behind = behind.collect();
        self.deferred_runs(id, &mut behind);
        Some(behind)
    }

    /// The split that the end of this one is behind, of the same block.
    fn inner(&self, id: SplitId) -> Option<SplitId> {
        let block = self.plan.splits[id].block;
        let is_inner = |inner: &SplitId| {
            let split = &self.plan.splits[*inner];
            split.around == Some(id) && split.block == block
        };
        self.began.keys().copied().find(is_inner)
    }
}

impl Watch for Sparing<'_> {
    type Known = (Found, BTreeMap<SplitId, State>);

    fn exit(&mut self, exit: ExitId, state: &mut State) -> Option<Leaving> {
        let through = self.plan.exits[exit.beside()].through.as_ref();
        let by = through.map_or(By::Itself, By::Passage);
        self.leave(Leaving::Exit(exit), self.facts.exits[exit].to, by, state)
    }

    fn question(&mut self, question: usize, state: &mut State) {
        self.leave(Leaving::Question(question), Target::Return, By::Question, state);
    }

    fn doubts(&self, local: LocalId) -> bool {
        self.doubted.contains(&local)
    }

    fn named_again(&mut self, uses: &BTreeSet<usize>) {
        self.found.doubts.is_unlikely(uses);
    }

    fn named_behind(&mut self, uses: &BTreeSet<usize>) {
        self.found.doubts.named_behind(uses);
    }

    fn missed(&mut self, uses: &BTreeSet<usize>) {
        self.found.doubts.miss(uses);
    }

    fn part_given(&mut self, used: usize, uses: &BTreeSet<usize>) {
        leftovers::note_given(self.facts, self.plan, self.found, &self.open, used, uses);
    }

    fn may_own(&mut self, used: usize) {
        let found = &self.facts.uses[used];
        if (found.how.is_doubtful() || found.how == How::Advanced) && self.doubted.contains(&found.local) {
            self.found.doubts.may_have_moved(used, found.local, &self.open);
        }
    }

    fn overwrites(&mut self, used: usize, ends: &BTreeSet<End>) {
        let overwrites = Overwrites::of(self.facts, self.owned, &self.open, used, ends);
        self.found.overwrites.extend(overwrites);
    }

    fn begins(&mut self, split: SplitId, state: Option<&State>) {
        self.open.push(split);
        self.began.extend(state.map(|state| (split, state.clone())));
    }

    fn ends(&mut self, id: SplitId, state: &mut Option<State>) {
        self.open.pop();
        let split = &self.plan.splits[id];
        // What a closure further in returns is what this one does, in whatever way that was left; and where all of it ends by a way out
        // that is its end, control goes on here.
        if let Some(inner) = self.inner(id) {
            let goes_on = match &self.plan.splits[inner].passes {
                Passes::Ways(ways) => state.is_none() && ways.next.is_some(),
                _ => true,
            };
            if goes_on || self.facts.next(split.block) == Next::Named {
                *state = self.behind(inner);
            }
        }
        let given_back = match &split.passes {
            Passes::Never => return *state = None,
            Passes::Ways(ways) => ways.next.as_ref().map_or(&[][..], |next| &next.given_back),
            _ => &[],
        };
        self.leave_carried(id);
        if let Some(state) = state {
            let to = match self.facts.next(split.block) {
                Next::Iteration(frame) => Goes::To(Target::Continue(frame)),
                Next::Block(frame) => Goes::To(Target::Break(frame)),
                Next::Inner => Goes::Behind(split.block),
                Next::Value | Next::Named | Next::Nowhere { .. } => Goes::Nowhere,
            };
            let (mut given, way) = (Vec::new(), (id, Some(Through::Next)));
            self.give(Leaving::End(id), way, given_back, to, state, &mut given);
            self.found.given.extend(given);
            self.spare(Leaving::End(id), id, given_back, to, state);
            self.deferred_runs(id, state);
        }
        // As data, what a function ends with is returned.
        if self.facts.next(split.block) == Next::Value
            && let Passes::Ways(ways) = &split.passes
            && let Some(mut state) = state.take()
        {
            let by = ways.returned.as_ref().map_or(By::Itself, By::Passage);
            self.leave(Leaving::Returned(id), Target::Return, by, &mut state);
        }
    }

    fn may_have_had_value(&self, local: LocalId, at: Position) -> bool {
        !self.lives.is_unassigned(local, at)
    }

    fn known(&self) -> Self::Known {
        (self.found.clone(), self.began.clone())
    }

    fn forget(&mut self, (found, began): Self::Known) {
        (*self.found, self.began) = (found, began);
    }
}
