//! The plan: what becomes of each scope of a function, decided and not yet printed. Plain data without tokens; what stands in it by
//! id is told by the [facts](crate::resolve::facts).

use super::kept_parts::KeptPart;
use super::leftovers::{MovedPart, Parts};
use crate::ids::{Id, List};
use crate::resolve::facts::{BlockId, ExitId, ForkId, GivenId, LocalId, Position, ScopeId, SiteId, Span, Target};
use std::collections::{BTreeMap, BTreeSet};

pub type SplitId = Id<Split>;
pub type SlotId = Id<Slot>;

/// What becomes of one function.
#[derive(Debug, Default)]
pub struct Plan {
    /// Beside the lists of the facts.
    pub scopes: List<ScopePlan>,
    pub blocks: List<BlockPlan>,
    pub sites: List<SitePlan>,
    pub exits: List<ExitPlan>,
    pub locals: List<Declared>,
    /// Where a local is named in a value that takes it along from behind the closures (rule 6.5): it isn't moved there.
    pub left_behind: BTreeSet<Position>,
    /// What a closure owns all the same, since something else in it moves that: such a value takes it along only from behind those
    /// further in.
    pub made_inside: BTreeSet<(SplitId, LocalId)>,
    /// Of what has no destructor, as far as its value tells, those locals for which that decides anything: rustc is asked behind their `let`.
    pub dropless: BTreeSet<LocalId>,
    /// What rustc is asked where the local is declared, with a use that moves it.
    pub unboxed: BTreeMap<MovedPart, usize>,
    /// The uses that are taken to move their locals, since others of the same depend on it: they are checked.
    pub taken: BTreeSet<Position>,
    /// From the outside in, as they are printed: in the order of where their rests begin.
    pub splits: List<Split>,
    pub slots: List<Slot>,
    /// Locals that are declared in the closure of a split.
    pub sunk: BTreeSet<LocalId>,
    /// Parameters that stay in the async function, whose body's future borrows them (rule 8.6). The others go along.
    pub stay: Vec<LocalId>,
    /// What an async block of the user's has captured, if its own future can hold that by `&mut` (rule 8.6).
    pub lends: BTreeMap<ScopeId, Vec<LocalId>>,
    /// Macros that have to be those of the standard library, by name (rule 0).
    pub only: BTreeSet<String>,
    pub spares: Spares,
    pub kept_parts: BTreeMap<LocalId, KeptPart>,
    /// The assignments of which rustc can't see that they are read (rule 9.3).
    pub read_on_panic: BTreeSet<GivenId>,
    /// What rests take out of a place where they move it, rather than by value (rule 8.6).
    pub handed: BTreeMap<LocalId, Handed>,
}

/// A local that goes into a place in front of a split, which has but one use in its rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Handed {
    pub used: usize,
    pub is_awaited: bool,
    /// The outermost split that it would go along with.
    pub split: SplitId,
}

/// What a closure owns because some way moves it, and others spare: each local has a place beside its declaration that takes it out
/// of the closure there, so that it is dropped where it would be (rule 3.5).
#[derive(Debug, Default)]
pub struct Spares {
    pub locals: BTreeSet<LocalId>,
    /// The same of what a closure or async block of the user's has captured, whose places are in that.
    pub captured: BTreeSet<(ScopeId, LocalId)>,
    /// The split that is left, and which of its sets is spared there.
    pub by_way: BTreeMap<Leaving, (SplitId, usize)>,
    /// What stays behind at the end, or the begin, of an arm that doesn't move it as others do.
    pub by_arm: BTreeMap<(ForkId, usize), Vec<SparedInArm>>,
    /// The same where a loop or block comes to its end that is left otherwise, too.
    pub by_frame: BTreeMap<ForkId, Vec<LocalId>>,
    /// The same where a loop or block is left that lies in the closure.
    pub by_jump: BTreeMap<Leaving, Vec<LocalId>>,
    /// The uses that give a local a new value whose old one may be in its place, and is dropped there.
    pub overwritten: BTreeSet<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SparedInArm {
    pub local: LocalId,
    pub at_end: bool,
    /// The pattern of the arm binds its name, and does so behind itself.
    pub is_renamed: bool,
}

/// Where a closure is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leaving {
    Exit(ExitId),
    Question(usize),
    End(SplitId),
    /// Behind the closure of this inner split, which is carried on.
    Break(SplitId),
    Returned(SplitId),
    Jump(SplitId, usize),
    Early(SplitId),
    /// By the `?` that takes the carrier apart.
    Carried(SplitId),
}

