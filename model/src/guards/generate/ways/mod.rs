//! What is done with a local, as rows of tables: every form that takes one by value, copies it, borrows it, gives it a
//! new value or only seems to. A row is text with places in it: `$x` is the local (or a part of one), `$i` one that has a name
//! of its own, `$y` another that is moved, `$n` a number, `$t` a new label, and `$b` and `$c` are new names.

mod tables;
mod values;

use super::Generator;
use super::Mix;
use super::state::{State, Type};
use super::values::{Value, operand};
use crate::guards::features::Feature;
use crate::guards::program::{Labels, LocalId, Origin, Piece, Stmt};
use tables::TABLES;
use values::VALUES;

/// What becomes of the local.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    /// It is moved, in whole or in part, on some way at least.
    Moves,
    /// It is moved where the macro can't see it: a *Difference*.
    Hides,
    /// It stays as it is.
    Reads,
    /// It is there, and is changed.
    Renews,
    /// It is there, is moved, and comes back or gets a new value.
    Replaces,
    /// It is gone, or may be, and has a value again.
    Gives,
    /// The same on some ways.
    MayGive,
    /// Another local of its name is declared.
    Declares,
}

/// A table.
struct Table {
    feature: Feature,
    is_in: fn(Mix) -> bool,
    /// Of which type the local is, what is done with it, and the text.
    rows: &'static [(Type, Effect, &'static str)],
}

impl Generator {
    /// A statement of a table.
    pub(super) fn way(&mut self) -> Vec<Stmt> {
        for _ in 0..6 {
            if let Some(stmt) = self.row_of(|_| true) {
                return vec![stmt];
            }
        }
        vec![self.read_stmt()]
    }

    /// One that moves.
    pub(super) fn way_that_moves(&mut self) -> Option<Stmt> {
        (0..6).find_map(|_| self.row_of(|effect| matches!(effect, Effect::Moves | Effect::Hides)))
    }

    fn row_of(&mut self, passes: impl Fn(Effect) -> bool) -> Option<Stmt> {
        let mix = self.mix;
        let tables: Vec<&Table> = TABLES.iter().filter(|table| (table.is_in)(mix)).collect();
        let table = *self.random.pick(&tables)?;
        let rows: Vec<_> = table.rows.iter().filter(|(_, effect, _)| passes(*effect)).collect();
        let &&(ty, effect, text) = self.random.pick(&rows)?;
        self.row(table.feature, ty, effect, text)
    }

    fn row(&mut self, feature: Feature, ty: Type, effect: Effect, text: &'static str) -> Option<Stmt> {
        if ty == Type::Unit {
            return Some(self.stmt_of(|this| {
                this.tells(feature, text);
                vec![Piece::Text(this.fill(text, "", "").0)]
            }));
        }
        let id = self.local_for(ty, effect, text.contains("$i"))?;
        let other = if text.contains("$y") {
            Some(self.another(id)?)
        } else {
            None
        };
        Some(self.stmt_of(|this| {
            this.tells(feature, text);
            let ending = this.leaving.is_some();
            if ending {
                this.shows(Feature::OnSomeWays);
            }
            let name = this.locals[id].facts.name.clone();
            let second = other.map_or(String::new(), |other| this.take(other).0);
            let (made, labels) = this.fill(text, &name, &second);
            this.becomes(id, effect, &labels);
            if effect == Effect::Declares {
                this.declare(&name, Type::N, labels, Origin::Renamed, State::Set);
            }
            vec![Piece::Text(made)]
        }))
    }

