//! Where control goes in the rest of a split, and which of some locals are still there: not moved, and not without a value.

use super::data::{Plan, SplitId};
use super::presence::{End, Presence, State, join, join_of};
use super::reached::not_reached;
use super::watch::Watch;
use crate::resolve::facts::{
    ExitId, Facts, Fork, ForkId, ForkKind, FrameId, How, LocalId, LoopEnd, Position, ScopeId, Target, Use,
};
use std::collections::{BTreeMap, BTreeSet};

/// Follows locals through the rest of a split.
pub fn follow(facts: &Facts, plan: &Plan, region: SplitId, locals: &[LocalId], start: State, watch: &mut impl Watch) {
    let split = &plan.splits[region];
    let function = facts.function_of(facts.blocks[split.block].scope);
    let mut flow = Flow {
        facts,
        since: split.rest.start,
        locals,
        taken: &plan.taken,
        events: events(facts, plan, region, function, (locals, &start)),
        next: 0,
        breaks: BTreeMap::new(),
        again: BTreeMap::new(),
        watch,
    };
    flow.run(Position(u32::MAX), Some(start));
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A split further in ends first.
    Ends(std::cmp::Reverse<SplitId>),
    Use(usize),
    Exit(ExitId),
    Question(usize),
    Fork(ForkId),
    Begins(SplitId),
}

fn events(
    facts: &Facts,
    plan: &Plan,
    region: SplitId,
    function: ScopeId,
    (locals, start): (&[LocalId], &State),
) -> Vec<(Position, Event)> {
    let rest = &plan.splits[region].rest;
    let is_own = |scope: ScopeId| facts.function_of(scope) == function;
    // What has no value in front of the closure is in it, and so is what takes it along from behind those further in.
    let is_left_behind =
        |local: usize, at: Position| plan.is_left_behind(region, locals[local], at) && start[local] != Presence::Gone;
    let mut events = Vec::new();
    let deferred = plan.splits[region].deferred_in(facts, plan);
    let is_deferred = |found: &Use| {
        let is_mentioned = plan.splits[region].mentions.contains(&found.local);
        is_mentioned && deferred.iter().any(|code| code.contains(&found.at))
    };
    for (used, found) in facts.numbered_uses_in(rest) {
        let local = locals.iter().position(|local| *local == found.local);
        if local.is_some_and(|local| !is_left_behind(local, found.at)) && !is_deferred(found) {
            events.push((found.at, Event::Use(used)));
        }
    }
    // What a function ends with is its end, unless it is data.
    let is_exit = |id: ExitId| !facts.exits[id].is_tail || plan.exits[id.beside()].through.is_some();
    let exits = facts
        .exits_in(rest)
        .filter(|(id, exit)| is_own(exit.scope) && is_exit(*id));
    events.extend(exits.map(|(id, exit)| (exit.end, Event::Exit(id))));
    let first = facts.questions.partition_point(|found| found.at < rest.start);
    let questions = facts.questions_in(rest).iter().enumerate();
    let questions = questions.filter(|(_, question)| is_own(question.scope));
    events.extend(questions.map(|(place, question)| (question.at, Event::Question(first + place))));
    let forks = facts.forks.within(rest, |fork| fork.span.start);
    let forks = forks.filter(|(_, fork)| is_own(fork.scope));
    events.extend(forks.map(|(id, fork)| (fork.span.start, Event::Fork(id))));
    for (id, split) in plan.splits_in(rest) {
        if is_own(facts.blocks[split.block].scope) {
            events.push((split.rest.start, Event::Begins(id)));
            events.push((split.rest.end, Event::Ends(std::cmp::Reverse(id))));
        }
    }
    events.sort();
    events
}

struct Flow<'f, W> {
    facts: &'f Facts,
    /// Where it begins to be followed.
    since: Position,
    locals: &'f [LocalId],
    taken: &'f BTreeSet<Position>,
    events: Vec<(Position, Event)>,
    next: usize,
    /// The states in which each loop or block is left, and by what.
    breaks: BTreeMap<FrameId, Vec<(Option<End>, State)>>,
    /// The states in which each loop is begun again by a `continue`, and by which.
    again: BTreeMap<FrameId, Vec<(Option<End>, State)>>,
    watch: &'f mut W,
}

