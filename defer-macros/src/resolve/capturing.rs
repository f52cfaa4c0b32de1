//! What the user's closures and async blocks capture: all of a local, or parts of it alone.

use super::facts::{How, LocalId, Position, Use};
use super::queries::is_around_any;
use super::walk::Walk;
use crate::syntax::takes::SOME_FIELD;
use proc_macro2::Span;
use std::collections::BTreeSet;

/// What a closure that captures by value has of a local, as far as its uses tell.
#[derive(Default)]
struct Captured {
    /// It names all of it.
    whole: bool,
    /// It names these parts, and where.
    parts: BTreeSet<Vec<String>>,
    places: Vec<Position>,
    /// A pattern or a macro may use a part of these, or a macro nothing.
    in_part: BTreeSet<Vec<String>>,
    /// A macro may use this, or nothing, or have declared another local of the name.
    left_out: BTreeSet<Vec<String>>,
}

impl Walk<'_> {
    /// Walks a closure or async block. One that captures by value moves what is used as a whole; what is used in part may be
    /// copied.
    pub fn capturing(&mut self, is_move: bool, walk: impl FnOnce(&mut Self)) {
        let (first, unseen) = (self.facts.uses.len(), self.source.unseen.len());
        let begin = self.tick();
        let used = self.used_by(walk);
        if is_move {
            self.note_unseen_moved(unseen);
            used.into_iter()
                .for_each(|local| self.capture_by_value(local, first, begin));
        }
        if let [first, .., last] = &self.facts.uses[first..] {
            let span = first.at..Position(last.at.0 + 1);
            self.facts.closures.push(span);
        }
    }

    fn capture_by_value(&mut self, local: LocalId, first: usize, begin: Position) {
        let span = self.source.local(local).span();
        let name = self.facts.locals[local].name.clone();
        let Captured {
            whole,
            parts,
            places,
            in_part,
            left_out,
        } = self.captured(local, first, begin);
        if whole {
            self.note_of_macro(&name);
            return self.uses(local, How::Moved, None, span);
        }
        self.capture_parts(places);
        for path in parts {
            self.note_of_macro(&name);
            self.uses_part(local, path, span);
        }
        in_part
            .into_iter()
            .for_each(|path| self.may_capture(local, path, true, span));
        left_out
            .into_iter()
            .for_each(|path| self.may_capture(local, path, false, span));
    }

    /// What the uses from the one of this number on tell.
    fn captured(&self, local: LocalId, first: usize, begin: Position) -> Captured {
        let (facts, mut captured) = (&self.facts, Captured::default());
        for used in facts.uses[first..].iter().filter(|used| used.local == local) {
            let path = facts.parts.get(&used.at);
            let is_matched = facts.matched.contains(&used.at) && !self.matched_whole.contains(&used.at);
            let place = path.cloned().unwrap_or_default();
            if is_matched || facts.may_be_in_part.contains(&used.at) {
                captured.in_part.insert(place);
            } else if facts.needs_nothing(used) || facts.is_hidden_by_macro(local, begin, used.at) {
                captured.left_out.insert(place);
            } else if path.is_some() {
                captured.parts.insert(place);
                captured.places.push(used.at);
            } else {
                captured.whole = true;
            }
        }
        captured
    }

    /// Notes that a place may be captured by value, or a part of it if it is used in part.
    fn may_capture(&mut self, local: LocalId, path: Vec<String>, is_in_part: bool, span: Span) {
        let count = self.facts.uses.len();
        self.uses(local, How::MaybeMoved, None, span);
        let Some(used) = self.facts.uses.get(count) else { return };
        let at = used.at;
        if is_in_part {
            self.facts.matched.insert(at);
            let part = [&*path, &[SOME_FIELD.to_owned()]].concat();
            self.facts.moved_parts.insert(at, vec![part]);
        }
        if !path.is_empty() {
            self.facts.by_value.insert(at);
            self.facts.parts.insert(at, path);
        }
    }

    /// A closure or async block without deferred calls. Where it names more than a part it captures that, whatever part of it is moved there.
    pub fn without_calls(&mut self, walk: impl FnOnce(&mut Self)) {
        let first = self.facts.uses.len();
        self.opaque(walk);
        let uses = &self.facts.uses[first..];
        let named = uses.iter().filter(|used| used.how != How::Assigned);
        let named = named.filter_map(|used| Some((used, self.facts.place_of(used)?)));
        let named: Vec<_> = named.collect();
        let around = |used: &Use| {
            let moved = self.facts.moved_from(used);
            if moved.is_empty() {
                return None;
            }
            let others = named
                .iter()
                .filter(|(other, _)| other.local == used.local && other.at != used.at);
            let around = others
                .map(|(_, place)| *place)
                .filter(|place| is_around_any(place, &moved));
            let shortest = around.min_by_key(|place| place.len()).map(<[String]>::to_vec);
            Some((used.at, shortest?))
        };
        let around: Vec<_> = uses.iter().filter_map(around).collect();
        for (at, place) in around {
            self.facts.matched.remove(&at);
            self.facts.leftovers.remove(&at);
            self.facts.moved_parts.remove(&at);
            match place.is_empty() {
                true => {
                    self.facts.part_moves.remove(&at);
                    self.facts.parts.remove(&at)
                }
                false => self.facts.parts.insert(at, place),
            };
        }
    }
}
