//! Names of what a macro may have declared, which can't be seen: what may move it is noted, so that rustc can be asked.

use super::facts::{Meaning, Position};
use super::in_view::Named;
use super::walk::Walk;
use crate::guesses;
use crate::syntax::names;
use proc_macro2::{Ident, Span};

/// A use of such a name.
pub struct Unseen {
    pub at: Position,
    /// Where the macro stands.
    pub from: Position,
    pub name: Ident,
    pub may_move: bool,
    /// Whether it names a part alone.
    pub is_part: bool,
    /// Whether no macro was given it as a local would be.
    pub is_other: bool,
}

impl Walk<'_> {
    /// Notes a use, unless the name is that of a local that is seen, or of something else.
    pub fn note_unseen(&mut self, name: &str, span: Span, may_move: bool) {
        let Some((from, is_other)) = self.bound_by_macro(name).filter(|_| !self.place.is_quiet) else {
            return;
        };
        if let Some(name) = names::identifier(name, span).filter(|name| !guesses::is_capitalised(name)) {
            let at = self.tick();
            self.source.unseen.push(Unseen {
                at,
                from,
                name,
                may_move,
                is_part: false,
                is_other,
            });
        }
    }

    /// Notes a name among tokens that can't be read: it may be that of anything, but of no local where none was given it as one.
    pub fn note_unread(&mut self, name: &str, span: Span) {
        if self.bound_by_macro(name).is_some_and(|(_, is_other)| is_other) {
            self.note_unseen(name, span, true);
        }
    }

    /// Notes that what has been walked names a part.
    pub fn note_part_unseen(&mut self, first: usize) {
        if let [only] = &mut self.source.unseen[first..] {
            only.is_part = true;
        }
    }

    /// Notes that all of these may be moved.
    pub fn note_unseen_moved(&mut self, first: usize) {
        for unseen in &mut self.source.unseen[first..] {
            unseen.may_move = true;
        }
    }

    /// The first macro that may have bound a name: those behind it may do no more than name it. And whether each was given it as no local is.
    fn bound_by_macro(&self, name: &str) -> Option<(Position, bool)> {
        let bindings = self.facts.names.0.get(name)?;
        let (mut first, mut is_other) = (None, true);
        for named in self.in_view.by_name.get(name)?.iter().rev() {
            let Named::Binding { at, local: None } = named else {
                return None;
            };
            match bindings[*at].means {
                Meaning::Macro | Meaning::MacroAlone => is_other = false,
                Meaning::MacroOther => {}
                Meaning::UnlessStd(_) => continue,
                _ => break,
            }
            first = Some(bindings[*at].span.start);
        }
        Some((first?, is_other))
    }
}
