//! A random function as data: statements made of text, with blocks and the places of deferred calls in between. Rust
//! checks the text, so that a tree of expressions is not needed; what a comparison has to know of it, above all what
//! each statement moves, stands beside the text and goes where the statement goes when one is shrunk away.

use super::features::Feature;
use std::collections::BTreeSet;

/// Labels of values, as the log has them.
pub type Labels = BTreeSet<String>;

/// A local, as an index into [`Program::locals`].
pub type LocalId = usize;

/// A function.
#[derive(Clone, Debug)]
pub struct Program {
    /// `async fn`.
    pub is_async: bool,
    /// Patterns with types, and what the function is called with.
    pub parameters: Vec<(String, String)>,
    /// The return type.
    pub returns: &'static str,
    /// `self` in front of the parameters, if it is a method.
    pub receiver: Option<&'static str>,
    /// What the attribute is given.
    pub options: &'static str,
    /// Macros of its own have the names of some of std's.
    pub own_std: bool,
    /// What it does.
    pub body: Block,
    /// Its locals, parameters and captured variables, whatever is left of their declarations.
    pub locals: Vec<Local>,
    /// What the parameters show.
    pub features: Vec<Feature>,
    /// Declarations may be gone, so that a name leads to another local than it did.
    pub is_shrunk: bool,
}

/// What a comparison has to know of a local.
#[derive(Clone, Debug)]
pub struct Local {
    /// What it is called.
    pub name: String,
    /// Those of the values that it may hold.
    pub labels: Labels,
    /// How it is declared.
    pub origin: Origin,
}

/// How a local is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// On its own.
    Let,
    /// By `let x;`, without a value.
    Late,
    /// With others that keep their order: by a parameter, a pattern, or as a captured variable.
    Among,
    /// By a macro, under the name of another one.
    Renamed,
    /// On its own, as an array: rustc drops its elements from behind where a pattern takes them on another way.
    Array,
}

/// Statements, and the value behind them.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// The statements.
    pub stmts: Vec<Stmt>,
    /// The tail.
    pub tail: Option<Box<Stmt>>,
    /// Deferred calls in it belong to it (3.1), as guards do.
    pub is_scope: bool,
}

/// A statement, or a tail.
#[derive(Clone, Debug, Default)]
pub struct Stmt {
    /// Its text.
    pub code: Code,
    /// What it moves, in whole or in part, on any way; not what the statements of its blocks do.
    pub moves: Vec<LocalId>,
    /// What it seems to move, by its names, but does not.
    pub seems_to_move: Vec<LocalId>,
    /// What a macro moves whose name says that it doesn't, or other moves that a *Difference* of the rules is about.
    pub hidden: Vec<LocalId>,
    /// What it shows.
    pub features: Vec<Feature>,
    /// The rows of the tables that it is made of.
    pub ways: Vec<&'static str>,
    /// Without it the function may not end.
    pub is_needed: bool,
}

/// Text with blocks in it.
pub type Code = Vec<Piece>;

/// A part of a statement.
#[derive(Clone, Debug)]
pub enum Piece {
    /// As it is.
    Text(String),
    /// With its braces.
    Block(Block),
    /// A guard, or a deferred call.
    Site(Site),
}

/// The place of a guard or of a deferred call.
#[derive(Clone, Debug)]
pub struct Site {
    /// What it logs is `d` and this number.
    pub number: usize,
    /// How the deferred call is written.
    pub form: Form,
    /// A local that it may mention, if none moves it, and how it is called here.
    pub mentions: Option<(LocalId, String)>,
    /// A value that it takes, and drops at exit.
    pub owns: Option<String>,
    /// `#[cfg(any())]`
    pub is_out: bool,
}

/// How a deferred call is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `defer!(log("d1"));`
    Call,
    /// `defer! { log("d1"); }`
    Block,
    /// `defer!(|| { log("d1"); });`
    Closure,
    /// `defer!(move || log("d1"));`
    Move,
}

impl Block {
    /// Its statements and those of the blocks in it, outer ones first.
    pub fn each_stmt<'a>(&'a self, visit: &mut impl FnMut(&'a Stmt)) {
        for stmt in self.stmts.iter().chain(self.tail.as_deref()) {
            visit(stmt);
            for piece in &stmt.code {
                if let Piece::Block(block) = piece {
                    block.each_stmt(visit);
                }
            }
        }
    }

    /// It and the blocks in it, outer ones first.
    pub fn each_block(&mut self, visit: &mut impl FnMut(&mut Block)) {
        visit(self);
        for stmt in self.stmts.iter_mut().chain(self.tail.as_deref_mut()) {
            for piece in &mut stmt.code {
                if let Piece::Block(block) = piece {
                    block.each_block(visit);
                }
            }
        }
    }
}

impl Program {
    /// No deferred call stands where a guard would be dropped earlier.
    pub fn has_sites_in_scopes_only(&self) -> bool {
        let mut has = true;
        self.clone().body.each_block(&mut |block| {
            let mut pieces = block.stmts.iter().flat_map(|stmt| &stmt.code);
            has &= block.is_scope || !pieces.any(|piece| matches!(piece, Piece::Site(_)));
        });
        has
    }

    /// The locals that a statement moves, in whole or in part.
    pub fn moved(&self) -> BTreeSet<LocalId> {
        let mut moved = BTreeSet::new();
        self.body.each_stmt(&mut |stmt| moved.extend(&stmt.moves));
        moved
    }

    /// The locals that a statement moves so that the macro can't see it.
    pub fn moved_hidden(&self) -> BTreeSet<LocalId> {
        let mut moved = BTreeSet::new();
        self.body.each_stmt(&mut |stmt| moved.extend(&stmt.hidden));
        moved
    }

    /// The rows of the tables that its statements are made of.
    pub fn ways(&self) -> BTreeSet<&'static str> {
        let mut ways = BTreeSet::new();
        self.body.each_stmt(&mut |stmt| ways.extend(&stmt.ways));
        ways
    }

    /// The locals that a statement seems to move.
    pub fn seems_to_move(&self) -> BTreeSet<LocalId> {
        let mut moved = BTreeSet::new();
        self.body.each_stmt(&mut |stmt| moved.extend(&stmt.seems_to_move));
        moved
    }

    /// The labels of what these locals may hold.
    pub fn labels(&self, ids: &BTreeSet<LocalId>) -> Labels {
        let names: BTreeSet<_> = ids.iter().map(|id| &self.locals[*id].name).collect();
        let locals = self.locals.iter().enumerate();
        locals
            .filter(|(id, local)| ids.contains(id) || self.is_shrunk && names.contains(&local.name))
            .flat_map(|(_, local)| local.labels.iter().cloned())
            .collect()
    }

    /// The labels of what the locals may hold that are declared in this way.
    pub fn labels_by(&self, origin: Origin) -> Labels {
        let locals = self.locals.iter().enumerate();
        let ids = locals.filter(|(_, local)| local.origin == origin).map(|(id, _)| id);
        self.labels(&ids.collect())
    }

    /// What it shows.
    pub fn features(&self) -> Vec<Feature> {
        let mut features = self.features.clone();
        self.body
            .each_stmt(&mut |stmt| features.extend(stmt.features.iter().copied()));
        features
    }
}
