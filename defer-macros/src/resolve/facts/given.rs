//! New values of locals, which a panic may have something read.

use super::{LocalId, Position, ScopeId, Span};
use std::collections::{BTreeMap, BTreeSet};

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

/// What else is known of some uses.
#[derive(Debug, Default, Clone)]
pub struct Naming {
    /// Of parts that a method is taken to move by its name: that.
    pub by_method: BTreeMap<Position, String>,
    /// From the first use in each closure and async block of the user's to the last, and what it captures.
    pub closures: Vec<Span>,
    /// By a macro of the user's, which may give what is named a value: that is there behind it, whatever has become of it before.
    pub may_be_given: BTreeSet<Position>,
    /// By a macro of the user's whose arguments can't be read: it may be a part that is named.
    pub unread: BTreeSet<Position>,
}
