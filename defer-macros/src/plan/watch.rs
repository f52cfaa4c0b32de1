//! What is told of the locals that are followed through the rest of a split.

use super::data::{Leaving, SplitId};
use super::presence::{End, State};
use crate::resolve::facts::{ExitId, LocalId, Position};
use std::collections::BTreeSet;

/// What is told of each place where a closure is left.
pub trait Watch {
    /// What it knows so far.
    type Known;
    /// Gives where it leaves a loop or block, behind the closures that it leaves before.
    fn exit(&mut self, exit: ExitId, state: &mut State) -> Option<Leaving>;
    fn question(&mut self, question: usize, state: &mut State);
    /// A local is named, where that is so before.
    fn used(&mut self, _used: usize, _state: Option<&State>) {}
    /// Whether it is asked where this local may have been moved, and not where it has been.
    fn doubts(&self, local: LocalId) -> bool;
    /// These uses haven't moved what they name, since that is named again, if control comes there.
    fn named_again(&mut self, uses: &BTreeSet<usize>);
    /// Of what these uses may have moved a part of, another part is named behind them.
    fn named_behind(&mut self, uses: &BTreeSet<usize>);
    /// These uses may have moved a local on one of several ways, and nothing that would have moved it as well on another.
    fn missed(&mut self, _uses: &BTreeSet<usize>) {}
    /// A part gets a new value of what these uses may have moved a part of: then it is the closure's, and so is the new value.
    fn part_given(&mut self, _used: usize, _uses: &BTreeSet<usize>) {}
    /// Something is used where control doesn't come, or gets a new value that is made from itself: it may be the closure's by that.
    fn may_own(&mut self, used: usize);
    /// Something is assigned that is there on some ways, up to these ends.
    fn overwrites(&mut self, _used: usize, _ends: &BTreeSet<End>) {}
    /// The rest of a split begins; nobody comes there where there is no state.
    fn begins(&mut self, split: SplitId, state: Option<&State>);
    /// It comes to its end. The state is that behind it afterwards.
    fn ends(&mut self, split: SplitId, state: &mut Option<State>);
    /// Whether a local may have had a value in front of this.
    fn may_have_had_value(&self, local: LocalId, at: Position) -> bool;
    fn known(&self) -> Self::Known;
    /// What it was told since then doesn't count.
    fn forget(&mut self, known: Self::Known);
}