impl<W: Watch> Flow<'_, W> {
    /// Follows the code up to a position; nothing comes out where control doesn't come there.
    fn run(&mut self, until: Position, mut state: Option<State>) -> Option<State> {
        while let Some((_, event)) = self.events.get(self.next).filter(|(at, _)| *at < until) {
            let event = *event;
            self.next += 1;
            match event {
                Event::Begins(split) => self.watch.begins(split, state.as_ref()),
                Event::Ends(split) => self.watch.ends(split.0, &mut state),
                Event::Fork(fork) => state = self.fork(fork, state),
                Event::Use(used) => {
                    self.watch.used(used, state.as_ref());
                    match &mut state {
                        Some(state) => self.used(used, state),
                        None => self.watch.may_own(used),
                    }
                }
                Event::Question(question) => {
                    if let Some(state) = &mut state {
                        // Behind it the locals are as before.
                        self.watch.question(question, &mut state.clone());
                    }
                }
                Event::Exit(exit) => {
                    if let Some(state) = state.take() {
                        self.exit(exit, state);
                    }
                }
            }
        }
        state
    }

    fn used(&mut self, used: usize, state: &mut State) {
        let found = &self.facts.uses[used];
        let Some(at) = self.locals.iter().position(|local| *local == found.local) else {
            return;
        };
        if self.facts.unneeded.contains(&found.at) {
            return;
        }
        let how = self.facts.how_since(used, self.since);
        let is_doubted = self.watch.doubts(found.local);
        let had_value = self.watch.may_have_had_value(found.local, found.at);
        if self.facts.may_be_given.contains(&found.at)
            && !self.facts.in_macros.contains(&found.at)
            && state[at].may_be_given(used, is_doubted, had_value)
        {
            return;
        }
        if let (true, Presence::Perhaps(uses) | Presence::Unclear(uses)) = (is_doubted, &state[at]) {
            // What a closure has moved is the closure's with its new value, too.
            if how == How::Assigned {
                self.watch.part_given(used, uses);
            }
            if self.facts.given_parts.contains(&found.at) {
                return self.watch.part_given(used, uses);
            }
            if self.facts.given_contents.contains(&found.at) {
                let contents = uses
                    .iter()
                    .filter(|used| self.facts.contents.contains(&self.facts.uses[**used].at));
                self.watch.part_given(used, &contents.copied().collect());
            }
        }
        match &state[at] {
            Presence::Perhaps(_) if how == How::Advanced => return self.watch.may_own(used),
            Presence::Perhaps(uses) | Presence::Unclear(uses)
                if is_doubted && !matches!(how, How::Assigned | How::Refreshed) =>
            {
                let is_shown = |before: &usize| {
                    let before = &self.facts.uses[*before];
                    self.facts.shows_unmoved(before, found)
                        && !self.facts.share_closure(before, found, self.since)
                        && !self.facts.may_be_left(before.at, found.at)
                };
                let (shown, left): (BTreeSet<_>, BTreeSet<_>) = uses.iter().partition(|before| is_shown(before));
                self.watch.named_again(&shown);
                // Control may not have come here from there, as behind `process::exit`.
                let is_apart = |used: &&usize| self.facts.may_stay_away(&self.facts.uses[**used], found.at);
                let apart = shown.iter().filter(is_apart).copied().collect::<Vec<_>>();
                apart.into_iter().for_each(|used| self.watch.may_own(used));
                self.watch.named_behind(&left);
                state[at] = match &state[at] {
                    _ if left.is_empty() => Presence::Here,
                    Presence::Unclear(_) => Presence::Unclear(left),
                    _ => Presence::Perhaps(left),
                };
            }
            _ => {}
        }
        match (how, &state[at]) {
            (How::Assigned, Presence::Apart(ends)) => self.watch.overwrites(used, ends),
            // What is made from it is what is named there.
            (How::Advanced, _) => {}
            // It couldn't be used where it isn't: the other ways have ended, as by `process::exit`.
            (_, Presence::Apart(_)) => state[at] = Presence::Here,
            _ => {}
        }
        match how {
            How::Moved | How::Refreshed | How::Passed | How::Leaves(_) => state[at] = Presence::Gone,
            How::Assigned => state[at] = Presence::Here,
            // It couldn't be named but to be given a new value, or it is copied.
            How::MaybeMoved if state[at] == Presence::Gone && self.facts.in_macros.contains(&found.at) => {
                state[at] = Presence::Here;
            }
            How::Taken | How::TakenApart if self.taken.contains(&found.at) => state[at] = Presence::Gone,
            how if how.is_doubtful() && is_doubted => match &mut state[at] {
                Presence::Perhaps(uses) | Presence::Unclear(uses) => {
                    uses.insert(used);
                }
                presence => *presence = Presence::Perhaps(BTreeSet::from([used])),
            },
            how if how.is_doubtful() && state[at] != Presence::Gone && self.facts.needs_no_drop_if_moved(found) => {
                state[at] = Presence::Unclear(BTreeSet::new());
            }
            How::Mentioned | How::MaybeMoved | How::Taken | How::TakenApart | How::Advanced => {}
        }
    }

    fn exit(&mut self, exit: ExitId, mut state: State) {
        let at = self.watch.exit(exit, &mut state);
        match self.facts.exits[exit].to {
            Target::Break(frame) => {
                let breaks = self.breaks.entry(frame).or_default();
                breaks.push((at.map(End::Jump), state));
            }
            Target::Continue(frame) => {
                let again = self.again.entry(frame).or_default();
                again.push((at.map(End::Jump), state));
            }
            Target::Return => {}
        }
    }

    /// What the guard of an arm has moved may be gone where another one is tried.
    fn guard_fails(&self, fork: &Fork, arm: usize, state: &mut Option<State>) {
        let (Some(state), Some(begin)) = (state, fork.begins.get(arm)) else {
            return;
        };
        for found in self.facts.uses_in(&(fork.arms[arm].start..*begin)) {
            let at = self.locals.iter().position(|local| *local == found.local);
            if let Some(at) = at.filter(|_| matches!(found.how, How::Moved | How::Passed))
                && state[at] != Presence::Gone
            {
                state[at] = Presence::Unclear(BTreeSet::new());
            }
        }
    }

    fn fork(&mut self, id: ForkId, mut state: Option<State>) -> Option<State> {
        let fork = &self.facts.forks[id];
        let mut ends = Vec::new();
        match fork.kind {
            ForkKind::Choice { has_all } => {
                let end = |arm| fork.is_taken_out.then_some(End::Arm(id, arm));
                for (at, arm) in fork.arms.iter().enumerate() {
                    self.run(arm.start, None);
                    ends.extend(self.run(arm.end, state.clone()).map(|state| (end(at), state)));
                    self.guard_fails(fork, at, &mut state);
                }
                if !has_all {
                    let state = state.map(|state| not_reached(fork, self.taken, self.locals, &ends, state));
                    ends.extend(state.map(|state| (end(fork.arms.len()), state)));
                }
            }
            ForkKind::Frame { frame, comes_to } => {
                let is_endless = fork.is_endless();
                let state = match self.is_loop(frame) {
                    true => state.map(|state| self.first_or_again(id, frame, state)),
                    false => state,
                };
                let ends_hidden = comes_to == LoopEnd::OneOfAMacro && self.facts.may_be_left_in(&fork.span);
                let begin = state.clone();
                let entry = state.clone().filter(|_| !is_endless || ends_hidden);
                let end = self.run(fork.span.end, state);
                if self.is_loop(frame) {
                    begin.iter().chain(&end).for_each(|state| self.stays_in(fork, state));
                }
                let again = self.again.remove(&frame).unwrap_or_default();
                if self.is_loop(frame) {
                    let again = again.iter().map(|(_, state)| state);
                    again.chain(&end).for_each(|state| self.used_again(fork, state));
                }
                if ends_hidden {
                    ends.extend(end.clone().map(|state| (None, state)));
                }
                let is_block = !is_endless && !self.is_loop(frame);
                // Where the condition of a loop no longer holds, the locals are as at its begin.
                let end = if is_block { end } else { entry };
                let place = fork.is_taken_out.then_some(End::Frame(id));
                ends.extend(end.map(|state| (place, state)));
                ends.extend(self.breaks.remove(&frame).unwrap_or_default());
            }
        }
        self.run(fork.span.end, None);
        let joined = join(&ends);
        for (_, state) in &ends {
            self.miss(state, joined.as_ref());
        }
        joined
    }

    /// Uses that may have moved a local on one of several ways, and not on this one, may be all that has.
    fn miss(&mut self, state: &State, joined: Option<&State>) {
        for (presence, joined) in state.iter().zip(joined.into_iter().flatten()) {
            if let (Presence::Perhaps(uses), Presence::Perhaps(all)) = (presence, joined) {
                let is_missed = |used: &&usize| !self.facts.move_as_well(uses, **used);
                self.watch.missed(&all.iter().filter(is_missed).copied().collect());
            }
        }
    }

    /// A loop may not come to its end: what has been moved then is the closure's all the same.
    fn stays_in(&mut self, fork: &Fork, state: &State) {
        // rustc takes a `for` or `while` to come to its end, whatever is in it.
        let may_stay = |used: &usize| fork.is_endless() || fork.span.contains(&self.facts.uses[*used].at);
        for presence in state {
            if let Presence::Perhaps(uses) | Presence::Unclear(uses) = presence {
                let staying = uses.iter().filter(|used| may_stay(used));
                staying.for_each(|used| self.watch.may_own(*used));
            }
        }
    }

    /// What a loop comes round to again hasn't been moved in it, unless it got a new value before.
    fn used_again(&mut self, fork: &Fork, state: &State) {
        for (local, presence) in self.locals.iter().zip(state) {
            let (Presence::Perhaps(uses) | Presence::Unclear(uses)) = presence else {
                continue;
            };
            let mut again = self.facts.uses_in(&fork.span).iter();
            let Some(first) = again.find(|found| found.local == *local) else {
                continue;
            };
            let before = fork.span.start..first.at;
            let inner = self.facts.forks.within(&before, |fork| fork.span.start);
            let may_be_passed = inner.skip(1).any(|(_, inner)| inner.span.contains(&first.at));
            if first.how == How::Assigned && !may_be_passed {
                continue;
            }
            let is_in_it = |used: &&usize| fork.span.contains(&self.facts.uses[**used].at);
            let is_shown = |used: &&usize| {
                let used = &self.facts.uses[**used];
                self.facts.shows_unmoved(used, first)
                    && !self.facts.may_be_left(used.at, fork.span.end)
                    && !self.facts.may_be_left_in(&(used.at..fork.span.end))
            };
            let shown = uses.iter().filter(is_in_it).filter(is_shown).copied().collect();
            self.watch.named_again(&shown);
        }
    }

    /// The state in which a loop begins, for the first time or again: what was gone, or may be, may have got a value in it.
    fn first_or_again(&mut self, id: ForkId, frame: FrameId, mut state: State) -> State {
        let fork = &self.facts.forks[id];
        let given = |at: &usize| {
            let local = self.locals[*at];
            let mut uses = self.facts.uses_in(&fork.span).iter();
            matches!(state[*at], Presence::Gone | Presence::Apart(_))
                && uses.any(|found| found.local == local && self.facts.may_be_given(found))
                && self.watch.may_have_had_value(local, fork.span.start)
        };
        let given = (0..state.len()).filter(given).collect::<Vec<_>>();
        if given.is_empty() {
            return state;
        }
        let (next, breaks, known) = (self.next, self.breaks.clone(), self.watch.known());
        let end = self.run(fork.span.end, Some(state.clone()));
        let again = self.again.remove(&frame).unwrap_or_default();
        // A body that is a scope is a closure, or holds one: behind that there is no place.
        let place = (fork.is_taken_out && !self.facts.is_scope(frame)).then_some(End::Arm(id, 0));
        let end = end.map(|state| (place, state));
        let mut ends: Vec<_> = again.into_iter().chain(end).collect();
        ends.push((None, state.clone()));
        (self.next, self.breaks) = (next, breaks);
        self.watch.forget(known);
        for at in given {
            state[at] = match join_of(&ends, at) {
                joined @ (Presence::Gone | Presence::Apart(_)) => joined,
                _ => Presence::Unclear(BTreeSet::new()),
            };
        }
        state
    }

    fn is_loop(&self, frame: FrameId) -> bool {
        self.facts.frames[frame].is_loop
    }
}
