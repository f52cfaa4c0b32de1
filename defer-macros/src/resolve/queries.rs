//! What is asked of the facts, by their positions.

use super::facts::{
    Binding, BlockId, Call, Exit, ExitId, Facts, Fork, ForkKind, FrameId, How, LocalId, Meaning, Names, Position,
    Question, ScopeId, ScopeKind, Site, SiteId, Span, Step, Target, Use,
};
use crate::syntax::returned::Returned;
use std::collections::BTreeSet;

impl ScopeKind {
    /// The loop or block that the scope is, which a closure can't leave.
    pub fn frame(self) -> Option<FrameId> {
        match self {
            ScopeKind::Iteration(frame) | ScopeKind::Block(frame) => Some(frame),
            _ => None,
        }
    }

    /// Whether its block is known to give `()`.
    pub fn gives_unit(self, returned: &Returned) -> bool {
        match self {
            ScopeKind::Iteration(_) => true,
            ScopeKind::Function { .. } => matches!(returned, Returned::Unit),
            _ => false,
        }
    }

    /// Whether its end gives what the function, closure or async block gives that it is.
    pub fn ends_with_value(self) -> bool {
        matches!(
            self,
            ScopeKind::Function { is_named: false } | ScopeKind::Closure | ScopeKind::AsyncBlock
        )
    }
}

impl Names {
    /// What a name means at a position, the innermost meaning first.
    pub fn at(&self, name: &str, at: Position) -> impl Iterator<Item = &Binding> {
        let bindings = self.0.get(name).map_or(&[][..], Vec::as_slice);
        let begun = bindings.partition_point(|binding| binding.span.start <= at);
        bindings[..begun]
            .iter()
            .rev()
            .filter(move |binding| binding.span.contains(&at))
    }
}

impl Facts {
    /// What a closure or async block captures, in the order in which it names that.
    pub fn captured_by(&self, scope: ScopeId) -> Vec<LocalId> {
        let span = &self.scopes[scope].span;
        let mut known = BTreeSet::new();
        let named = self.uses_in(span).iter().map(|used| used.local);
        let captured = named.filter(|local| self.locals[*local].from < span.start);
        captured.filter(|local| known.insert(*local)).collect()
    }

    /// Whether it is asked of what may be moved here that it has no destructor.
    pub fn needs_no_drop_if_moved(&self, used: &Use) -> bool {
        self.locals[used.local].is_dropless
    }

    /// Whether a use shows that one before it hasn't moved anything: what is moved can't be named again, but other parts can.
    pub fn shows_unmoved(&self, before: &Use, behind: &Use) -> bool {
        if self.given_parts.contains(&behind.at) || self.needs_nothing(behind) {
            return false;
        }
        let path = |used: &Use| self.parts.get(&used.at).map_or(&[][..], Vec::as_slice);
        let is_in_part = |used: &Use| self.matched.contains(&used.at) || self.may_be_in_part.contains(&used.at);
        let lies_in_it = path(behind).starts_with(path(before));
        let holds_it = path(before).starts_with(path(behind));
        !is_in_part(before) && lies_in_it || !is_in_part(behind) && holds_it
    }

    /// Whether what is named needn't be there, as far as can be told.
    pub fn needs_nothing(&self, used: &Use) -> bool {
        self.unneeded.contains(&used.at) || self.may_be_left_out.contains(&used.at)
    }

    /// Whether two uses stand in one closure behind `since`, of which it isn't followed where control goes in it.
    pub fn share_closure(&self, one: &Use, other: &Use, since: Position) -> bool {
        let mut closures = self.closures.iter();
        closures.any(|span| span.start >= since && span.contains(&one.at) && span.contains(&other.at))
    }

    /// Whether control may not come from one position to the other, since a macro behind the first one leaves an arm that the other isn't in.
    pub fn may_be_left(&self, before: Position, behind: Position) -> bool {
        let is_left =
            |arm: &Span| arm.contains(&before) && !arm.contains(&behind) && self.may_be_left_in(&(before..arm.end));
        self.may_be_left_in(&(before..Position(u32::MAX)))
            && self.forks.iter().any(|(_, fork)| fork.arms.iter().any(is_left))
    }

    /// Whether control may not come from a use to a position behind it: that isn't in an arm in which something stands behind the use that may
    /// not come back.
    pub fn may_stay_away(&self, used: &Use, behind: Position) -> bool {
        let mut forks = self.forks.iter();
        let may_stay_in = |arm: &Span| {
            let is_apart = arm.contains(&used.at) && arm.end <= behind;
            is_apart && self.may_not_come_to_end(used, &(used.at..arm.end))
        };
        forks.any(|(_, fork)| fork.span.start <= used.at && fork.arms.iter().any(may_stay_in))
    }

