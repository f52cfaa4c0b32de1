//! Where control goes: loops and blocks, ways out, where the ways part, and what a macro may hide.

use super::{BlockId, ForkId, FrameId, LocalId, Position, ScopeId, Span, Success};
use std::collections::{BTreeMap, BTreeSet};

/// A loop, or a block that is a scope or has a label: what `break` and `continue` can go to, if they can name it.
#[derive(Debug, Clone)]
pub struct Frame {
    pub span: Span,
    pub is_loop: bool,
    /// The locals that the condition of a `while` binds anew each time.
    pub condition: Vec<LocalId>,
    /// The statement that holds it.
    pub holder: Option<(BlockId, usize)>,
}

/// A `return`, `break` or `continue`.
#[derive(Debug, Clone)]
pub struct Exit {
    pub at: Position,
    /// Behind its value.
    pub end: Position,
    /// The innermost scope that it stands in.
    pub scope: ScopeId,
    pub to: Target,
    pub value: ExitValue,
    /// It is a value at the end of a function, closure or async block, which leaves that as by `return`. One that needn't be data
    /// stays as it is written, and is none.
    pub is_tail: bool,
    /// Its value, where that is a success as it is written.
    pub success: Option<Success>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// `return`.
    Return,
    /// Behind the loop or block.
    Break(FrameId),
    /// At the next iteration of the loop.
    Continue(FrameId),
}

#[derive(Debug, Clone, PartialEq)]
pub enum ExitValue {
    None,
    /// One that is made where it stands.
    Made,
    /// One of constructors and names alone (rule 4.1).
    Plain(PlainValue),
}

/// A value that does nothing but take locals along.
#[derive(Debug, Clone, PartialEq)]
pub struct PlainValue {
    pub locals: Vec<LocalId>,
    /// Names in it that are no local's that is known: constructors, constants, functions, and those of doubtful locals.
    pub others: Vec<String>,
    /// Whether all its lower-case names are known locals.
    pub is_known: bool,
    /// Whether it reads a constant, which may be a `static mut`, or one that a macro declares.
    pub has_constant: bool,
    /// Equal for values that are written alike.
    pub text: usize,
}

/// A `?`.
#[derive(Debug, Clone)]
pub struct Question {
    pub at: Position,
    pub scope: ScopeId,
    /// Whether it stands among the arguments of a macro. Out of deferred code its error comes, too.
    pub in_macro: bool,
}

/// Code that is reached or not, or again: where the ways of control part.
#[derive(Debug, Clone)]
pub struct Fork {
    pub span: Span,
    /// The innermost scope that it stands in.
    pub scope: ScopeId,
    /// The fork that it stands in an arm of.
    pub around: Option<ForkId>,
    pub kind: ForkKind,
    /// Whether its code was taken out, so that something may be added to each of its ends.
    pub is_taken_out: bool,
    /// The parts of it of which one is reached.
    pub arms: Vec<Span>,
    /// Where the code of each arm of a `match` begins, behind what its pattern binds.
    pub begins: Vec<Position>,
    /// What the pattern of each arm binds that could be bound behind it, too.
    pub bound: Vec<Bound>,
    /// What is moved in it by a guess, and where, of which it is checked that control comes to it.
    pub evaluated: BTreeMap<LocalId, Position>,
}

/// What a pattern binds.
#[derive(Debug, Clone, Default)]
pub struct Bound {
    /// The moment before.
    pub before: Position,
    /// Nothing where that could be seen: a guard names it, or some of it may be bound or not.
    pub names: BTreeSet<String>,
}

/// Whether a loop comes to an end without a `break` that can be seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LoopEnd {
    /// Where its condition no longer holds; or it is a block.
    AnEnd,
    /// A `loop`: where a macro may hide a `break`.
    OneOfAMacro,
    /// A `loop`, of which rustc is asked whether a macro hides one.
    None,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ForkKind {
    /// `if`, `match`: one of the arms, or none where not all are written.
    Choice { has_all: bool },
    /// A loop, or a block with a label.
    Frame { frame: FrameId, comes_to: LoopEnd },
}

impl Fork {
    /// Whether it is a `loop`, which comes to an end by a `break` alone.
    pub fn is_endless(&self) -> bool {
        matches!(
            self.kind,
            ForkKind::Frame {
                comes_to: LoopEnd::OneOfAMacro | LoopEnd::None,
                ..
            }
        )
    }
}

/// A macro that is called, and may hide a `return`.
#[derive(Debug, Clone)]
pub struct Call {
    pub at: Position,
    pub scope: ScopeId,
    /// Its name, if it is that of a statement macro of the standard library, which declares none of the locals it is given.
    pub std: Option<String>,
    /// The names that it is given, where it is one of those.
    pub given: Vec<String>,
    /// Whether it may hide a `return` of a value; any may hide a bare one.
    pub may_return_value: bool,
    /// Whether its arguments hold a way out, and can't be read.
    pub hides_exit: bool,
    /// Whether it is a statement that may declare an item of any name.
    pub may_declare_item: bool,
    /// Whether its name is `recover`, so that it hides no bare `return`.
    pub is_recover: bool,
}
