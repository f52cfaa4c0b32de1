//! The second phase: one walk over the body of a function finds what there is in it ([`facts`]) and takes the user's code apart
//! accordingly ([`source`]). Nothing is decided and nothing is printed. There is but the one
//! walk, so that an expansion takes time linear in the function (rule 9.5).
//!
//! - [`walk`]: what the walk carries along, and where it stands.
//! - [`bindings`]: which names are in view, and the locals that they are.
//! - [`exprs`]: each kind of expression: what it does to the locals that it names.
//! - [`takes`]: what is taken by value as far as names tell.
//! - [`blocks`]: the statements of scopes, and of the blocks in them, those included that the user hasn't written
//!   ([`enclose`](crate::syntax::enclose)).
//! - [`scopes`]: closures, async blocks and loops with deferred calls; [`block_scopes`]: blocks.
//! - [`sites`]: the deferred calls.
//! - [`exits`]: `return`, `break`, `continue`, `?`.
//! - [`forks`]: where the ways of control part.
//! - [`given`]: assignments of what a panic may have read.
//! - [`tails`]: values that are a success as they are written, also at the end of a function.
//! - [`macros`]: other macro calls, as far as they can be read.
//! - [`items`]: items, which are in view in all of their block.
//! - [`unknown`]: syntax of a nightly.
//! - [`queries`]: what is asked of the facts later.

mod assigned;
mod bindings;
mod block_items;
mod block_scopes;
mod blocks;
mod capturing;
mod evaluated;
mod exits;
mod exprs;
pub mod facts;
mod forks;
mod given;
mod handed;
mod in_view;
mod items;
mod macros;
pub mod next;
mod of_macros;
mod outside;
mod own;
mod plain;
pub mod queries;
#[cfg(test)]
mod restore;
mod scopes;
#[cfg(test)]
mod show;
mod sites;
pub mod source;
mod tails;
mod takes;
#[cfg(test)]
pub mod tests;
mod unknown;
pub mod unseen;
mod walk;

use crate::diagnostics::Errors;
use crate::syntax::coverage::Extent;
use crate::syntax::names::Names;
use crate::syntax::options::Runtime;
use crate::syntax::returned::Returned;
use facts::Facts;
use source::Source;
use std::collections::BTreeMap;
use syn::punctuated::Punctuated;
use syn::{FnArg, Generics, Stmt, Token};
pub use walk::shape_of;

/// What is told of the function around the body.
pub struct Written<'a> {
    pub runtime: &'a Runtime,
    pub inputs: &'a Punctuated<FnArg, Token![,]>,
    pub generics: &'a Generics,
    pub returned: Returned,
    pub is_async: bool,
    /// How many statements of the body declare a name of the result; they stand first.
    pub results: usize,
    /// Whether a spawner completes its deferred calls.
    pub detaches: bool,
    /// Whether every block in it is a scope (rule 3.8).
    pub has_block_scopes: bool,
    /// Whether `unsafe` is written in it.
    pub has_unsafe: bool,
    /// The macros that it defines, and the names in each, which may be those of locals.
    pub macros: BTreeMap<String, Names>,
    /// The user's own block.
    pub extent: Extent,
}

/// A function's body, resolved.
pub struct Resolved {
    pub facts: Facts,
    pub source: Source,
}

/// Walks the body of a function; mistakes that can be seen there go to `errors`.
pub fn resolve(stmts: Vec<Stmt>, written: &Written<'_>, errors: &mut Errors) -> Resolved {
    let mut walk = walk::Walk::new(written, errors);
    walk.function(stmts);
    walk.resolved()
}