    /// A value of a table: an `N` that is moved out of a local, in one way or another.
    pub(super) fn way_to_a_value(&mut self) -> Option<Value> {
        let mix = self.mix;
        let rows: Vec<_> = VALUES.iter().filter(|row| (row.is_in)(mix)).collect();
        let row = *self.random.pick(&rows)?;
        let id = self.local_for(row.ty, row.effect, row.text.contains("$i"))?;
        let name = self.locals[id].facts.name.clone();
        let mut labels = self.locals[id].facts.labels.clone();
        self.tells(row.feature, row.text);
        let (made, more) = self.fill(row.text, &name, "");
        self.becomes(id, row.effect, &more);
        labels.extend(more);
        Some(Value {
            labels,
            ..Value::text(made)
        })
    }

    fn tells(&mut self, feature: Feature, text: &'static str) {
        self.shows(feature);
        self.open().ways.push(text);
    }

    fn becomes(&mut self, id: LocalId, effect: Effect, labels: &Labels) {
        let root = self.root(id);
        match effect {
            Effect::Moves | Effect::Hides => {
                self.take(id);
                if effect == Effect::Hides {
                    self.open().hidden.push(root);
                }
            }
            Effect::Reads | Effect::Declares => self.open().seems_to_move.push(root),
            Effect::Renews => self.may_hold(id, labels),
            Effect::Replaces => {
                self.open().moves.push(root);
                self.note_made_from_itself(root);
                self.may_hold(id, labels);
            }
            Effect::Gives => {
                self.may_hold(id, labels);
                self.set(id);
            }
            Effect::MayGive => {
                self.may_hold(id, labels);
                self.states[id] = State::Maybe;
            }
        }
    }

    fn local_for(&mut self, ty: Type, effect: Effect, is_plain: bool) -> Option<LocalId> {
        let found: Vec<LocalId> = self
            .places()
            .into_iter()
            .filter(|id| self.locals[*id].ty == ty && self.locals[*id].frame + 1 == self.frames.len())
            .filter(|id| !is_plain || self.is_plain(*id))
            .filter(|id| match effect {
                Effect::Moves | Effect::Hides => self.may_move(*id),
                Effect::Reads => self.is_there(*id),
                // What a closure takes is mentioned at its end.
                Effect::Declares => {
                    let is_taken = self.frames.len() > 1 && self.locals[*id].facts.origin == Origin::Among;
                    self.is_there(*id) && !is_taken
                }
                Effect::Renews | Effect::Replaces => self.is_there(*id) && self.is_mutable(*id),
                Effect::Gives | Effect::MayGive => {
                    let is_gone = matches!(self.states[*id], State::Moved | State::Maybe);
                    is_gone && self.is_mutable(*id) && self.may_be_given(*id)
                }
            })
            .collect();
        self.random.pick(&found).copied()
    }

    /// Another `N` that can be moved, no part of the same.
    fn another(&mut self, id: LocalId) -> Option<LocalId> {
        let root = self.root(id);
        let other = self.movable(Type::N)?;
        (self.root(other) != root).then_some(other)
    }

    /// The text with all that it has places for, and the labels that are new in it.
    fn fill(&mut self, text: &str, name: &str, second: &str) -> (String, Labels) {
        let [b, c] = [(); 2].map(|()| format!("b{}", self.number()));
        let mut labels = Labels::new();
        let mut made = String::new();
        let mut rest = text.chars();
        while let Some(char) = rest.next() {
            if char != '$' {
                made.push(char);
                continue;
            }
            let kind = rest.next();
            let behind = rest.clone().next();
            match kind {
                Some('x' | 'i') => made += &operand(name, behind),
                Some('y') => made += &operand(second, behind),
                Some('b') => made += &b,
                Some('c') => made += &c,
                Some('n') => made += &self.step(),
                Some('t') => {
                    let label = self.label_for(name);
                    made += &label;
                    labels.insert(label);
                }
                kind => unreachable!("{kind:?} in {text}"),
            }
        }
        (made, labels)
    }

    /// A label for what a place gets.
    pub(super) fn label_for(&mut self, name: &str) -> String {
        let letters: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
        let letters = if letters.is_empty() { "l" } else { &letters };
        format!("{letters}_{}", self.number())
    }
}
