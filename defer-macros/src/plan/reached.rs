//! What is moved in code that may not be reached, where it is checked that it is.

use super::presence::{End, State};
use crate::resolve::facts::{Fork, LocalId, Position};
use std::collections::BTreeSet;

/// The state behind such code where that isn't reached, but for what it moves by these guesses: that is as behind the code.
pub fn not_reached(
    fork: &Fork,
    taken: &BTreeSet<Position>,
    locals: &[LocalId],
    ends: &[(Option<End>, State)],
    mut state: State,
) -> State {
    let checked = fork.evaluated.iter().filter(|(_, at)| taken.contains(at));
    for (local, _) in checked {
        let at = locals.iter().position(|known| known == local);
        if let (Some(at), [(_, moved)]) = (at, ends) {
            state[at] = moved[at].clone();
        }
    }
    state
}
