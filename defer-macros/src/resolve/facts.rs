//! What a function holds, as one walk over it finds it: scopes, blocks, locals, uses, exits, sites. Plain data without tokens, which
//! the plan is made of; the code that it is about is in [`Source`](super::source::Source), by the same ids.

pub use super::tails::{Part, Success};

mod control;
mod given;
mod names;
mod parts;
mod uses;

use crate::ids::{Id, List};
use crate::syntax::sharing::Sharing;
use crate::syntax::site::When;
use crate::syntax::takes::Takes;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

pub use control::{Bound, Call, Exit, ExitValue, Fork, ForkKind, Frame, LoopEnd, PlainValue, Question, Target};
pub use given::Given;
pub use names::{Binding, Meaning, Names};
pub use parts::PartMoved;
pub use uses::{How, Use};

/// A moment of the walk: what stands behind something has a later one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position(pub u32);

pub type Span = Range<Position>;

pub type ScopeId = Id<Scope>;
pub type BlockId = Id<Block>;
pub type LocalId = Id<Local>;
pub type SiteId = Id<Site>;
pub type ExitId = Id<Exit>;
pub type FrameId = Id<Frame>;
pub type ForkId = Id<Fork>;
pub type GivenId = Id<Given>;

/// All that is found in one function.
#[derive(Debug, Default, Clone)]
pub struct Facts {
    /// Whether `unsafe` is written in it, so that it may use raw pointers.
    pub has_unsafe: bool,
    /// Macros that have to be those of the standard library, by name, since they are given the name of something that is lent.
    pub std: BTreeSet<String>,
    /// The locals that its result is named by.
    pub results: Vec<LocalId>,
    /// Whether the result's fields are named, and not the whole.
    pub has_named_fields: bool,
    /// Whether a spawner completes its deferred calls (rule 8.4).
    pub detaches: bool,
    /// The function's own body is the first one.
    pub scopes: List<Scope>,
    pub blocks: List<Block>,
    pub frames: List<Frame>,
    pub locals: List<Local>,
    pub names: Names,
    /// In the order of their positions, as are those below.
    pub uses: Vec<Use>,
    /// Those of them that assign a local as a whole, with their scopes.
    pub assigned: BTreeMap<usize, ScopeId>,
    pub given: List<Given>,
    /// Where only a part of a local is used: the fields that lead there.
    pub parts: BTreeMap<Position, Vec<String>>,
    /// Where such a part, or an operand, is used by value, so that it is moved, or copied wherever it is used so.
    pub by_value: BTreeSet<Position>,
    /// Where what is moved is a part of what a box, an array or a variant holds, as far as that can be seen: a closure captures all of that.
    pub leftovers: BTreeSet<Position>,
    /// Where a part is moved, if it isn't `Copy`, and how that is told.
    pub part_moves: BTreeMap<Position, PartMoved>,
    /// The locals that are no references: a part of them may be given a new value.
    pub own: BTreeSet<LocalId>,
    /// What borrows, as far as can be told, and is declared in a block that stands around a deferred call for that: it has no destructor.
    pub borrowing: BTreeSet<LocalId>,
    /// Where a part is followed as a local is: what it is a part of. See `plan::kept_parts`.
    pub part_of: BTreeMap<LocalId, LocalId>,
    /// Where such a part is given a new value.
    pub given_parts: BTreeSet<Position>,
    /// The locals whose first value is a field, by its value: they hold no other borrow than that did.
    pub of_fields: BTreeSet<LocalId>,
    /// The heads of `for` loops that count, `0..self.len()`: nothing of that is borrowed in the loop.
    pub counted: Vec<Span>,
    /// Where what a local leads to is used, `let x = *boxed`.
    pub contents: BTreeSet<Position>,
    /// Where that is given a new value, `*boxed = new()`: a box that it has been moved out of is there again.
    pub given_contents: BTreeSet<Position>,
    /// Where a local, or a part of it, is matched: its parts are used that the pattern binds.
    pub matched: BTreeSet<Position>,
    /// The parts that are moved there, as far as they aren't what is named.
    pub moved_parts: BTreeMap<Position, Vec<Vec<String>>>,
    /// The uses that may be of a local that a macro has declared, and where it may have.
    pub of_macro: BTreeMap<usize, Position>,
    /// Of receivers that are names or parts, and may be moved: the method.
    pub methods: BTreeMap<Position, String>,
    /// From the first use in each closure and async block of the user's to the last, and what it captures.
    pub closures: Vec<Span>,
    /// Where a macro is given a local by value, or may name one so: if that is gone, it gets a new value there.
    pub in_macros: BTreeSet<Position>,
    /// Where a macro of the user's may give what it names a value, that is gone or not.
    pub may_be_given: BTreeSet<Position>,
    /// Where a macro of the user's whose arguments can't be read names a local: that may be a part of it.
    pub unread: BTreeSet<Position>,
    /// Where a local is named that needn't be there: `_ = a`, or a pattern that may look at nothing.
    pub unneeded: BTreeSet<Position>,
    /// Where a macro is given a name, or code, that it may leave out.
    pub may_be_left_out: BTreeSet<Position>,
    /// Where a macro may use a part alone of what it is given.
    pub may_be_in_part: BTreeSet<Position>,
    /// Where a receiver is taken to be moved whatever else becomes of it.
    pub taken: BTreeSet<Position>,
    /// The uses that could take their locals out of a place (rule 8.6), and whether they await them.
    pub could_be_handed: BTreeMap<usize, bool>,
    /// Those of them that are moved there, where they may not be reached.
    pub unsure: BTreeSet<usize>,
    pub exits: List<Exit>,
    pub sites: List<Site>,
    pub questions: Vec<Question>,
    /// In the order of where they begin.
    pub forks: List<Fork>,
    /// Each `break` and `continue` of the function's own code that leaves nothing.
    pub stray_jumps: Vec<Position>,
    pub calls: Vec<Call>,
    /// Where the code may await: `.await`, or a macro that isn't known.
    pub awaits: Vec<Position>,
    /// Behind each call of a function, a method, or a macro that may not come back.
    pub called: Vec<Position>,
}

