//! The user's code, taken apart by the walk: what the facts are about, by the same ids. A piece that may come out otherwise than it
//! was written is taken out of the code around it and leaves a hole there, which says which piece it was.

use crate::ids::{Id, List};
use crate::resolve::facts::{BlockId, ExitId, ForkId, GivenId, LocalId, Position, ScopeId, SiteId};
use crate::resolve::unseen::Unseen;
pub use crate::syntax::arguments::Arguments;
use crate::syntax::coverage::Extent;
use crate::syntax::returned::Returned;
use crate::syntax::site::Deferred;
use proc_macro2::{Ident, Literal, Span, TokenTree};
use std::collections::BTreeMap;
use syn::{Attribute, Expr, ExprAsync, ExprBlock, ExprClosure, ExprTry, Macro, Pat, Stmt, Token};

/// The code of one function.
#[derive(Default)]
pub struct Source {
    pub scopes: List<ScopeSource>,
    pub blocks: List<BlockSource>,
    pub locals: List<Ident>,
    pub sites: List<SiteSource>,
    /// Each `return`, `break` and `continue` as a whole.
    pub exits: List<Expr>,
    /// Where each use, question and call of the facts stands.
    pub uses: Vec<Span>,
    pub questions: Vec<Span>,
    pub calls: Vec<Span>,
    /// The path of each call.
    pub paths: Vec<syn::Path>,
    pub holes: List<Hole>,
    /// The forks that loops and blocks are which are scopes.
    pub forks: BTreeMap<HoleId, ForkId>,
    /// The parts of further in of what patterns take apart, by the uses: see [`inside`](crate::syntax::takes::inside).
    pub inside: BTreeMap<usize, Vec<Pat>>,
    /// What may take apart something that a closure or async block has captured.
    pub apart: BTreeMap<Position, Pat>,
    pub unseen: Vec<Unseen>,
}

pub struct ScopeSource {
    pub returned: Returned,
    /// The user's own block, whose braces end with what clippy minds, and from which rustc tells the locals of a future.
    pub block: Span,
    /// Where its code begins.
    pub begin: Span,
    /// Where its code is written.
    pub extent: Extent,
    /// What a closure or async block of the user's captures by.
    pub capture: Option<Token![move]>,
    /// The label of a loop.
    pub label: Option<syn::Lifetime>,
}

/// The statements of a block, one for each step. Those of deferred calls are in the [`SiteSource`]s, and empty here.
pub struct BlockSource {
    pub stmts: Vec<Stmt>,
    /// Which of them have holes.
    pub has_holes: Vec<bool>,
}

/// A deferred call as it is written, read.
pub struct SiteSource {
    /// The call of the user's own macro that is kept, so that its import counts as used (rule 1.5).
    pub keeper: Stmt,
    /// All of the statement, for mistakes that are shown there.
    pub written: Stmt,
    pub attrs: Vec<Attribute>,
    /// Its values of now and where it is written. Its code is a scope.
    pub deferred: Deferred,
    /// The imports of the inner blocks around it, those of each block together, from the outside in.
    pub imports: Vec<Vec<Stmt>>,
    /// Where the first `recover!` in it stands.
    pub recovers: Option<Span>,
}

/// A piece of code that has been taken out.
pub enum Hole {
    Exit(ExitId),
    /// A `?`, by its place among those of the facts.
    Question {
        attempt: ExprTry,
        question: usize,
    },
    /// The receiver of a method, which that is taken to move: a local, by its use.
    Receiver {
        name: Expr,
        used: usize,
    },
    /// A local that is passed or awaited, by its use, which could take it out of a place: its name, or the `.await` as a whole.
    Handed {
        expr: Expr,
        used: usize,
    },
    /// An assignment: of a local as a whole, by its use, or of what a panic may have read.
    Assigned {
        expr: Expr,
        used: Option<usize>,
        given: Option<GivenId>,
    },
    /// An `if` or a `match` in which something is moved, or gets its first value.
    Fork {
        fork: ForkId,
        expr: Expr,
    },
    /// The statements of a block; in front of them the locals that a condition or an arm binds may be made mutable.
    Block {
        block: BlockId,
        bound: Vec<LocalId>,
    },
    /// The body of an arm, with the locals that its pattern binds.
    Arm {
        body: Expr,
        bound: Vec<LocalId>,
    },
    /// A loop whose body is a scope. Its own body is empty; `bound` are the locals of its pattern or condition.
    Loop {
        repeated: Expr,
        scope: ScopeId,
        bound: Vec<LocalId>,
        /// Whether `continue` names its label, which may get lost.
        goes_on_by_name: bool,
    },
    /// A block with a label that is a scope; it is empty.
    Labelled {
        block: ExprBlock,
        scope: ScopeId,
    },
    /// A closure with deferred calls; its body is empty.
    Closure {
        closure: ExprClosure,
        scope: ScopeId,
        bound: Vec<LocalId>,
        /// Whether it is called on the spot, to be a scope: clippy, which can't know that, looks away from what isn't the user's.
        is_called: bool,
    },
    /// An async block with deferred calls; it is empty.
    Async {
        block: ExprAsync,
        scope: ScopeId,
    },
    /// A macro call with holes in its arguments.
    Call {
        call: Macro,
        attrs: Vec<Attribute>,
        arguments: Arguments,
    },
    /// A macro call that is given statements, and what these would move, by its use: its name, and whether it is a receiver.
    Evaluated {
        call: Macro,
        attrs: Vec<Attribute>,
        semicolon: Option<Token![;]>,
        moved: Vec<(usize, Ident, bool)>,
        /// Whether it gives the value of its block.
        is_value: bool,
    },
    /// `recover!()` or `leaving!()` in the code of this deferred call.
    Asking {
        call: Macro,
        attrs: Vec<Attribute>,
        site: SiteId,
    },
    /// A macro call that can't be read, with such in it.
    AskingInside {
        call: Macro,
        attrs: Vec<Attribute>,
        site: SiteId,
    },
}

pub type HoleId = Id<Hole>;

/// What stands in the place of a piece: no Rust code that syn can't read is one number alone.
pub fn hole(id: HoleId) -> Expr {
    let mut number = Literal::usize_unsuffixed(id.place());
    number.set_span(Span::mixed_site());
    Expr::Verbatim(TokenTree::from(number).into())
}

/// Which piece stood here.
pub fn hole_of(expr: &Expr) -> Option<HoleId> {
    let Expr::Verbatim(tokens) = expr else { return None };
    match tokens.clone().into_iter().next() {
        Some(TokenTree::Literal(number)) => number.to_string().parse().ok().map(Id::of),
        _ => None,
    }
}

// The lists are kept beside those of the facts.
impl Source {
    pub fn scope(&self, id: ScopeId) -> &ScopeSource {
        &self.scopes[id.beside::<ScopeSource>()]
    }

    pub fn block(&self, id: BlockId) -> &BlockSource {
        &self.blocks[id.beside::<BlockSource>()]
    }

    pub fn local(&self, id: LocalId) -> &Ident {
        &self.locals[id.beside::<Ident>()]
    }

    pub fn site(&self, id: SiteId) -> &SiteSource {
        &self.sites[id.beside::<SiteSource>()]
    }

    pub fn exit(&self, id: ExitId) -> &Expr {
        &self.exits[id.beside::<Expr>()]
    }
}
