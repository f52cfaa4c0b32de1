//! What names mean.

use super::{LocalId, Span};
use std::collections::BTreeMap;

/// What each name means at each position.
#[derive(Debug, Default, Clone)]
pub struct Names(
    /// The bindings of a name in the order in which they come into view.
    pub BTreeMap<String, Vec<Binding>>,
);

/// A name that is in view in a part of the function.
#[derive(Debug, Clone)]
pub struct Binding {
    pub span: Span,
    pub means: Meaning,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    Local(LocalId),
    /// An item of a block.
    Item,
    /// A pattern binds it, unless it is a constant's.
    Constant,
    /// A macro was given it, and may have declared it.
    Macro,
    /// A macro was given it alone, as one is that declares it.
    MacroAlone,
    /// A macro was given it as no local is: in front of arguments or a method, or as a number's type.
    MacroOther,
    /// A macro of this name was, and may have, unless it is that of the standard library.
    UnlessStd(String),
}