/// What a deferred call belongs to (rule 3.1): what `return`, `break` or `continue` can leave.
#[derive(Debug, Clone)]
pub struct Scope {
    pub kind: ScopeKind,
    /// The scope around it.
    pub parent: Option<ScopeId>,
    pub block: BlockId,
    /// All of it, the pattern of a loop and parameters included.
    pub span: Span,
    /// What the function, closure or async block returns that it is or stands in.
    pub returned: ReturnedShape,
    /// Whether that may be a borrow of what it is given, as far as its type tells.
    pub returns_borrow: bool,
    /// Whether `.await` may be written in it.
    pub in_async: bool,
    /// Whether it is a `move` closure or async block.
    pub is_move: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ScopeKind {
    /// The body of the function; where its result is named every value leaves it by `return`.
    Function {
        is_named: bool,
    },
    /// The body of a closure in it.
    Closure,
    AsyncBlock,
    /// The body of a loop, each time.
    Iteration(FrameId),
    /// A block with a label, or any block where each is a scope (rule 3.8).
    Block(FrameId),
    /// The code of a deferred call in the BLOCK form (rule 3.7).
    Deferred(SiteId),
}

/// What of a return type decides anything.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ReturnedShape {
    Unit,
    Never,
    /// A number, `bool` or `char`.
    Primitive,
    /// `Result`, `Option`, `ControlFlow`.
    Result,
    Poll,
    Other,
    /// A closure or async block whose type isn't written.
    Inferred,
}

/// The statements of a scope, or those of a block in it that holds deferred calls.
#[derive(Debug, Clone)]
pub struct Block {
    pub scope: ScopeId,
    /// The statement that it stands in, which is one of another block.
    pub holder: Option<(BlockId, usize)>,
    pub span: Span,
    pub end: BlockEnd,
    pub steps: Vec<Step>,
    /// The macro calls in it that may declare items.
    pub item_macros: Vec<ItemMacro>,
    /// Whether its last statement is matched outside of the closure that it would stand in.
    pub ends_outside: bool,
}

/// A macro call that is a statement and may declare an item (rule 0).
#[derive(Debug, Clone)]
pub struct ItemMacro {
    pub step: usize,
    /// The names of the items that are written among its arguments.
    pub declared: BTreeSet<String>,
    /// The names that it is given alone: it may declare an item of that name unless that is a local's.
    pub given: BTreeSet<String>,
}

/// What follows the end of a block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BlockEnd {
    /// It is that of a scope.
    Scope,
    /// What stands behind the block, which has a value.
    Value,
    /// Nothing: it is the `else` of a `let`, and never comes to its end.
    Never,
}

