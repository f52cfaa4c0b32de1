//! Which code control can't reach from where it has been: other branches of the same `if` or `match`, so that `let x;` may get its
//! first value in each.

use super::facts::{Branch, Facts, Position};
use super::walk::Walk;
use crate::ids::Id;

impl Walk<'_> {
    /// Walks a branch, which others may follow.
    pub fn as_branch(&mut self, walk: impl FnOnce(&mut Self)) -> Id<Branch> {
        let start = self.tick();
        let repeated = self.place.frames.iter().rev().find(|frame| frame.is_loop);
        let repeated = repeated.map(|frame| self.facts.frames[frame.id].span.start);
        let branch = self.facts.branches.push(Branch {
            span: start..start,
            around: (self.place.branch, repeated),
            others_end: start,
        });
        self.with(|place| &mut place.branch, Some(branch), walk);
        self.facts.branches[branch].span.end = self.tick();
        branch
    }

    /// The last one of these branches has ended, too.
    pub fn end_branches(&mut self, branches: impl IntoIterator<Item = Id<Branch>>) {
        let end = self.tick();
        for branch in branches {
            self.facts.branches[branch].others_end = end;
        }
    }
}

impl Facts {
    /// Whether control can't have come from one position to a later one since `begin`: they are in branches of the same `if` or
    /// `match`.
    pub fn are_apart(&self, one: Position, other: Position, begin: Position) -> bool {
        let mut around = self.branches.last_before(one, |branch| branch.span.start);
        while let Some(id) = around {
            let branch = &self.branches[id];
            let is_in_other = branch.span.contains(&one) && (branch.span.end..branch.others_end).contains(&other);
            let (further_out, repeated) = branch.around;
            if is_in_other && repeated.is_none_or(|repeated| repeated < begin) {
                return true;
            }
            around = further_out;
        }
        false
    }
}
