//! The names, loops and labelled blocks in view where the walk stands.

use super::facts::{FrameId, LocalId};
use std::collections::BTreeMap;
use syn::Lifetime;

/// The names in view where the walk stands.
#[derive(Default)]
pub struct InView {
    /// By name, the innermost one last.
    pub by_name: BTreeMap<String, Vec<Named>>,
    /// In the order in which they have come into view.
    pub order: Vec<(String, Named)>,
}

/// What has come into view.
#[derive(Clone, Copy)]
pub enum Named {
    /// A binding of the facts, by its place among those of the name.
    Binding { at: usize, local: Option<LocalId> },
    /// A value of now in deferred code, which hides nothing of the user's but is none of it.
    Value,
}

impl Named {
    /// Its place among the bindings of the name.
    pub fn binding(&self) -> Option<usize> {
        match self {
            Named::Binding { at, .. } => Some(*at),
            Named::Value => None,
        }
    }
}

/// A loop or labelled block around the place where the walk stands.
#[derive(Clone)]
pub struct OpenFrame {
    pub id: FrameId,
    pub label: Option<Lifetime>,
    pub is_loop: bool,
    pub in_macro: bool,
}
