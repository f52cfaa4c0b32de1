//! Whether locals are there, on one way of control and where several come together.

use super::data::Leaving;
use crate::resolve::facts::ForkId;
use std::collections::BTreeSet;

/// Whether a local is there.
#[derive(Debug, Clone, PartialEq)]
pub enum Presence {
    Here,
    Gone,
    /// Unless one of these uses has moved it, which isn't known.
    Perhaps(BTreeSet<usize>),
    /// On some ways, which could spare it at these ends.
    Apart(BTreeSet<End>),
    /// On some ways, of which one has no end where it could be spared. These uses may have moved it on others.
    Unclear(BTreeSet<usize>),
}

impl Presence {
    /// What is gone, or may be, and is named by a macro gets a value there, unless that declares another local of its name.
    pub fn may_be_given(&mut self, used: usize, is_doubted: bool, has_had_value: bool) -> bool {
        *self = match self {
            Presence::Gone if !has_had_value => Presence::Here,
            Presence::Gone if !is_doubted => Presence::Unclear(BTreeSet::new()),
            Presence::Perhaps(uses) | Presence::Unclear(uses) if is_doubted => {
                Presence::Unclear(&*uses | &BTreeSet::from([used]))
            }
            _ => return false,
        };
        true
    }
}

/// The end of a part of the code in which a local is still there, and behind which it may be gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    Arm(ForkId, usize),
    /// Of a loop or block that is left by a jump, too.
    Frame(ForkId),
    Jump(Leaving),
}

/// Beside the locals that are followed.
pub type State = Vec<Presence>;

/// The state behind several ends of code.
pub fn join(ends: &[(Option<End>, State)]) -> Option<State> {
    let count = ends.first()?.1.len();
    Some((0..count).map(|local| join_of(ends, local)).collect())
}

pub fn join_of(ends: &[(Option<End>, State)], local: usize) -> Presence {
    let mut presences = ends.iter().map(|(_, state)| &state[local]);
    if let Some(first) = ends.first().map(|(_, state)| &state[local])
        && presences.all(|presence| presence == first)
    {
        return first.clone();
    }
    let (mut apart, mut uses) = (BTreeSet::new(), BTreeSet::new());
    let mut is_unclear = false;
    for (end, state) in ends {
        match (&state[local], end) {
            (Presence::Gone, _) => {}
            (Presence::Apart(ends), _) => apart.extend(ends),
            (Presence::Here, Some(end)) => {
                apart.insert(*end);
            }
            (Presence::Here, None) => is_unclear = true,
            (Presence::Unclear(of) | Presence::Perhaps(of), _) => {
                is_unclear = true;
                uses.extend(of);
            }
        }
    }
    let is_doubted = |(_, state): &(_, State)| matches!(state[local], Presence::Perhaps(_));
    match is_unclear {
        true if ends.iter().all(is_doubted) => Presence::Perhaps(uses),
        true => Presence::Unclear(uses),
        false => Presence::Apart(apart),
    }
}