    fn may_not_come_to_end(&self, used: &Use, rest: &Span) -> bool {
        // A method that moves its receiver comes back; a macro of the user's may not.
        let own = usize::from(!self.may_be_given.contains(&used.at));
        let mut forks = self.forks.within(rest, |fork| fork.span.start);
        in_span(&self.called, rest, |at| *at).len() > own || forks.any(|(_, fork)| fork.is_endless())
    }

    /// Whether a local gets a new value there, or may by a macro.
    pub fn may_be_given(&self, found: &Use) -> bool {
        found.how == How::Assigned || self.may_be_given.contains(&found.at) || self.in_macros.contains(&found.at)
    }

    /// Whether a macro may leave this part of the function, by a `break` too.
    pub fn may_be_left_in(&self, span: &Span) -> bool {
        self.calls_in(span).iter().any(|call| call.may_return_value)
    }

    /// What a use does to its local, as far as that is known in front of `since`: behind it a macro may have declared another one.
    pub fn how_since(&self, used: usize, since: Position) -> How {
        match self.of_macro.get(&used) {
            Some(declared) if *declared >= since => How::MaybeMoved,
            _ => self.uses[used].how,
        }
    }

    /// The uses in a part of the function, with their numbers.
    pub fn numbered_uses_in(&self, span: &Span) -> impl Iterator<Item = (usize, &Use)> {
        let first = self.uses.partition_point(|found| found.at < span.start);
        self.uses_in(span)
            .iter()
            .enumerate()
            .map(move |(place, found)| (first + place, found))
    }

    /// Whether one of these uses has moved what another one may have, if that does: both take it by value.
    pub fn move_as_well(&self, uses: &BTreeSet<usize>, other: usize) -> bool {
        let path = |used: usize| self.parts.get(&self.uses[used].at).map_or(&[][..], Vec::as_slice);
        let by_value = |used: usize| self.by_value.contains(&self.uses[used].at);
        let method = |used: usize| self.methods.get(&self.uses[used].at);
        // A method may have the name of one that does.
        let is_told = |used: usize| method(used).is_none() || method(used) == method(other);
        let is_same = |used: &usize| {
            path(*used) == path(other)
                && (by_value(*used) && by_value(other) && is_told(*used) || self.call_one_method(*used, other))
        };
        uses.contains(&other) || uses.iter().any(is_same)
    }

    /// Whether two uses are receivers of one method: one name means the same where the same traits are in view.
    pub fn call_one_method(&self, one: usize, other: usize) -> bool {
        let method = |used: usize| self.methods.get(&self.uses[used].at);
        let (one_at, other_at) = (self.uses[one].at, self.uses[other].at);
        let is_apart = |named: &Binding| named.span.contains(&one_at) != named.span.contains(&other_at);
        let mut items = self.names.0.values().flatten();
        method(one).is_some()
            && method(one) == method(other)
            && !items.any(|named| named.means == Meaning::Item && is_apart(named))
    }

    /// Whether something may have moved a part alone.
    pub fn may_be_part(&self, used: &Use) -> bool {
        self.parts.contains_key(&used.at) || self.matched.contains(&used.at)
    }

    /// What a use names, by the fields that lead there; nothing of what a pattern takes apart.
    pub fn place_of(&self, used: &Use) -> Option<&[String]> {
        let path = self.parts.get(&used.at).map_or(&[][..], Vec::as_slice);
        (!self.matched.contains(&used.at)).then_some(path)
    }

    /// The parts that a use may move.
    pub fn moved_from(&self, used: &Use) -> Vec<Vec<String>> {
        let moved = self.moved_parts.get(&used.at).cloned();
        moved.unwrap_or_else(|| self.parts.get(&used.at).into_iter().cloned().collect())
    }

    /// The uses in a part of the function.
    pub fn uses_in(&self, span: &Span) -> &[Use] {
        in_span(&self.uses, span, |found| found.at)
    }

    pub fn calls_in(&self, span: &Span) -> &[Call] {
        in_span(&self.calls, span, |found| found.at)
    }