/// One statement of a block.
#[derive(Debug, Clone)]
pub struct Step {
    pub kind: StepKind,
    pub span: Span,
    pub form: Form,
    /// What it declares, where it is a `let`.
    pub declares: Vec<LocalId>,
    /// Where it has the mark of the items that come to the front of their block when that is split here or before (rule 0).
    pub comes_first: bool,
    /// The macro that it defines, where it comes first because an item behind it uses that.
    pub defines: Option<String>,
    /// The local that it assigns as a whole, where it is an assignment.
    pub assigns: Option<LocalId>,
    /// The local that it assigns a part of, where that is all that it does.
    pub assigned_from: Option<LocalId>,
    /// All names in it, where a macro in its block is defined for an item or may declare one.
    pub named: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StepKind {
    /// A deferred call that belongs to the block's scope.
    Site(SiteId),
    /// A statement that holds blocks with deferred calls of the same scope.
    Holds,
    /// Any other. Deferred calls in it are those of loops and closures.
    Plain(Last),
}

/// What a statement is written as.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Form {
    Let,
    Item,
    /// An expression with a semicolon.
    Statement,
    /// One without.
    #[default]
    Value,
    Macro,
}

/// What a statement is if it is the last one of its block.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Last {
    /// A statement without a value, or one with a block that may have one: `if`, `match`.
    #[default]
    Statement,
    /// An expression without a semicolon.
    Value,
    /// A macro call without a semicolon.
    Macro,
    /// `return`.
    Return,
    /// `break` or `continue`.
    Jump,
    /// A closure that is the value.
    Closure,
}

/// A local variable, or a parameter.
#[derive(Debug, Clone)]
pub struct Local {
    pub name: String,
    /// The function, closure, async block or deferred code that declares it: what a closure captures isn't its to give away.
    pub owner: ScopeId,
    /// From where on it is in view. It is declared in front of a split if this is before the split's rest.
    pub from: Position,
    pub is_parameter: bool,
    pub is_mut: bool,
    /// A macro declares it, as far as the name tells that it is given, or binds it in a pattern.
    pub is_hidden: bool,
    /// It is a parameter that is written as a `&mut` reference, or `&mut self`.
    pub is_cursor: bool,
    /// Naming it never moves it, as far as the way it is written tells.
    pub is_copy: bool,
    /// That is so if its `Option` is that of the standard library, which is checked.
    pub is_copy_by_name: bool,
    /// It is a `&mut` reference, which is reborrowed where it is passed.
    pub is_reborrowed: bool,
    /// It is bound to a `&mut` reference for good: in a deferred call it is lent at exit (rule 2.4).
    pub is_lent: bool,
    /// `let x;`: it has no value there, and could be declared alone.
    pub is_late: bool,
    pub sharing: Sharing,
    pub takes: Takes,
    /// It is a parameter that is written as a `Box`.
    pub is_boxed: bool,
    /// It has no destructor, as far as its type or its value tells.
    pub is_dropless: bool,
    /// A borrow of another local may be in it.
    pub may_hold_borrow: bool,
    /// The locals that its first value mentions, unless that is one that can't hold a borrow of them.
    pub made_from: Vec<LocalId>,
    /// `self`, which is never declared anew nor given back.
    pub is_self: bool,
}

/// A deferred call.
#[derive(Debug, Clone)]
pub struct Site {
    pub when: When,
    /// Whether its block is given the error (rule 6.2).
    pub takes_error: bool,
    pub scope: ScopeId,
    pub block: BlockId,
    /// Which statement of the block it is.
    pub step: usize,
    /// The locals that its values of now are made of.
    pub made_from: Vec<LocalId>,
    /// Whether its values of now name anything that may be a local's.
    pub names_local: bool,
    /// The scope of its deferred code.
    pub code: ScopeId,
    /// The locals outside of it that the deferred code names, itself or by a macro that the function defines.
    pub mentions: Vec<LocalId>,
    /// Those of them that a macro names which the function defines.
    pub by_macro: Vec<LocalId>,
    /// Whether it names something that may be a local, and can't be told to be one.
    pub mentions_doubtful: bool,
    /// Whether `recover!()` stands in it.
    pub recovers: bool,
    /// Whether `leaving!()` does.
    pub asks: bool,
    /// Whether it stands in an `unsafe` block.
    pub in_unsafe: bool,
    /// Whether its code never comes to its end, as far as that tells.
    pub never_ends: bool,
    /// All names in its deferred code, and those that may be locals', items' or constants'.
    pub named: BTreeSet<String>,
    pub looked_up: BTreeSet<String>,
    /// An item of an inner block around it that its deferred code may name.
    pub hidden_item: Option<HiddenItem>,
    /// A local that an import of such a block may hide from it.
    pub hidden_local: Option<LocalId>,
}

/// An item that deferred code can't see from where it runs.
#[derive(Debug, Clone, PartialEq)]
pub enum HiddenItem {
    Named(String),
    /// One that it may use without naming it.
    Any,
}
