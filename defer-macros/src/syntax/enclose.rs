//! A borrow that stands in front of a deferred call and is in use behind it, beside what it borrows. A closure can't hold both
//! (E0500 and its kin), but it can make the borrow itself: a plain block from the borrow to the end of its block is no scope (rule 3.2),
//! so that the closure begins in front of it.
//!
//! What is declared in such a block is dropped before the deferred call: that makes no difference where it has no destructor, which is
//! asked where it isn't certain.

#[cfg(test)]
mod tests;

use crate::guesses;
use crate::syntax::borrowing::{Borrow, How, Kind};
use crate::syntax::moved_at_once;
use crate::syntax::names::{self, Names};
use crate::syntax::patterns;
use crate::syntax::place::Place;
use crate::syntax::used::{Used, Way};
use proc_macro2::Span;
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::{Block, Expr, Local, Stmt};

/// The end of a block that becomes a block of its own.
#[derive(Debug, PartialEq)]
pub struct Enclosed {
    /// The statement that it begins with.
    pub from: usize,
    /// Those of its declarations that are taken to have no destructor, counted from there.
    pub asked: Vec<usize>,
}

/// What of a block is to be enclosed, from this statement on at the earliest. `is_scope`: its deferred calls are its own, or else those of
/// the scope around; `has_block_scopes`: so are those of every block.
pub fn enclosed(stmts: &[Stmt], earliest: usize, is_scope: bool, has_block_scopes: bool) -> Option<Enclosed> {
    let holding = stmts
        .iter()
        .enumerate()
        .filter(|(_, stmt)| holds_site(stmt, has_block_scopes));
    let holding = holding.map(|(at, _)| at).collect::<Vec<_>>();
    holding.iter().find_map(|site| {
        let mut used = None;
        (earliest..*site).find_map(|from| {
            let borrow = Borrow::of_let(local(&stmts[from])?)?;
            let used = used.get_or_insert_with(|| Used::by(&stmts[*site..]));
            let conflict = Conflict::of(&stmts[from..*site], &borrow, used)?;
            let part = Part {
                stmts: &stmts[from..],
                holding: holding
                    .iter()
                    .filter(|site| **site > from)
                    .map(|site| site - from)
                    .collect(),
            };
            let is_needed = is_scope || part.mentions(&stmts[..from]);
            let asked = part.asked(conflict)?;
            (is_needed && part.can_be_enclosed()).then_some(Enclosed { from, asked })
        })
    })
}

/// The statements as a block, which gives what they give.
pub fn block_of(stmts: Vec<Stmt>) -> Expr {
    Expr::Block(syn::ExprBlock {
        attrs: Vec::new(),
        label: None,
        block: Block {
            brace_token: syn::token::Brace(Span::mixed_site()),
            stmts,
        },
    })
}

fn local(stmt: &Stmt) -> Option<&Local> {
    match stmt {
        Stmt::Local(local) => Some(local),
        _ => None,
    }
}

fn declared_by(local: &Local) -> impl Iterator<Item = String> + use<> {
    let names = patterns::bound_by(&local.pat)
        .into_iter()
        .map(|bound| names::name_of(&bound.ident));
    names.collect::<Vec<_>>().into_iter()
}

/// Whether a closure can't hold a borrow beside what it borrows.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Conflict {
    Likely,
    Certain,
}

impl Conflict {
    /// Of what the first of these statements borrows, with what is made of that, and what is used behind them.
    fn of(made: &[Stmt], borrow: &Borrow, used: &Used) -> Option<Self> {
        let in_use = in_use(made, used)?;
        let hidden = made.iter().filter_map(local).flat_map(declared_by).collect::<Names>();
        let is_in_the_way = |way: Way| match borrow.how {
            // It needn't be a borrow at all.
            How::Untold => way == Way::Moves,
            How::Named | How::Written => borrow.is_mutable || way != Way::Looks,
        };
        let mut ways = used.places.iter().filter_map(|(place, way)| {
            let mut borrowed = borrow
                .places
                .iter()
                .filter(|borrowed| !hidden.contains(borrowed.base()));
            let borrowed = borrowed.find(|borrowed| borrowed.overlaps(place))?;
            is_in_the_way(*way).then_some((borrowed, *way))
        });
        let first = ways.next()?;
        let is_certain = |(place, way): (&Place, Way)| {
            borrow.how == How::Written
                && (borrow.is_mutable || way == Way::Changes)
                && !used.bound.contains(&in_use)
                && !used.bound.contains(place.base())
        };
        match is_certain(first) || ways.any(is_certain) {
            true => Some(Conflict::Certain),
            false => Some(Conflict::Likely),
        }
    }
}

