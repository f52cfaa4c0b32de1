//! Variables, and the names that are in scope. A variable is shared by all that see it, so that deferred code finds
//! what it holds at exit, and a reference is a second name.

use super::value::{Step, stuck};
use crate::lang::Name;
use std::cell::Cell;
use std::rc::Rc;

/// What a variable holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Content {
    Int(i64),
    Named(i64),
    /// Its number, and which one it is.
    Token(i64, i64),
    /// The same of one that is part of a success on its way, and is there again if that comes to nothing (6.5).
    Taken(i64, i64),
    /// It has been moved, or was given no value yet.
    Moved,
}

/// How a variable is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Let,
    /// Without a value, when so many calls had been registered.
    Late(u32),
    /// By a pattern with others.
    Pattern,
    Parameter,
}

/// A variable. One is shared by all that see it.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) origin: Origin,
    pub(super) content: Rc<Cell<Content>>,
    /// A deferred call that is registered mentions it (3.4).
    pub(super) kept: Rc<Cell<bool>>,
}

impl Slot {
    pub(super) fn new(content: Content) -> Self {
        Slot {
            origin: Origin::Let,
            content: Rc::new(Cell::new(content)),
            kept: Rc::default(),
        }
    }
}

/// The names that are in scope, the innermost first.
#[derive(Clone, Debug, Default)]
pub(super) struct Env(Option<Rc<Binding>>);

#[derive(Debug)]
pub(super) struct Binding {
    pub(super) name: Name,
    pub(super) slot: Slot,
    pub(super) outer: Env,
}

impl Env {
    pub(super) fn bind(&mut self, name: &str, slot: Slot) {
        let outer = std::mem::take(self);
        let name = name.to_owned();
        self.0 = Some(Rc::new(Binding { name, slot, outer }));
    }

    pub(super) fn find(&self, name: &str) -> Option<&Slot> {
        let mut env = self;
        while let Some(binding) = &env.0 {
            if binding.name == name {
                return Some(&binding.slot);
            }
            env = &binding.outer;
        }
        None
    }
}

pub(super) fn find<'e>(env: &'e Env, name: &str) -> Step<&'e Slot> {
    match env.find(name) {
        Some(slot) => Ok(slot),
        None => stuck(format!("no variable {name}")),
    }
}

pub(super) fn int(env: &Env, name: &str) -> Step<i64> {
    match find(env, name)?.content.get() {
        Content::Int(n) => Ok(n),
        content => stuck(format!("{name} is {content:?}")),
    }
}

pub(super) fn set(env: &Env, name: &str, n: i64) -> Step<()> {
    find(env, name)?.content.set(Content::Int(n));
    Ok(())
}