impl Plan {
    /// Whether a use in the rest of a split is part of a value that takes the local along from behind that.
    pub fn is_left_behind(&self, split: SplitId, local: LocalId, at: Position) -> bool {
        self.left_behind.contains(&at) && !self.made_inside.contains(&(split, local))
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Colour {
    /// The rest of a scope is a closure.
    #[default]
    Plain,
    /// The rest of a scope that awaits is an async block, which a cancellation can drop (rule 8.1).
    Async,
}

#[derive(Debug, Default)]
pub struct ScopePlan {
    pub colour: Colour,
    /// Whether its future can be cancelled: a split in it awaits (rule 8.2). Of async functions, closures and blocks.
    pub is_cancellable: bool,
    /// It is deferred code that `?` may leave early, so that it ends with what it is left with (rule 6.3).
    pub ends_early: bool,
    /// It is deferred code that `return` or a macro may leave, so that it stands in a closure (rule 4.2).
    pub ends_itself: bool,
}

/// What becomes of each statement of a block.
#[derive(Debug, Default)]
pub struct BlockPlan {
    pub steps: Vec<Action>,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Action {
    /// It stays where it is.
    #[default]
    Stays,
    /// It is an item that stands in front of the split now.
    First,
    /// It is the last one of an iteration, and stands behind the deferred calls.
    Behind,
    /// `let x;`, some of whose locals are declared where they get their values.
    Sinks,
    /// A deferred call, or a statement that holds some, at which the block is split: what stands behind it is its rest.
    Splits(SplitId),
    /// A deferred call that needs nothing but its values of now, which go into a slot.
    Fills(SlotId),
}

/// The one primitive: the rest of a block becomes a closure that is called on the spot; behind it runs deferred code, or what
/// that needs goes into a slot.
#[derive(Debug)]
pub struct Split {
    pub block: BlockId,
    pub step: usize,
    /// The deferred call that stands there; nothing where it is a statement that holds some, which is part of the rest.
    pub site: Option<SiteId>,
    /// The split whose rest it stands in, if any of the same function.
    pub around: Option<SplitId>,
    /// What goes into the closure, as it is written.
    pub rest: Span,
    /// What is declared before is outside of the loop or inner block that the closure is left to, and can be given back there.
    pub outside: Option<Position>,
    /// What the deferred code behind it looks at and names.
    pub looks: Looks,
    pub mentions: Vec<LocalId>,
    /// The items of the block that come to the front of it, by their steps.
    pub first: Vec<usize>,
    /// The slots whose deferred code runs behind the rest, in the order in which they are reached.
    pub slots: Vec<SlotId>,
    /// The slot that takes what deferred code needs of an inner block.
    pub keeps: Option<SlotId>,
    pub colour: Colour,
    /// Declarations without a value that stand in the closure, where they get one.
    pub sunk: Vec<LocalId>,
    /// What has been moved in front of the closure, and gets a new value in it: it is declared there once more.
    pub anew: BTreeSet<LocalId>,
    /// Locals that go through the closure by value.
    pub threads: Vec<Thread>,
    /// `&mut` parameters that the closure owns, so that it may return what it borrows through them.
    pub owns: Vec<LocalId>,
    /// What the condition of a loop has bound and its last statement makes the new cursor from, which the closure owns, too.
    pub owns_of_condition: Vec<LocalId>,
    /// Locals that the future holds by `&mut` so that it can be sent (rule 8.5): those whose type tells whether it has to, and others.
    pub holds_told: Vec<LocalId>,
    /// The parts of them that are all that the rest uses of what a closure or async block captures (rule 8.5).
    pub holds_parts: BTreeMap<LocalId, BTreeSet<Vec<String>>>,
    pub holds_made: Vec<LocalId>,
    pub passes: Passes,
    /// What ways out of the closure spare, each set of locals once.
    pub spares: Vec<Vec<LocalId>>,
    /// What it has given back that is spared where a deferred call fails the scope by its own `?`.
    pub spared_by_failure: Vec<LocalId>,
    /// What the closure doesn't own, if it isn't moved where that can't be told: a wrong guess is an error.
    pub stays: Vec<LocalId>,
    /// What is moved in part, if the closure takes that part alone: a wrong guess is an error, too.
    pub parts: Parts,
    /// The same of parameters, of which rustc is asked in front of the closure that may move them.
    pub dropless: Vec<LocalId>,
    /// The uses by patterns in the rest that are taken to leave nothing behind: rustc is asked whether that has a `Drop` of its own.
    pub taken_apart: Vec<usize>,
    /// What is used by value in the rest and taken to be `Copy` by the name of its type: rustc is asked whether it is.
    pub copied: Vec<LocalId>,
    /// The values of now of its deferred call, by what they name: where the rest names one alone, rustc shows it.
    pub made_from: Vec<LocalId>,
}

/// What deferred code looks at of the way its scope is left, and does to it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Looks {
    /// A panic, to stop it.
    pub at_panic: bool,
    /// The value that the function returns.
    pub at_value: bool,
    /// What raw pointers point to, as far as can be told.
    pub at_memory: bool,
    /// It may reach locals that it doesn't name, by what borrows them.
    pub reaches: bool,
    /// It may change how the rest was left.
    pub changes_left: bool,
    /// It names how the rest was left at all.
    pub names_left: bool,
}

/// A local of further out that the rest moves, or gives its first value: the way out gives it back.
#[derive(Debug, Clone, PartialEq)]
pub struct Thread {
    pub local: LocalId,
    pub kind: ThreadKind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ThreadKind {
    /// It goes into the closure with its value.
    Moved,
    /// `let x;` that has no value before, and so is declared in the closure.
    First,
    /// The same of what is gone before, and gets a new value. See [`anew`](Split::anew).
    Anew,
    /// It gets its value by the last statement of a loop's body.
    AtEnd,
}

/// How the rest is left.
#[derive(Debug, Clone, PartialEq)]
pub enum Passes {
    /// Its closure returns what the function returns.
    Value,
    /// The same of a function that never returns, or of a block that is left by panics alone.
    Never,
    /// The same, but the closure that it ends with is made behind.
    ClosureBehind,
    /// Nothing comes out of it but its end: every way out in it is a `return`. A block has a value there.
    End,
    /// The ways out are data.
    Ways(Box<Ways>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Ways {
    pub carrier: Carrier,
    /// Its end; nothing where it has none.
    pub next: Option<Way>,
    pub breaks: Option<Way>,
    /// Whether a value that the function returns comes out.
    pub returns: bool,
    pub jumps: Vec<Way>,
    /// Whether the named result is assigned before the deferred code runs (rule 4.1).
    pub settles: bool,
    /// Whether deferred code looks at the value, so that it is taken out of its carrier before.
    pub sees_value: bool,
    /// Where a `return` goes on behind it.
    pub returned: Option<Passage>,
    /// Where an early end of its carrier goes on.
    pub early: Option<Passage>,
}

/// How the ways out travel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Carrier {
    /// As data alone.
    Bare,
    /// Inside the function's `Result` or `Option`, so that `?` can leave the closure.
    Result,
    /// Inside a `Poll` of such a result.
    PollResult,
    /// Inside a `Poll`.
    Poll,
}

/// One way out of a rest, that several exits may take.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    pub to: WayTo,
    /// Locals that were in the closure.
    pub given_back: Vec<LocalId>,
    /// Locals that are in their places as far as they haven't been moved, and come from there: they get a new value behind.
    pub restored: Vec<LocalId>,
    /// What else goes into a value that is built behind, by its place there: what was in the closure.
    pub parts: Vec<usize>,
    /// Where it goes on: through the split around, if any.
    pub on: Option<Passage>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum WayTo {
    /// The next iteration, or what stands behind a block, which has a value.
    End,
    Exit {
        to: Target,
        value: WayValue,
    },
}

/// What goes along.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WayValue {
    None,
    /// A value that was made in the closure; that of this exit is the first one.
    Carried(ExitId),
    /// The value of this exit is built behind the closure.
    Built(ExitId),
}

/// Leaving one split by one of its ways.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    pub split: SplitId,
    pub way: Through,
    /// Locals of a value that is built behind: deferred code that may reach them has to let rustc see that (rule 4.1). Those that
    /// can be moved are borrowed exclusively.
    pub touches: Vec<(LocalId, bool)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Through {
    /// The closure's own `return`.
    Plain,
    Next,
    Break,
    Return,
    Jump(usize),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExitPlan {
    /// Nothing where it stays as it is written.
    pub through: Option<Passage>,
    /// It ends deferred code early, without an error.
    pub ends_early: bool,
    /// Its value is a success that takes these locals along from behind the closures around it (rule 6.5).
    pub behind: Vec<LocalId>,
}

/// The place of a deferred call that may not be reached, or of what it needs of an inner block.
#[derive(Debug)]
pub struct Slot {
    /// The deferred call; nothing where it only holds what calls further in need.
    pub site: Option<SiteId>,
    /// Locals of the block that live on in it (rule 3.4), and which of them the deferred code may change.
    pub kept: Vec<LocalId>,
    pub may_change: Vec<LocalId>,
    /// Slots of later deferred calls of the block, which are in it too.
    pub inner: Vec<SlotId>,
    /// What a slot around it holds and no deferred code needs that runs later: it goes when this one's has run (rule 3.4).
    pub last_of: Vec<LocalId>,
    pub colour: Colour,
}

/// What becomes of a deferred call.
#[derive(Debug, Default)]
pub struct SitePlan {
    /// Whether the way its scope is left is data where it runs.
    pub sees_ways: bool,
    /// The split whose `spared_by_failure` it spares.
    pub fails: Option<SplitId>,
    /// Whether a spawner completes it (rule 8.4).
    pub is_completed: bool,
    /// The `?` that its code may be left by early, by its place in the facts' list: the first one that stands there itself, or
    /// else among a macro's arguments or in a deferred call of it. A mistake is shown there.
    pub question: Option<usize>,
}

/// How a local is declared.
#[derive(Debug, Clone, Copy, PartialEq, Default, PartialOrd, Eq, Ord)]
pub enum Declared {
    #[default]
    AsWritten,
    /// `mut`, with leave not to need it.
    MayBeMut,
    Mut,
}