/// One of the names that the first of these statements declares, and those behind it of what mentions that, which is in use.
fn in_use(made: &[Stmt], used: &Used) -> Option<String> {
    let mut names = Names::new();
    made.iter().filter_map(local).find_map(|local| {
        let is_of_it = names.is_empty() || !names::in_tokens(local.to_token_stream()).is_disjoint(&names);
        let declared = declared_by(local).filter(|_| is_of_it).collect::<Names>();
        let found = declared.iter().find(|name| used.names(name)).cloned();
        names.extend(declared);
        found
    })
}

/// The end of a block.
struct Part<'s> {
    stmts: &'s [Stmt],
    /// The statements that are deferred calls, or hold some.
    holding: Vec<usize>,
}

impl Part<'_> {
    /// What stands up to the last of its deferred calls.
    fn front(&self) -> &[Stmt] {
        &self.stmts[..=*self.holding.last().expect("it holds one")]
    }

    /// Whether nothing but when locals are dropped depends on the block, and no deferred code needs one of those.
    fn can_be_enclosed(&self) -> bool {
        let has_items = self.stmts.iter().any(|stmt| matches!(stmt, Stmt::Item(_)));
        let may_declare = |stmt: &Stmt| match stmt {
            Stmt::Macro(call) => !names::is_deferred(&call.mac.path) && !guesses::is_of_std(&call.mac.path),
            _ => false,
        };
        !has_items && !self.front().iter().any(may_declare) && !self.mentions(self.front())
    }

    /// Whether its deferred calls mention what these statements declare.
    fn mentions(&self, declaring: &[Stmt]) -> bool {
        let front = self.front();
        let mentioned = names::in_deferred_calls(quote!(#(#front)*));
        let mut declared = declaring.iter().filter_map(local).flat_map(declared_by);
        declared.any(|name| mentioned.contains(&name))
    }

    /// Which of its declarations have no destructor as far as can be guessed; nothing where one may have one.
    fn asked(&self, conflict: Conflict) -> Option<Vec<usize>> {
        let mut asked = Vec::new();
        for (at, stmt) in self.front().iter().enumerate() {
            let Some(local) = local(stmt) else { continue };
            match Kind::of_let(local) {
                Kind::Temporary => return None,
                Kind::Dropless => {}
                _ if self.is_moved_at_once(at, local) => {}
                Kind::Likely => asked.push(at),
                // Without the block it can't compile in any case.
                Kind::Untold if conflict == Conflict::Certain => asked.push(at),
                Kind::Untold | Kind::Told => return None,
            }
        }
        Some(asked)
    }

    /// Whether what a statement declares is moved before control can leave, behind the next deferred call.
    fn is_moved_at_once(&self, at: usize, local: &Local) -> bool {
        let next = self.holding.iter().find(|site| **site > at);
        let Some(next) = next.filter(|_| local.init.is_some()) else {
            return false;
        };
        // What is `mut` may get another value behind that.
        let [alone] = &*patterns::bound_by(&local.pat) else {
            return false;
        };
        patterns::binds_all(&local.pat)
            && alone.mutability.is_none()
            && moved_at_once::is_moved_at_once(&self.stmts[*next..], &names::name_of(&alone.ident))
    }
}

/// Whether a statement is a deferred call of its block's scope, or holds one.
fn holds_site(stmt: &Stmt, has_block_scopes: bool) -> bool {
    let mut sites = Sites {
        has_block_scopes,
        found: false,
    };
    sites.visit_stmt(stmt);
    sites.found
}

struct Sites {
    has_block_scopes: bool,
    found: bool,
}

impl<'ast> Visit<'ast> for Sites {
    fn visit_item(&mut self, _: &'ast syn::Item) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_block(&mut self, block: &'ast Block) {
        if !self.has_block_scopes {
            visit::visit_block(self, block);
        }
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Closure(_) | Expr::Async(_) | Expr::While(_) | Expr::Loop(_) => {}
            Expr::Block(block) if block.label.is_some() => {}
            Expr::ForLoop(repeated) => self.visit_expr(&repeated.expr),
            expr => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.found |= names::is_deferred(&call.path) || names::mentions_deferred_call(&call.tokens);
    }
}
