//! The branches of each `if` and `match`: control comes into one of them.

use super::facts::{Position, Span};
use super::walk::Walk;

#[derive(Debug, Default)]
pub struct Choices {
    /// In the order of their positions.
    branches: Vec<Branch>,
    choices: Vec<Span>,
}

#[derive(Debug)]
struct Branch {
    span: Span,
    /// The choice and the branch around it, by their places in the lists.
    choice: usize,
    parent: Option<usize>,
}

impl Choices {
    /// Whether two positions, the first one first, are in different branches of one choice.
    pub fn are_apart(&self, first: Position, second: Position) -> bool {
        let begun = self.branches.partition_point(|branch| branch.span.start <= first);
        let mut branch = begun.checked_sub(1);
        while let Some(at) = branch {
            let Branch { span, choice, parent } = &self.branches[at];
            if span.contains(&first) && !span.contains(&second) && self.choices[*choice].contains(&second) {
                return true;
            }
            branch = *parent;
        }
        false
    }
}

impl Walk<'_> {
    pub fn begin_choice(&mut self) -> usize {
        let start = self.tick();
        self.facts.choices.choices.push(start..start);
        self.facts.choices.choices.len() - 1
    }

    /// Walks a branch of a choice, which ends there if it is the last one.
    pub fn one_of(&mut self, choice: usize, walk: impl FnOnce(&mut Self)) {
        let from = self.tick();
        let at = self.facts.choices.branches.len();
        self.facts.choices.branches.push(Branch {
            span: from..from,
            choice,
            parent: self.place.branch,
        });
        self.with(|place| &mut place.branch, Some(at), walk);
        let end = self.tick();
        self.facts.choices.branches[at].span.end = end;
        self.facts.choices.choices[choice].end = end;
    }
}
