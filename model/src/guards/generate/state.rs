//! Which locals are in view, and what has become of each on the way so far.

use super::Generator;
use crate::guards::features::Feature;
use crate::guards::program::{self, Labels, LocalId, Origin};

/// The types of locals and of what is returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Unit,
    Int,
    N,
    V,
    Hd,
    Two,
    Wrap,
    Pair,
    Option,
    Vec,
    /// `[N; 2]`
    Array,
    /// `Box<N>`
    Box,
    /// `Box<Hd>`
    HdBox,
    /// A struct with an `Hd` in it.
    Nest,
    /// `(N, (N, N))`
    Nested,
    /// An enum of the user's.
    Side,
    /// A number that is `Copy`, with operators and methods as an `N` has.
    Copied,
    /// What `self` is.
    Me,
    UnitResult,
    NResult,
    HdResult,
    /// A closure or an async block in a local, that can be used once.
    Once,
}

impl Type {
    pub(super) fn text(self) -> &'static str {
        match self {
            Type::Unit | Type::Once => "()",
            Type::Int => "i64",
            Type::N => "N",
            Type::V => "V",
            Type::Hd => "Hd",
            Type::Two => "Two",
            Type::Wrap => "Wrap",
            Type::Pair => "(N, N)",
            Type::Option => "Option<N>",
            Type::Vec => "Vec<N>",
            Type::Array => "[N; 2]",
            Type::Box => "Box<N>",
            Type::HdBox => "Box<Hd>",
            Type::Nest => "Nest",
            Type::Nested => "(N, (N, N))",
            Type::Side => "Where",
            Type::Copied => "Copied",
            Type::Me => "Me",
            Type::UnitResult => "Result<(), i64>",
            Type::NResult => "Result<N, i64>",
            Type::HdResult => "Result<Hd, i64>",
        }
    }

    /// What it is made of, and how a place of each part is written behind its own.
    fn parts(self) -> &'static [(&'static str, Type)] {
        match self {
            Type::Hd => &[(".n", Type::N)],
            Type::Two | Type::Pair => &[(".0", Type::N), (".1", Type::N)],
            Type::Box => &[("*", Type::N)],
            Type::HdBox => &[("*", Type::Hd)],
            Type::Nest => &[(".h", Type::Hd), (".n", Type::N)],
            Type::Nested => &[(".0", Type::N), (".1", Type::Pair)],
            Type::Me => &[
                (".a", Type::N),
                (".b", Type::N),
                (".h", Type::Hd),
                (".o", Type::Option),
                (".x", Type::Box),
            ],
            _ => &[],
        }
    }

    pub(super) fn is_result(self) -> bool {
        matches!(self, Type::UnitResult | Type::NResult | Type::HdResult)
    }
}

/// What has become of a local on the ways that lead here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It has a value.
    Set,
    /// It never had one.
    Unset,
    /// It was moved.
    Moved,
    /// It depends on the way.
    Maybe,
}

#[derive(Clone, Debug)]
pub(super) struct Local {
    pub(super) ty: Type,
    pub(super) facts: program::Local,
    pub(super) is_mutable: bool,
    /// Of which function, closure or async block, from the outermost on.
    pub(super) frame: usize,
    /// In how many loops of it.
    pub(super) loops: usize,
    /// What it is a part of.
    pub(super) whole: Option<LocalId>,
    /// Its parts, as locals of their own whose names are places.
    pub(super) parts: Vec<LocalId>,
}

/// A function, closure or async block.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) returns: Type,
    /// From where on in the scope its locals stand.
    pub(super) base: usize,
    /// It takes what it uses of the frames around: nothing else of them is in view.
    pub(super) is_closed: bool,
    pub(super) is_async: bool,
    pub(super) targets: Vec<Target>,
    /// Labels of what it returns before its end.
    pub(super) returned: Labels,
}

impl Frame {
    pub(super) fn of(returns: Type, base: usize, is_closed: bool) -> Self {
        Frame {
            returns,
            base,
            is_closed,
            is_async: false,
            targets: Vec::new(),
            returned: Labels::new(),
        }
    }

    pub(super) fn loops(&self) -> usize {
        self.targets.iter().filter(|target| target.is_loop).count()
    }
}

