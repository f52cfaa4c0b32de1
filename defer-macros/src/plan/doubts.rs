//! What a closure may own: whether a method moves its receiver, a macro its argument or a pattern a part can't be told. What is named
//! again behind such a use hasn't been moved by it, if control comes there: so no guess moves it. Where one may have moved it on some way
//! out, and the local is there on another, the local is taken to stay outside, and rustc is asked whether it does.

use super::data::{Plan, SplitId};
use super::leftovers;
use super::lives::{Goes, Lives};
use super::presence::Presence;
use crate::resolve::facts::{Facts, LocalId, Position};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of such locals at the ways out of splits.
#[derive(Clone, Default)]
pub struct Doubts {
    known: BTreeMap<(SplitId, LocalId), Doubt>,
    /// The uses that have moved nothing: deferred code that runs behind them names that.
    trusted: BTreeSet<usize>,
    /// The uses that have moved nothing, unless what stands behind them never comes to its end.
    unlikely: BTreeSet<usize>,
    /// Those that have left something.
    parts: BTreeSet<usize>,
    /// Those that have moved a local on one of several ways that come together, if at all.
    missed: BTreeSet<usize>,
    /// Those behind which a local gets a new value where control has gone on: only what is moved for certain is dropped there.
    given_again: BTreeSet<usize>,
}

#[derive(Clone, Default)]
struct Doubt {
    /// On some way out it is there.
    is_here: bool,
    /// What may have moved it on others.
    uses: BTreeSet<usize>,
    /// The same by each way out.
    ways: BTreeSet<BTreeSet<usize>>,
}

/// Whether a local is named where control goes on.
#[derive(Clone, Copy, PartialEq)]
pub enum Named {
    Nowhere,
    /// On some way, which may not be gone.
    Perhaps,
    Surely,
}

impl Named {
    pub fn of(lives: &Lives<'_>, local: LocalId, to: Goes) -> Self {
        match lives.is_named(local, to) {
            true if lives.is_surely_named(local, to) => Named::Surely,
            true => Named::Perhaps,
            false => Named::Nowhere,
        }
    }
}

impl Doubts {
    /// A way out of a split; where control goes on the local is named, or not, as it is by deferred code behind the split.
    pub fn at_way_out(
        &mut self,
        facts: &Facts,
        (split, local): (SplitId, LocalId),
        (named, is_mentioned): (Named, bool),
        presence: &Presence,
    ) {
        let doubt = self.known.entry((split, local)).or_default();
        doubt.is_here |= named != Named::Nowhere || matches!(presence, Presence::Here | Presence::Unclear(_));
        match presence {
            // Another part may be what is named.
            Presence::Perhaps(uses) | Presence::Unclear(uses) if named == Named::Surely || is_mentioned => {
                // Or a macro leaves behind one, so that nothing is named there.
                let is_part = |used: &&usize| {
                    let used = &facts.uses[**used];
                    facts.may_be_part(used)
                        || facts.may_be_in_part.contains(&used.at)
                        || facts.may_be_left(used.at, Position(u32::MAX))
                };
                let (parts, all): (BTreeSet<usize>, BTreeSet<usize>) = uses.iter().partition(is_part);
                doubt.ways.extend((named == Named::Nowhere).then(|| parts.clone()));
                doubt.uses.extend(uses);
                match is_mentioned {
                    true => self.trusted.extend(all),
                    false => self.unlikely.extend(all),
                }
                self.parts.extend(parts);
            }
            Presence::Perhaps(uses) | Presence::Unclear(uses) => {
                if named != Named::Nowhere {
                    self.given_again.extend(uses);
                }
                doubt.uses.extend(uses);
                doubt.ways.insert(uses.clone());
            }
            Presence::Here | Presence::Gone | Presence::Apart(_) => {}
        }
    }

    pub fn is_unlikely(&mut self, uses: &BTreeSet<usize>) {
        self.unlikely.extend(uses);
    }

    pub fn miss(&mut self, uses: &BTreeSet<usize>) {
        self.missed.extend(uses);
    }

    pub fn named_behind(&mut self, uses: &BTreeSet<usize>) {
        self.parts.extend(uses);
    }

    /// A use may have moved a local out of these splits.
    pub fn may_have_moved(&mut self, used: usize, local: LocalId, splits: &[SplitId]) {
        for split in splits {
            self.known.entry((*split, local)).or_default().uses.insert(used);
        }
    }

