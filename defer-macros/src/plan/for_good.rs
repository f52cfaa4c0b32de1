//! Whether what is moved is gone for good: control comes to nothing that names it, but to what gives it a new value. Where that isn't so
//! it has been copied, or borrowed by a method that has the name of one that moves.

use super::lives::{Goes, Lives};
use crate::resolve::facts::{Exit, Facts, Fork, ForkKind, FrameId, How, LocalId, Position, ScopeId, Span, Target, Use};

/// Whether a use that moves its local has moved it for good, as far as can be seen.
pub fn is_gone(facts: &Facts, lives: &Lives<'_>, moved: &Use) -> bool {
    let (local, at) = (moved.local, moved.at);
    let own = facts.locals[local].owner;
    let again = again(facts, moved);
    let until = again.map_or(Position(u32::MAX), |frame| facts.frames[frame].span.end);
    let behind = Position(at.0 + 1)..until;
    let stop = stop(facts, own, local, at, &behind);
    let is_before = |at: Position| stop.is_none_or(|stop| at < stop);
    let mut named = facts.uses_of(local, &behind).filter(|found| is_before(found.at));
    let exits = facts.exits.iter().map(|(_, exit)| exit);
    let exits = exits.filter(|exit| exit.end > at && is_before(exit.at) && is_own(facts, exit, own));
    let is_read = |to: Target| lives.is_read(local, Goes::To(to));
    let comes_round = again.is_some_and(|frame| stop.is_none() && is_read(Target::Continue(frame)));
    !comes_round
        && !named.any(|found| found.how != How::Assigned && !facts.are_apart(at, found.at))
        && !exits
            .filter(|exit| !facts.are_apart(at, exit.at))
            .any(|exit| is_read(exit.to))
}

/// The innermost loop that a use stands in, if its local is one from in front of that.
fn again(facts: &Facts, moved: &Use) -> Option<FrameId> {
    let from = facts.locals[moved.local].from;
    let frames = facts
        .frames
        .iter()
        .filter(|(_, frame)| frame.is_loop && frame.span.start > from);
    let around = frames.filter(|(_, frame)| frame.span.contains(&moved.at));
    around.max_by_key(|(_, frame)| frame.span.start).map(|(frame, _)| frame)
}

/// The first position behind a use at which control surely leaves, or gives the local a new value, if it comes that far.
fn stop(facts: &Facts, own: ScopeId, local: LocalId, at: Position, behind: &Span) -> Option<Position> {
    let given = facts.uses_of(local, behind);
    let given = given.filter(|found| found.how == How::Assigned && facts.is_passed(found.at, at));
    let exits = facts.exits.iter().map(|(_, exit)| exit);
    let exits = exits.filter(|exit| behind.contains(&exit.end) && is_own(facts, exit, own));
    let exits = exits.filter(|exit| facts.is_passed(exit.at, at));
    let forks = facts.forks.within(behind, |fork| fork.span.start);
    let forks = forks.filter(|(_, fork)| facts.is_passed(fork.span.start, at) && is_left(facts, own, fork));
    let left = exits.map(|exit| exit.end).chain(forks.map(|(_, fork)| fork.span.end));
    given.map(|found| found.at).chain(left).min()
}

/// Whether all arms of a fork leave it by exits.
fn is_left(facts: &Facts, own: ScopeId, fork: &Fork) -> bool {
    let is_left_in = |arm: &Span| {
        let mut exits = facts.exits_in(arm);
        let mut forks = facts.forks.within(arm, |fork| fork.span.start);
        exits.any(|(_, exit)| is_own(facts, exit, own) && facts.is_passed(exit.at, arm.start))
            || forks.any(|(_, fork)| facts.is_passed(fork.span.start, arm.start) && is_left(facts, own, fork))
    };
    fork.kind == ForkKind::Choice { has_all: true } && fork.arms.iter().all(is_left_in)
}

fn is_own(facts: &Facts, exit: &Exit, own: ScopeId) -> bool {
    facts.function_of(exit.scope) == own
}