    /// Those of a local.
    pub fn uses_of<'f>(&'f self, local: LocalId, span: &Span) -> impl Iterator<Item = &'f Use> + Clone + use<'f> {
        self.uses_in(span).iter().filter(move |found| found.local == local)
    }

    pub fn questions_in(&self, span: &Span) -> &[Question] {
        in_span(&self.questions, span, |found| found.at)
    }

    pub fn awaits_in(&self, span: &Span) -> bool {
        !in_span(&self.awaits, span, |found| *found).is_empty()
    }

    pub fn exits_in(&self, span: &Span) -> impl Iterator<Item = (ExitId, &Exit)> {
        self.exits.within(span, |exit| exit.at)
    }

    pub fn sites_in(&self, span: &Span) -> impl Iterator<Item = (SiteId, &Site)> {
        self.sites.within(span, |site| self.step_of(site).span.start)
    }

    /// Whether two positions, the first one first, are in different arms of one `if` or `match`.
    pub fn are_apart(&self, first: Position, second: Position) -> bool {
        let mut fork = self.forks.last_before(first, |fork| fork.span.start);
        while let Some(id) = fork {
            let Fork {
                span,
                arms,
                kind,
                around,
                ..
            } = &self.forks[id];
            let arm = arms.iter().find(|arm| arm.contains(&first));
            let is_choice = matches!(kind, ForkKind::Choice { .. });
            if is_choice && arm.is_some_and(|arm| !arm.contains(&second)) && span.contains(&second) {
                return true;
            }
            fork = *around;
        }
        false
    }

    /// Whether control can't come to the second of two positions but by the first one: no way parts that only that lies on.
    pub fn is_passed(&self, first: Position, second: Position) -> bool {
        let last = self.forks.last_before(first, |fork| fork.span.start);
        let forks = std::iter::successors(last, |fork| self.forks[*fork].around).map(|fork| &self.forks[fork]);
        let mut arms = forks.flat_map(|fork| fork.arms.iter().filter(|arm| arm.contains(&first)));
        arms.all(|arm| arm.contains(&second))
    }

    /// Whether a loop or block is a scope.
    pub fn is_scope(&self, frame: FrameId) -> bool {
        self.scopes.iter().any(|(_, scope)| scope.kind.frame() == Some(frame))
    }

    /// The statement that a deferred call is.
    pub fn step_of(&self, site: &Site) -> &Step {
        &self.blocks[site.block].steps[site.step]
    }

    /// The innermost scope around a position.
    pub fn scope_around(&self, at: Position) -> Option<ScopeId> {
        let around = self.scopes.iter().filter(|(_, scope)| scope.span.contains(&at));
        let innermost = around.max_by_key(|(_, scope)| scope.span.start);
        innermost.map(|(scope, _)| scope)
    }

    /// Whether a block is all of its scope.
    pub fn is_whole_scope(&self, block: BlockId) -> bool {
        self.scopes[self.blocks[block].scope].block == block
    }

    /// Whether an exit leaves what has begun at a position.
    pub fn leaves(&self, to: Target, from: Position) -> bool {
        match to {
            Target::Return => true,
            Target::Break(frame) | Target::Continue(frame) => self.frames[frame].span.start < from,
        }
    }

    /// Whether something else may bear the name of a local at a position. What an item or a macro in front of `since` declares is the
    /// same on both sides of a split there, and one that has to be that of the standard library declares nothing.
    pub fn is_hidden_since(&self, local: LocalId, since: Position, at: Position) -> bool {
        let local = self.whole(local);
        let meanings = self.names.at(&self.locals[local].name, at);
        let mut between = meanings.take_while(|binding| binding.means != Meaning::Local(local));
        between.any(|binding| match binding.means {
            Meaning::UnlessStd(_) => false,
            Meaning::Macro | Meaning::MacroAlone | Meaning::MacroOther | Meaning::Item => binding.span.start >= since,
            _ => true,
        })
    }

    /// The local, or that which it is a part of.
    pub fn whole(&self, local: LocalId) -> LocalId {
        self.part_of.get(&local).copied().unwrap_or(local)
    }

    /// The same of the name in what stands there alone: a macro that is given it otherwise than a pattern is has declared none.
    pub fn is_renamed_at(&self, local: LocalId, at: Position) -> bool {
        let local = self.whole(local);
        let meanings = self.names.at(&self.locals[local].name, at);
        let mut between = meanings.take_while(|binding| binding.means != Meaning::Local(local));
        between.any(|binding| {
            !matches!(
                binding.means,
                Meaning::UnlessStd(_) | Meaning::Macro | Meaning::MacroOther
            )
        })
    }

    /// Whether a macro behind `since` that is given the name alone may have declared another local of it, or it may be an item's.
    pub fn is_hidden_by_macro(&self, local: LocalId, since: Position, at: Position) -> bool {
        let meanings = self.names.at(&self.locals[local].name, at);
        let mut between = meanings.take_while(|binding| binding.span.start >= since);
        between.any(|binding| !matches!(binding.means, Meaning::UnlessStd(_) | Meaning::Macro))
    }

    /// What `return` leaves: the function, closure, async block or deferred code that a scope is or stands in.
    pub fn function_of(&self, scope: ScopeId) -> ScopeId {
        match (self.scopes[scope].kind, self.scopes[scope].parent) {
            (ScopeKind::Iteration(_) | ScopeKind::Block(_), Some(parent)) => self.function_of(parent),
            _ => scope,
        }
    }
}

/// Whether a place holds one of these parts, and more.
pub fn is_around_any(place: &[String], parts: &[Vec<String>]) -> bool {
    parts
        .iter()
        .any(|part| part.len() > place.len() && part.starts_with(place))
}

fn in_span<'l, T>(list: &'l [T], span: &Span, at: impl Fn(&T) -> Position) -> &'l [T] {
    let first = list.partition_point(|found| at(found) < span.start);
    let end = list.partition_point(|found| at(found) < span.end);
    &list[first..end.max(first)]
}
