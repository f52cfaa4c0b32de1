//! The function that code stands in: what it returns, its named result, and the panic that its deferred code may
//! recover.

use super::value::{Exit, Value};
use crate::lang::{Program, Type};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The function that code stands in.
#[derive(Clone, Debug)]
pub(super) struct Context<'a> {
    pub(super) returns: Type,
    /// The async functions in sight.
    pub(super) awaited: &'a [Program],
    /// The named result, if there is one around.
    pub(super) result: Option<Rc<Cell<Value>>>,
    /// It is this function's own: `return` assigns it.
    pub(super) is_named: bool,
    /// The panic under way where a deferred block runs, for `recover!()`.
    pub(super) panic: Option<Rc<RefCell<Option<String>>>>,
    /// Whether that runs on a cancellation.
    pub(super) is_cancelled: bool,
    /// Every block is a scope (3.8).
    pub(super) has_block_scopes: bool,
    /// A deferred block; its value is a failure or nothing.
    pub(super) is_deferred: bool,
}

impl<'a> Context<'a> {
    /// That of a function, with its named result.
    pub(super) fn function(program: &'a Program) -> Self {
        Context {
            returns: program.function.returns,
            awaited: &program.awaited,
            result: None,
            is_named: false,
            panic: None,
            is_cancelled: false,
            has_block_scopes: program.has_block_scopes,
            is_deferred: false,
        }
    }

    pub(super) fn closure(&self, returns: Type) -> Self {
        Context {
            returns,
            awaited: self.awaited,
            result: self.result.clone(),
            is_named: false,
            panic: None,
            is_cancelled: false,
            has_block_scopes: self.has_block_scopes,
            is_deferred: false,
        }
    }

    /// What a way out returns.
    pub(super) fn returned(&self, exit: &Exit) -> Option<Value> {
        match exit {
            Exit::Return(value) => Some(*value),
            Exit::ReturnNamed => self.result.as_ref().map(|result| result.get()),
            _ => None,
        }
    }

    /// The way out with a value: a named result is assigned (5.2).
    pub(super) fn give(&self, value: Value) -> Exit {
        match &self.result {
            Some(result) if self.is_named => {
                result.set(value);
                Exit::ReturnNamed
            }
            _ => Exit::Return(value),
        }
    }
}
