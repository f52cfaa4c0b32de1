//! Where a local is named again when control has gone on from an exit.

use crate::resolve::facts::{
    Block, BlockEnd, BlockId, Facts, Fork, ForkKind, Frame, FrameId, How, LocalId, Position, ScopeKind, Span, Target,
};

/// The uses of each local, in their order.
pub struct Lives<'f> {
    facts: &'f Facts,
    uses: Vec<Vec<(Position, bool)>>,
    /// Where each is assigned by the function that declares it.
    assigned: Vec<Vec<Position>>,
}

/// Where control goes on.
#[derive(Clone, Copy)]
pub enum Goes {
    To(Target),
    /// Behind an inner block.
    Behind(BlockId),
    Nowhere,
}

/// What is asked of a local.
#[derive(Clone, Copy, PartialEq)]
enum Asked {
    IsNamed,
    /// And that it hasn't got a new value before.
    IsRead,
}

impl<'f> Lives<'f> {
    pub fn new(facts: &'f Facts) -> Self {
        let mut uses = vec![Vec::new(); facts.locals.len()];
        for found in &facts.uses {
            uses[found.local.place()].push((found.at, found.how == How::Assigned));
        }
        // To name all of something is to name its parts.
        for (part, whole) in &facts.part_of {
            let of_whole = uses[whole.place()].clone();
            let known: &mut Vec<(Position, bool)> = &mut uses[part.place()];
            known.extend(of_whole.into_iter().filter(|(at, _)| !facts.parts.contains_key(at)));
            known.sort();
        }
        let mut assigned = vec![Vec::new(); facts.locals.len()];
        for (used, scope) in &facts.assigned {
            let used = &facts.uses[*used];
            if facts.function_of(*scope) == facts.locals[used.local].owner {
                assigned[used.local.place()].push(used.at);
            }
        }
        Lives { facts, uses, assigned }
    }

    /// Whether a local is named where control goes on.
    pub fn is_named(&self, local: LocalId, to: Goes) -> bool {
        self.is_asked(local, to, Asked::IsNamed)
    }

    /// Whether it is, as far as rustc tells which code control comes to: nothing in between leaves by another way on all of its own.
    pub fn is_surely_named(&self, local: LocalId, to: Goes) -> bool {
        let (part, from, block) = match to {
            Goes::To(Target::Continue(frame)) => {
                let Frame { span, holder, .. } = &self.facts.frames[frame];
                (span, span.start, holder.map(|(block, _)| block))
            }
            Goes::To(Target::Break(frame)) => {
                let Frame { span, holder, .. } = &self.facts.frames[frame];
                (span, span.end, holder.map(|(block, _)| block))
            }
            Goes::Behind(block) => {
                let span = &self.facts.blocks[block].span;
                (span, span.end, Some(block))
            }
            Goes::To(Target::Return) | Goes::Nowhere => return false,
        };
        let facts = self.facts;
        let needs_it = |at: &Position| !facts.unneeded.contains(at) && !facts.may_be_left_out.contains(at);
        let behind = self.uses[local.place()].iter().filter(|(at, _)| *at >= from);
        let next = behind.clone().map(|(at, _)| *at).find(needs_it);
        // What gets a new value may be gone.
        let gives = |(at, is_assigned): &(Position, bool)| {
            *is_assigned || facts.given_parts.contains(at) || facts.given_contents.contains(at)
        };
        let next = next.filter(|next| !behind.take_while(|(at, _)| at <= next).any(gives));
        // Behind a closure stands what that captures.
        let function = block.map(|block| self.facts.function_of(self.facts.blocks[block].scope));
        let is_own = |at| function.is_none_or(|function| self.facts.scopes[function].span.contains(&at));
        let is_next = |at| is_own(at) && !self.leaves_between(&(from..at)) && !self.facts.are_apart(part.start, at);
        self.is_named(local, to) && next.is_some_and(is_next)
    }

    /// Whether control may not come from one position to the other, since what stands in between leaves.
    fn leaves_between(&self, between: &Span) -> bool {
        let choices = || self.facts.forks.within(between, |fork| fork.span.start);
        let goes_on = |fork: &Fork| match fork.kind {
            ForkKind::Choice { has_all } => {
                !has_all || fork.arms.iter().any(|arm| self.facts.exits_in(arm).next().is_none())
            }
            ForkKind::Frame { .. } => false,
        };
        let is_passed = |exit: Position| {
            let mut choices = choices();
            choices.any(|(_, fork)| fork.span.contains(&exit) && fork.span.end <= between.end && goes_on(fork))
        };
        let mut exits = self.facts.exits_in(between);
        exits.any(|(_, exit)| {
            exit.end <= between.end && !is_passed(exit.at) && !self.facts.are_apart(exit.at, between.end)
        })
    }

    /// Whether it may be read there before it gets a new value.
    pub fn is_read(&self, local: LocalId, to: Goes) -> bool {
        self.is_asked(local, to, Asked::IsRead)
    }

