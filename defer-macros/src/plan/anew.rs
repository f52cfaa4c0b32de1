//! What a closure moves on some ways out, and gets a new value where they go on: it is given back as far as it is there, so that it is
//! dropped where it is assigned.

use super::data::{Leaving, Passes, Plan, SplitId, Through, Way};
use super::presence::{End, Presence};
use super::spared::{Found, is_hidden_at};
use crate::resolve::facts::{Facts, LocalId, ScopeId};
use std::collections::BTreeSet;

/// A way of a split.
pub type Key = (SplitId, Through);

/// What leaves splits by ways that give a local back which isn't read behind them.
#[derive(Clone)]
pub struct Given {
    pub local: LocalId,
    pub function: ScopeId,
    /// The ways, from the inside out, and the place where the first split is left.
    pub keys: Vec<Key>,
    pub at: Leaving,
    pub presence: Presence,
    /// No closure around those owns it.
    pub is_outermost: bool,
}

/// A new value for a local that is there on some ways only, up to these ends.
#[derive(Clone)]
pub struct Overwrites {
    pub local: LocalId,
    pub used: usize,
    pub ends: BTreeSet<End>,
    /// The closure that owns it.
    pub split: SplitId,
}

impl Overwrites {
    /// Of an assignment in the rests of these splits; nothing where none of them owns the local.
    pub fn of(
        facts: &Facts,
        owned: &[BTreeSet<LocalId>],
        open: &[SplitId],
        used: usize,
        ends: &BTreeSet<End>,
    ) -> Option<Self> {
        let local = facts.uses[used].local;
        let owns = |split: &&SplitId| owned[split.place()].contains(&local);
        let (split, ends) = (*open.iter().find(owns)?, ends.clone());
        Some(Overwrites {
            local,
            used,
            ends,
            split,
        })
    }
}

impl Given {
    fn is_among(&self, known: &BTreeSet<(Key, LocalId)>) -> bool {
        self.keys.iter().any(|key| known.contains(&(*key, self.local)))
    }

    /// Whether a way out of a closure around spares it already.
    fn is_spared(&self, found: &Found) -> bool {
        let is_spared = |end: &End| found.ends.get(end).is_some_and(|spared| spared.contains(&self.local));
        match &self.presence {
            Presence::Apart(ends) => ends.iter().any(is_spared),
            _ => self
                .keys
                .iter()
                .filter_map(|key| behind(*key))
                .any(|end| is_spared(&end)),
        }
    }

    fn spare(&self, found: &mut Found) {
        found.functions.insert((self.function, self.local));
        match &self.presence {
            Presence::Apart(ends) => {
                for end in ends {
                    found.ends.entry(*end).or_default().insert(self.local);
                }
            }
            _ => {
                let left = found.ways.entry((self.at, self.keys[0].0)).or_default();
                left.insert(self.local);
            }
        }
    }

    fn ways(&self) -> impl Iterator<Item = (Key, LocalId)> {
        self.keys.iter().map(|key| (*key, self.local))
    }

    /// Whether it can be put into its place where it is there.
    fn is_clear(&self, facts: &Facts) -> bool {
        // What else goes on where the end does is not told from that further out.
        let is_end = matches!(self.at, Leaving::End(_));
        if !self.is_outermost && !is_end && self.keys.iter().any(|(_, through)| *through == Through::Next) {
            return self.presence == Presence::Gone;
        }
        match &self.presence {
            Presence::Here | Presence::Gone => true,
            Presence::Apart(ends) => !ends.iter().any(|end| is_hidden_at(facts, self.local, *end)),
            Presence::Perhaps(_) | Presence::Unclear(_) => false,
        }
    }
}

/// Takes what is gone from the ways that would give it back. Where it is there on others that come out the same, those put it into the place
/// beside its declaration, and it is taken from there, unless it is spared there anyway.
pub fn note(facts: &Facts, plan: &mut Plan, found: &mut Found) {
    overwrite(facts, plan, found);
    let all = std::mem::take(&mut found.given);
    let gone = connected(&all, |given| given.presence != Presence::Here);
    let unclear = connected(&all, |given| !given.is_clear(facts));
    let all = all.into_iter();
    let all = all.filter(|given| given.is_among(&gone) && !given.is_among(&unclear));
    let all: Vec<_> = all.collect();
    let spared = connected(&all, |given| given.is_spared(found));
    for given in &all {
        for key in &given.keys {
            if let Some(way) = way(plan, *key) {
                way.given_back.retain(|local| *local != given.local);
            }
        }
        if given.is_among(&spared) {
            given.ways().for_each(|(key, local)| take_away(found, key, local));
        }
    }
    for given in all.iter().filter(|given| given.presence != Presence::Gone) {
        given.spare(found);
        if let Some(way) = given.keys.last().and_then(|key| way(plan, *key))
            && !given.is_among(&spared)
            && !way.restored.contains(&given.local)
        {
            way.restored.push(given.local);
        }
    }
}

/// Where a local is spared that gets a new value behind, its old one is dropped there.
fn overwrite(facts: &Facts, plan: &mut Plan, found: &mut Found) {
    for Overwrites {
        local,
        used,
        ends,
        split,
    } in std::mem::take(&mut found.overwrites)
    {
        let is_spared = |end: &End| found.ends.get(end).is_some_and(|spared| spared.contains(&local));
        if !ends.iter().any(is_spared) {
            continue;
        }
        match facts.assigned.contains_key(&used) && !facts.part_of.contains_key(&local) {
            true => {
                plan.spares.overwritten.insert(used);
            }
            // Nobody would drop it there: it is refused.
            false => {
                found.unclear.insert((split, local));
            }
        }
    }
}

/// The place where a way goes on behind its split.
fn behind((split, through): Key) -> Option<End> {
    match through {
        Through::Break => Some(End::Jump(Leaving::Break(split))),
        Through::Jump(at) => Some(End::Jump(Leaving::Jump(split, at))),
        Through::Next | Through::Plain | Through::Return => None,
    }
}

fn take_away(found: &mut Found, key: Key, local: LocalId) {
    if let Some(end) = behind(key)
        && let Some(spared) = found.ends.get_mut(&end)
    {
        spared.remove(&local);
    }
}

/// The ways of what is so, and those that are left together with them.
fn connected(all: &[Given], is_so: impl Fn(&Given) -> bool) -> BTreeSet<(Key, LocalId)> {
    let mut known: BTreeSet<_> = all.iter().filter(|given| is_so(given)).flat_map(Given::ways).collect();
    loop {
        let count = known.len();
        let more = all.iter().filter(|given| given.is_among(&known)).flat_map(Given::ways);
        known.extend(more.collect::<Vec<_>>());
        if known.len() == count {
            return known;
        }
    }
}

fn way(plan: &mut Plan, (split, through): Key) -> Option<&mut Way> {
    let Passes::Ways(ways) = &mut plan.splits[split].passes else {
        return None;
    };
    match through {
        Through::Next => ways.next.as_mut(),
        Through::Break => ways.breaks.as_mut(),
        Through::Jump(at) => ways.jumps.get_mut(at),
        Through::Plain | Through::Return => None,
    }
}