/// A loop or a labelled block.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) label: Option<String>,
    pub(super) is_loop: bool,
    /// What it is broken with.
    pub(super) value: Type,
    /// In how many loops it stands.
    pub(super) loops: usize,
    /// What has become of the locals where it is broken.
    pub(super) breaks: Vec<Vec<State>>,
    /// The labels of the values that it was broken with.
    pub(super) labels: Labels,
    pub(super) may_break: bool,
}

/// Behind what is generated the way leads out of loops.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaving {
    /// In so many loops it begins: in one further in, the way may go round before.
    pub(super) from: usize,
    /// In so many loops it ends: what is declared in no fewer may be moved.
    pub(super) to: usize,
}

impl Generator {
    pub(super) fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the function is one")
    }

    pub(super) fn returns(&self) -> Type {
        self.frames.last().map_or(Type::Unit, |frame| frame.returns)
    }

    pub(super) fn in_async(&self) -> bool {
        let innermost = self.frames.last().is_some_and(|frame| frame.is_async);
        innermost || self.is_async && self.frames.len() == 1
    }

    pub(super) fn loops(&self) -> usize {
        self.frames.last().map_or(0, Frame::loops)
    }

    pub(super) fn declare(&mut self, name: &str, ty: Type, labels: Labels, origin: Origin, state: State) -> LocalId {
        let id = self.declare_place(name, ty, labels, origin, state, None);
        self.scope.push(id);
        id
    }

    fn declare_place(
        &mut self,
        name: &str,
        ty: Type,
        labels: Labels,
        origin: Origin,
        state: State,
        whole: Option<LocalId>,
    ) -> LocalId {
        let local = Local {
            ty,
            facts: program::Local {
                name: name.to_owned(),
                labels: labels.clone(),
                origin,
            },
            is_mutable: false,
            frame: self.frames.len() - 1,
            loops: self.loops(),
            whole,
            parts: Vec::new(),
        };
        self.locals.push(local);
        self.states.push(state);
        let id = self.locals.len() - 1;
        for (suffix, ty) in ty.parts() {
            let place = match *suffix {
                "*" => format!("*{name}"),
                suffix => format!("{}{suffix}", name.trim_start_matches('*')),
            };
            // What a part is called says nothing of a declaration.
            let part = self.declare_place(&place, *ty, labels.clone(), origin, State::Set, Some(id));
            self.locals[id].parts.push(part);
        }
        id
    }

    /// The local that it is, or is a part of.
    pub(super) fn root(&self, mut id: LocalId) -> LocalId {
        while let Some(whole) = self.locals[id].whole {
            id = whole;
        }
        id
    }

    /// The box that it is in, or it: a closure captures no less.
    pub(super) fn captured_by_value(&self, id: LocalId) -> LocalId {
        let (mut found, mut at) = (id, id);
        while let Some(whole) = self.locals[at].whole {
            at = whole;
            if matches!(self.locals[at].ty, Type::Box | Type::HdBox) {
                found = at;
            }
        }
        found
    }

    /// It has a value, with all of its parts.
    pub(super) fn is_there(&self, id: LocalId) -> bool {
        let mut around = self.locals[id].whole;
        while let Some(whole) = around {
            if self.states[whole] != State::Set {
                return false;
            }
            around = self.locals[whole].whole;
        }
        self.is_whole(id)
    }

    fn is_whole(&self, id: LocalId) -> bool {
        self.states[id] == State::Set && self.locals[id].parts.iter().all(|part| self.is_whole(*part))
    }

    /// A part of something that is there, in so far.
    pub(super) fn may_be_given(&self, id: LocalId) -> bool {
        self.locals[id]
            .whole
            .is_none_or(|whole| self.states[whole] == State::Set && self.may_be_given(whole))
    }

    pub(super) fn is_mutable(&self, id: LocalId) -> bool {
        self.locals[self.root(id)].is_mutable
    }

    /// In an async block that gives a value and doesn't say its type, that is a *Difference*.
    pub(super) fn note_made_from_itself(&mut self, root: LocalId) {
        let is_told = |frame: &Frame| !frame.is_async || frame.returns == Type::Unit;
        if !self.frames.last().is_none_or(is_told) {
            self.open().hidden.push(root);
        }
    }

    /// It has a value from here on, with all of its parts.
    pub(super) fn set(&mut self, id: LocalId) {
        self.states[id] = State::Set;
        for part in self.locals[id].parts.clone() {
            self.set(part);
        }
    }

    /// It may hold what is called so, and so may what it is a part of.
    pub(super) fn may_hold(&mut self, id: LocalId, labels: &Labels) {
        let mut at = Some(id);
        while let Some(id) = at {
            self.locals[id].facts.labels.extend(labels.iter().cloned());
            at = self.locals[id].whole;
        }
    }

    /// A name for a local: now and then one that is in view already.
    pub(super) fn name(&mut self, letter: &str) -> String {
        let own: Vec<LocalId> = self
            .in_view()
            .into_iter()
            .filter(|id| self.locals[*id].frame + 1 == self.frames.len() && self.is_plain(*id))
            // What a closure takes is mentioned at its end.
            .filter(|id| self.frames.len() == 1 || self.locals[*id].facts.origin != Origin::Among)
            .collect();
        let shadowing = if self.mix.shadows { 30 } else { 8 };
        if self.random.chance(shadowing)
            && let Some(&id) = self.random.pick(&own)
        {
            self.shows(Feature::Shadow);
            return self.locals[id].facts.name.clone();
        }
        format!("{letter}{}", self.number())
    }

    /// It is called by a name of its own.
    pub(super) fn is_plain(&self, id: LocalId) -> bool {
        let name = &self.locals[id].facts.name;
        name != "self" && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    }

    /// The locals that a name leads to here, and their parts.
    pub(super) fn places(&self) -> Vec<LocalId> {
        let mut found = self.in_view();
        let mut at = 0;
        while at < found.len() {
            found.extend(&self.locals[found[at]].parts);
            at += 1;
        }
        found
    }

    /// The locals that a name leads to here.
    pub(super) fn in_view(&self) -> Vec<LocalId> {
        let mut names = Vec::new();
        let mut found = Vec::new();
        let from = self
            .frames
            .iter()
            .rfind(|frame| frame.is_closed)
            .map_or(0, |frame| frame.base);
        for &id in self.scope[from..].iter().rev() {
            let place = &self.locals[id].facts.name;
            // A closure may have captured a part, which a local of the name hides as well.
            let name = place.trim_start_matches('*').split('.').next();
            if !names.contains(&name) {
                names.push(name);
                found.push(id);
            }
        }
        found
    }

    /// A local that can be read here.
    pub(super) fn readable(&mut self, ty: Type) -> Option<LocalId> {
        let found: Vec<LocalId> = self
            .places()
            .into_iter()
            .filter(|id| self.locals[*id].ty == ty && self.is_there(*id))
            .collect();
        self.random.pick(&found).copied()
    }

    pub(super) fn may_move(&self, id: LocalId) -> bool {
        let local = &self.locals[id];
        self.is_there(id)
            && local.frame + 1 == self.frames.len()
            && (local.loops == self.loops()
                || self
                    .leaving
                    .is_some_and(|leaving| leaving.from == self.loops() && local.loops >= leaving.to))
    }

    /// A local that can be moved here.
    pub(super) fn movable(&mut self, ty: Type) -> Option<LocalId> {
        let found: Vec<LocalId> = self
            .places()
            .into_iter()
            .filter(|id| self.locals[*id].ty == ty && self.may_move(*id))
            .collect();
        self.random.pick(&found).copied()
    }

    /// Moves it, in whole or in part; gives its name and the labels that go along.
    pub(super) fn take(&mut self, id: LocalId) -> (String, Labels) {
        self.states[id] = State::Moved;
        let root = self.root(id);
        self.open().moves.push(root);
        let local = &self.locals[id];
        (local.facts.name.clone(), local.facts.labels.clone())
    }

    /// What has become of the locals where ways come together; `None` is one that does not lead here.
    pub(super) fn join(ways: impl IntoIterator<Item = Option<Vec<State>>>) -> Option<Vec<State>> {
        let mut ways = ways.into_iter().flatten();
        let mut joined = ways.next()?;
        for way in ways {
            joined.truncate(way.len());
            for (state, other) in joined.iter_mut().zip(way) {
                if *state != other {
                    *state = State::Maybe;
                }
            }
        }
        Some(joined)
    }

    /// Goes on from here; locals of inner blocks are out of view by now.
    pub(super) fn go_on(&mut self, states: Vec<State>) {
        self.states[..states.len()].copy_from_slice(&states);
    }
}
