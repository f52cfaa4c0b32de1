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
            Type::UnitResult => "Result<(), i64>",
            Type::NResult => "Result<N, i64>",
            Type::HdResult => "Result<Hd, i64>",
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
        let local = Local {
            ty,
            facts: program::Local {
                name: name.to_owned(),
                labels,
                origin,
            },
            is_mutable: false,
            frame: self.frames.len() - 1,
            loops: self.loops(),
        };
        self.locals.push(local);
        self.states.push(state);
        let id = self.locals.len() - 1;
        self.scope.push(id);
        id
    }

    /// A name for a local: now and then one that is in view already.
    pub(super) fn name(&mut self, letter: &str) -> String {
        let own: Vec<LocalId> = self
            .in_view()
            .into_iter()
            .filter(|id| self.locals[*id].frame + 1 == self.frames.len())
            // What a closure takes is mentioned at its end.
            .filter(|id| self.frames.len() == 1 || self.locals[*id].facts.origin != Origin::Among)
            .collect();
        if self.random.chance(8)
            && let Some(&id) = self.random.pick(&own)
        {
            self.shows(Feature::Shadow);
            return self.locals[id].facts.name.clone();
        }
        format!("{letter}{}", self.number())
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
            let name = &self.locals[id].facts.name;
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
            .in_view()
            .into_iter()
            .filter(|id| self.locals[*id].ty == ty && self.states[*id] == State::Set)
            .collect();
        self.random.pick(&found).copied()
    }

    pub(super) fn may_move(&self, id: LocalId) -> bool {
        let local = &self.locals[id];
        self.states[id] == State::Set
            && local.frame + 1 == self.frames.len()
            && (local.loops == self.loops()
                || self
                    .leaving
                    .is_some_and(|leaving| leaving.from == self.loops() && local.loops >= leaving.to))
    }

    /// A local that can be moved here.
    pub(super) fn movable(&mut self, ty: Type) -> Option<LocalId> {
        let found: Vec<LocalId> = self
            .in_view()
            .into_iter()
            .filter(|id| self.locals[*id].ty == ty && self.may_move(*id))
            .collect();
        self.random.pick(&found).copied()
    }

    /// Moves it, in whole or in part; gives its name and the labels that go along.
    pub(super) fn take(&mut self, id: LocalId) -> (String, Labels) {
        self.states[id] = State::Moved;
        self.open().moves.push(id);
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
