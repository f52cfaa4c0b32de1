//! What the search notes: tokens' variables, what is done to them, deferred calls and scopes.

use crate::lang::Name;

/// A token's variable.
#[derive(Debug)]
pub(super) struct Local {
    pub(super) name: Name,
    /// The tokens that it holds over time.
    pub(super) tokens: Vec<i64>,
    pub(super) at: usize,
}

/// Something that is done to a local.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) local: usize,
    pub(super) at: usize,
    /// The scopes around.
    pub(super) scopes: Vec<usize>,
    /// Deferred code does it to what stands outside.
    pub(super) is_deferred: bool,
}

/// A deferred call.
#[derive(Debug)]
pub(super) struct Site {
    /// Where the statement begins that it is, or is in, of its scope.
    pub(super) at: usize,
    pub(super) scope: usize,
}

/// A scope, and where its statement begins that is being read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    pub(super) number: usize,
    pub(super) depth: usize,
    pub(super) statement: usize,
}
