//! What the user's closures and async blocks capture: all of a local, or parts of it alone.

use super::facts::{How, LocalId, Position, Use};
use super::queries::is_around_any;
use super::walk::Walk;
use crate::syntax::names::Names;
use std::collections::BTreeSet;

impl Walk<'_> {
    /// Walks a closure or async block. One that captures by value moves what is used as a whole; what is used in part may be
    /// copied.
    pub fn capturing(&mut self, whole: Option<&Names>, walk: impl FnOnce(&mut Self)) {
        let (first, unseen) = (self.facts.uses.len(), self.source.unseen.len());
        let used = self.used_by(walk);
        if let Some(whole) = whole {
            self.note_unseen_moved(unseen, |name| whole.contains(name));
            self.capture_by_value(whole, used, first);
        }
        if let [first, .., last] = &self.facts.uses[first..] {
            let span = first.at..Position(last.at.0 + 1);
            self.facts.closures.push(span);
        }
    }

    fn capture_by_value(&mut self, whole: &Names, used: Vec<LocalId>, first: usize) {
        let inside = first..self.facts.uses.len();
        for local in used {
            let span = self.source.local(local).span();
            if whole.contains(&self.facts.locals[local].name) {
                self.uses(local, How::Moved, None, span);
                continue;
            }
            let inside = self.facts.uses[inside.clone()].iter();
            let inside = inside.filter(|used| used.local == local);
            let parts = inside.filter_map(|used| Some((used.at, self.facts.parts.get(&used.at)?.clone())));
            let (places, paths): (Vec<_>, BTreeSet<_>) = parts.unzip();
            self.capture_parts(places);
            paths.into_iter().for_each(|path| self.uses_part(local, path, span));
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
