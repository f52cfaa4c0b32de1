//! New values of locals, which a panic may have something read.

use super::{LocalId, Position, ScopeId};

/// An assignment behind a deferred call.
#[derive(Debug, Clone)]
pub struct Given {
    pub at: Position,
    pub scope: ScopeId,
    /// What it assigns, and whether as a whole, rather than a part or what it points to.
    pub locals: Vec<(LocalId, bool)>,
    /// Whether it stands in a closure or async block without deferred calls.
    pub in_closure: bool,
    /// Whether the next statement gives the same local another value, and nothing in between can panic.
    pub at_once: bool,
}
