//! Whether what is moved is gone for good: control comes to nothing that names it, but to what gives it a new value. Where that isn't so
//! it has been copied, or borrowed by a method that has the name of one that moves.

use super::lives::{Goes, Lives};
use crate::resolve::facts::{Exit, Facts, Frame, How, LocalId, Position, Target, Use};

/// Whether a use that moves its local has moved it for good, as far as can be seen.
pub fn is_gone(facts: &Facts, lives: &Lives<'_>, moved: &Use) -> bool {
    let (local, at) = (moved.local, moved.at);
    let again = again(facts, moved);
    let around = again.map_or(Position(u32::MAX), |(_, frame)| frame.span.end);
    let behind = || facts.uses_of(local, &(Position(at.0 + 1)..around));
    let given = behind().filter(|found| found.how == How::Assigned && facts.is_passed(found.at, at));
    let left = exits_behind(facts, moved).filter(|exit| exit.end < around && facts.is_passed(exit.at, at));
    let stop = given.map(|found| found.at).chain(left.map(|exit| exit.end)).min();
    let comes_round = || {
        again.is_some_and(|(frame, _)| lives.is_read(local, Goes::To(Target::Continue(frame))))
    };
    let is_named = |found: &Use| found.how != How::Assigned && !facts.are_apart(at, found.at);
    let mut named = behind().take_while(|found| stop.is_none_or(|stop| found.at < stop));
    let mut exits = exits_behind(facts, moved).take_while(|exit| stop.is_none_or(|stop| exit.at < stop));
    !named.any(is_named)
        && !(stop.is_none() && comes_round())
        && !exits.any(|exit| lives.is_read(local, Goes::To(exit.to)))
}

/// The innermost loop that it stands in, if the local is one from in front of that.
fn again<'f>(facts: &'f Facts, moved: &Use) -> Option<(crate::resolve::facts::FrameId, &'f Frame)> {
    let from = facts.locals[moved.local].from;
    let frames = facts.frames.iter();
    let around = frames.filter(|(_, frame)| frame.is_loop && frame.span.start > from && frame.span.contains(&moved.at));
    around.max_by_key(|(_, frame)| frame.span.start)
}

/// The ways out that control may come to from a use, the one included that it stands in the value of.
fn exits_behind<'f>(facts: &'f Facts, moved: &Use) -> impl Iterator<Item = &'f Exit> {
    let (at, local): (Position, LocalId) = (moved.at, moved.local);
    let own = facts.locals[local].owner;
    let exits = facts.exits.iter().map(|(_, exit)| exit);
    exits.filter(move |exit| {
        exit.end > at && facts.function_of(exit.scope) == own && !facts.are_apart(at, exit.at)
    })
}