    fn is_asked(&self, local: LocalId, to: Goes, asked: Asked) -> bool {
        let target = match to {
            Goes::To(target) => target,
            Goes::Behind(block) => {
                let Block { holder, span, .. } = &self.facts.blocks[block];
                return self.is_behind(asked, local, *holder, span);
            }
            Goes::Nowhere => return false,
        };
        let declared = self.facts.locals[local].from;
        match target {
            Target::Return => false,
            Target::Break(frame) | Target::Continue(frame) if self.facts.frames[frame].span.contains(&declared) => {
                false
            }
            Target::Break(frame) => self.is_around(asked, local, frame),
            Target::Continue(frame) => {
                self.is_in(asked, local, &self.facts.frames[frame].span) || self.is_around(asked, local, frame)
            }
        }
    }

    /// Whether `let x;` has been reached, but no assignment of `x`.
    pub fn is_unassigned(&self, local: LocalId, at: Position) -> bool {
        let uses = self.uses[local.place()].iter().take_while(|(used, _)| *used < at);
        let mut assigned = uses.filter(|(_, is_assigned)| *is_assigned);
        self.facts.locals[local].is_late && assigned.all(|(assigned, _)| self.facts.are_apart(*assigned, at))
    }

    /// Whether a local is used beside these parts of the function.
    pub fn is_named_outside(&self, local: LocalId, spans: &[&Span]) -> bool {
        let everywhere = Position::default()..Position(u32::MAX);
        self.is_named_beside(local, &everywhere, spans)
    }

    /// The same in a part of the function.
    pub fn is_named_beside(&self, local: LocalId, span: &Span, spans: &[&Span]) -> bool {
        let is_outside = |at: &Position| !spans.iter().any(|span| span.contains(at));
        let mut uses = self.uses[local.place()].iter();
        uses.any(|(at, _)| span.contains(at) && is_outside(at))
    }

    pub fn is_named_in(&self, local: LocalId, span: &Span) -> bool {
        let uses = &self.uses[local.place()];
        let first = uses.partition_point(|(at, _)| *at < span.start);
        uses.get(first).is_some_and(|(at, _)| *at < span.end)
    }

    /// Whether a local is named where control goes on behind an inner block.
    pub fn is_named_behind_block(&self, local: LocalId, block: BlockId) -> bool {
        self.is_named(local, Goes::Behind(block))
    }

    /// The same where it goes on by an exit.
    pub fn is_named_at(&self, local: LocalId, target: Target) -> bool {
        self.is_named(local, Goes::To(target))
    }

    fn is_in(&self, asked: Asked, local: LocalId, span: &Span) -> bool {
        match asked {
            Asked::IsNamed => self.is_named_in(local, span),
            Asked::IsRead => {
                let uses = self.uses[local.place()].iter();
                let mut read = uses.filter(|(at, is_assigned)| span.contains(at) && !is_assigned);
                read.any(|(at, _)| !self.is_assigned_before(local, span, *at))
            }
        }
    }

    /// Whether a local is assigned in this part wherever control comes to a position in that.
    fn is_assigned_before(&self, local: LocalId, part: &Span, at: Position) -> bool {
        let assigned = self.assigned[local.place()].iter();
        let mut before = assigned.filter(|assigned| **assigned >= part.start && **assigned < at);
        before.any(|assigned| self.facts.is_passed(*assigned, at))
    }

    /// Whether control goes from a part of a statement to where a local is named in that, but for what only gives it a value.
    fn is_read_in_statement(&self, asked: Asked, local: LocalId, part: &Span, statement: &Span) -> bool {
        let uses = self.uses[local.place()].iter();
        let mut behind = uses.filter(|(at, is_assigned)| (part.end..statement.end).contains(at) && !is_assigned);
        let declared = self.facts.locals[local].from;
        // What is in the condition of a loop comes again.
        let in_front = statement.start..part.start;
        let mut loops = self.facts.frames.within(&in_front, |frame| frame.span.start);
        let is_again = |frame: &Frame| frame.is_loop && frame.span.end >= part.end && frame.span.start >= declared;
        behind.any(|(at, _)| !self.facts.are_apart(part.start, *at))
            || loops.any(|(_, frame)| is_again(frame) && self.is_in(asked, local, &frame.span))
    }

    fn is_around(&self, asked: Asked, local: LocalId, frame: FrameId) -> bool {
        let Frame { holder, span, .. } = &self.facts.frames[frame];
        self.is_behind(asked, local, *holder, span)
    }

    /// Whether it is so behind a part of a statement: in that, in its block and in those around, up to where the local is declared;
    /// in a loop that is anywhere in it.
    fn is_behind(
        &self,
        asked: Asked,
        local: LocalId,
        mut holder: Option<(BlockId, usize)>,
        mut part: &'f Span,
    ) -> bool {
        while let Some((id, step)) = holder {
            let block = &self.facts.blocks[id];
            let statement = &block.steps[step].span;
            let behind = statement.end..block.span.end;
            if self.is_read_in_statement(asked, local, part, statement) || self.is_in(asked, local, &behind) {
                return true;
            }
            part = &block.span;
            let declared = self.facts.locals[local].from;
            if block.span.contains(&declared) {
                return false;
            }
            if let (BlockEnd::Scope, ScopeKind::Iteration(frame)) = (block.end, self.facts.scopes[block.scope].kind) {
                let again = &self.facts.frames[frame].span;
                if !again.contains(&declared) && self.is_in(asked, local, again) {
                    return true;
                }
            }
            holder = block.holder;
        }
        false
    }
}
