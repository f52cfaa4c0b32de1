//! Where a local is named again when control has gone on from an exit.

use crate::resolve::facts::{BlockEnd, BlockId, Facts, FrameId, How, LocalId, Position, ScopeKind, Span, Target};

/// The uses of each local, in their order.
pub struct Lives<'f> {
    facts: &'f Facts,
    uses: Vec<Vec<(Position, bool)>>,
}

impl<'f> Lives<'f> {
    pub fn new(facts: &'f Facts) -> Self {
        let mut uses = vec![Vec::new(); facts.locals.len()];
        for found in &facts.uses {
            uses[found.local.place()].push((found.at, found.how == How::Assigned));
        }
        Lives { facts, uses }
    }

    /// Whether `let x;` has been reached, but no assignment of `x`.
    pub fn is_unassigned(&self, local: LocalId, at: Position) -> bool {
        let uses = self.uses[local.place()].iter().take_while(|(used, _)| *used < at);
        let mut assigned = uses.filter(|(_, is_assigned)| *is_assigned);
        self.facts.locals[local].is_late && assigned.all(|(assigned, _)| self.facts.are_apart(*assigned, at))
    }

    /// Whether a local is used beside these parts of the function.
    pub fn is_named_outside(&self, local: LocalId, spans: &[&Span]) -> bool {
        let is_outside = |at: &Position| !spans.iter().any(|span| span.contains(at));
        self.uses[local.place()].iter().any(|(at, _)| is_outside(at))
    }

    pub fn is_named_in(&self, local: LocalId, span: &Span) -> bool {
        let uses = &self.uses[local.place()];
        let first = uses.partition_point(|(at, _)| *at < span.start);
        uses.get(first).is_some_and(|(at, _)| *at < span.end)
    }

    /// Whether a local is named where control goes on behind an inner block.
    pub fn is_named_behind_block(&self, local: LocalId, block: BlockId) -> bool {
        self.is_named_behind(local, self.facts.blocks[block].holder)
    }

    /// The same where it goes on by an exit.
    pub fn is_named_at(&self, local: LocalId, target: Target) -> bool {
        let declared = self.facts.locals[local].from;
        match target {
            Target::Return => false,
            Target::Break(frame) | Target::Continue(frame) if self.facts.frames[frame].span.contains(&declared) => {
                false
            }
            Target::Break(frame) => self.is_named_around(local, frame),
            Target::Continue(frame) => {
                self.is_named_in(local, &self.facts.frames[frame].span) || self.is_named_around(local, frame)
            }
        }
    }

    fn is_named_around(&self, local: LocalId, frame: FrameId) -> bool {
        self.is_named_behind(local, self.facts.frames[frame].holder)
    }

    /// Whether it is named behind a statement, in its block and in those around that, up to where the local is declared; in a
    /// loop that is anywhere in it.
    fn is_named_behind(&self, local: LocalId, mut holder: Option<(BlockId, usize)>) -> bool {
        while let Some((id, step)) = holder {
            let block = &self.facts.blocks[id];
            if self.is_named_in(local, &(block.steps[step].span.end..block.span.end)) {
                return true;
            }
            let declared = self.facts.locals[local].from;
            if block.span.contains(&declared) {
                return false;
            }
            if let (BlockEnd::Scope, ScopeKind::Iteration(frame)) = (block.end, self.facts.scopes[block.scope].kind) {
                let again = &self.facts.frames[frame].span;
                if !again.contains(&declared) && self.is_named_in(local, again) {
                    return true;
                }
            }
            holder = block.holder;
        }
        false
    }
}