    /// What is known of a local behind a split, by all of the split's ways out.
    pub fn behind(&self, facts: &Facts, split: SplitId, local: LocalId) -> Option<Presence> {
        let doubt = self.known.get(&(split, local))?;
        let is_left = doubt.is_here || doubt.uses.iter().any(|used| self.is_missed(facts, doubt, *used));
        match (is_left, doubt.uses.is_empty()) {
            (_, true) => None,
            (true, _) => Some(Presence::Unclear(doubt.uses.clone())),
            (false, _) => Some(Presence::Perhaps(doubt.uses.clone())),
        }
    }

    /// The uses that are taken to move something, as that decides where it is dropped.
    pub fn taken(&self, facts: &Facts, owned: &[BTreeSet<LocalId>]) -> BTreeSet<usize> {
        // What a closure owns all the same is spared where it isn't moved.
        let is_owned = |(split, local): &(SplitId, LocalId)| owned[split.place()].contains(local);
        let known = self.known.iter().filter(|(of, _)| is_owned(of));
        let guesses = self.open(facts).chain(known).flat_map(|(_, doubt)| &doubt.uses);
        let is_taken = |used: &usize| {
            let found = &facts.uses[*used];
            let is_wrong = self.is_wrong(*used) || self.parts.contains(used) || self.given_again.contains(used);
            found.how.is_guess() && !facts.locals[found.local].is_dropless && !is_wrong
        };
        guesses.copied().filter(is_taken).collect()
    }

    pub fn note(self, facts: &Facts, plan: &mut Plan) {
        let of = self
            .known
            .iter()
            .flat_map(|(of, doubt)| doubt.uses.iter().map(|used| (*of, *used)));
        leftovers::note(facts, plan, of.filter(|(_, used)| !self.trusted.contains(used)));
        for (&(split, local), doubt) in self.open(facts) {
            let is_asked = |used: &usize| facts.needs_no_drop_if_moved(&facts.uses[*used]);
            let may_move = |used: &&usize| !self.trusted.contains(used);
            if doubt.uses.iter().filter(may_move).all(is_asked) {
                note_dropless(facts, plan, split, local);
                continue;
            }
            let asked = &mut plan.splits[split];
            match self.parts_missed(facts, doubt) {
                Some(parts) => asked
                    .parts
                    .parts_stay
                    .extend(parts.into_iter().map(|path| (local, path))),
                None => asked.stays.push(local),
            }
        }
    }

    /// The parts that are all that is asked about; nothing where it is all of a local.
    fn parts_missed(&self, facts: &Facts, doubt: &Doubt) -> Option<BTreeSet<Vec<String>>> {
        let is_left = doubt.is_here || doubt.uses.iter().any(|used| self.is_wrong(*used));
        let missed = doubt.uses.iter().filter(|used| self.is_missed(facts, doubt, **used));
        let path = |used: &usize| facts.parts.get(&facts.uses[*used].at).cloned();
        let paths = missed.map(path).collect::<Option<BTreeSet<_>>>()?;
        (!is_left && paths.iter().all(|path| !path.is_empty())).then_some(paths)
    }

    /// Whether a use has moved nothing, if control comes behind it.
    fn is_wrong(&self, used: usize) -> bool {
        self.trusted.contains(&used) || self.unlikely.contains(&used)
    }

    /// What may have moved it on one way out but not on another may be all that has.
    fn is_missed(&self, facts: &Facts, doubt: &Doubt, used: usize) -> bool {
        let is_missed = || !doubt.ways.iter().all(|way| facts.move_as_well(way, used));
        !self.trusted.contains(&used) && (self.missed.contains(&used) || is_missed())
    }

    /// What is there on one way out of a split, and may be gone on another by these uses.
    fn open(&self, facts: &Facts) -> impl Iterator<Item = (&(SplitId, LocalId), &Doubt)> {
        self.known.iter().filter(move |(_, doubt)| {
            let mut uses = doubt.uses.iter();
            let is_left = doubt.is_here || uses.any(|used| self.is_wrong(*used) || self.is_missed(facts, doubt, *used));
            is_left && !doubt.uses.is_subset(&self.trusted)
        })
    }
}

/// What is dropped in its order if it has no destructor: rustc is asked before any of that may be moved.
pub fn note_dropless(facts: &Facts, plan: &mut Plan, split: SplitId, local: LocalId) {
    let known = &facts.locals[local];
    if !known.is_parameter {
        plan.dropless.insert(local);
        return;
    }
    let from = known.from;
    let mut around = super::owned::around(plan, split).into_iter();
    let outermost = around.rfind(|around| from < plan.splits[*around].rest.start);
    let dropless = &mut plan.splits[outermost.unwrap_or(split)].dropless;
    if !dropless.contains(&local) {
        dropless.push(local);
    }
}
