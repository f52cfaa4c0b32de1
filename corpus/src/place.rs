//! Puts the calls of a trial into a source file: into function bodies, loop bodies and inner blocks.

use crate::trial::{Call, Trial};
use std::collections::BTreeSet;
use std::mem;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Block, Expr, Signature};

/// What a call stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The body of a function, or an async block.
    Function,
    Closure,
    Loop,
    /// A plain block, a branch of an `if`, an arm of a `match`.
    Inner,
}

/// The function that a place is in, by its name and the line of its source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Function {
    pub name: String,
    line: usize,
}

/// A place in a file, numbered in the order in which they are met.
#[derive(Clone, Debug)]
pub struct Place {
    pub number: usize,
    pub kind: Kind,
    pub function: Function,
    /// Where it is in the source as it came.
    pub line: usize,
    /// What the call mentions.
    pub local: Option<String>,
}

/// Puts the calls into a file, but for the numbers in `left_out`; gives all places.
pub fn sprinkle(file: &mut syn::File, trial: &Trial, salt: u64, left_out: &BTreeSet<usize>) -> Vec<Place> {
    let mut sprinkle = Sprinkle {
        trial,
        salt,
        left_out,
        places: Vec::new(),
        function: None,
        in_condition: false,
        any: false,
    };
    sprinkle.visit_file_mut(file);
    sprinkle.places
}

struct Sprinkle<'a> {
    trial: &'a Trial,
    salt: u64,
    left_out: &'a BTreeSet<usize>,
    places: Vec<Place>,
    /// The function around. None outside of those that the attribute takes: there are no places.
    function: Option<Function>,
    /// Whether a deferred call here would stand in the condition of a loop, which is an error.
    in_condition: bool,
    /// Whether the function has got a call.
    any: bool,
}

/// Whether the attribute takes the function.
fn takes(attrs: &[Attribute], sig: &Signature, block: &Block) -> bool {
    let is_entry_of_a_macro = attrs.iter().any(|attr| attr.path().is_ident("proc_macro"));
    !is_entry_of_a_macro && sig.constness.is_none() && sig.variadic.is_none() && !block.stmts.is_empty()
}

impl Sprinkle<'_> {
    fn function(&mut self, attrs: &mut Vec<Attribute>, sig: &Signature, block: &mut Block) {
        if !takes(attrs, sig, block) {
            return;
        }
        let function = Function {
            name: sig.ident.to_string(),
            line: sig.ident.span().start().line,
        };
        let outer = (self.function.replace(function), mem::take(&mut self.any));
        self.block(Kind::Function, block);
        if self.any && self.trial.call != Call::Guard {
            attrs.push(syn::parse_quote!(#[::defer_runtime::with_defer]));
        }
        (self.function, self.any) = outer;
    }

    /// Puts the call into a block, and those of the blocks in it.
    fn block(&mut self, kind: Kind, block: &mut Block) {
        let statement = self.place(kind, block);
        let outer = self.in_condition;
        self.in_condition &= kind == Kind::Inner;
        visit_mut::visit_block_mut(self, block);
        self.in_condition = outer;
        if let Some((index, statement)) = statement {
            block.stmts.insert(index, statement);
            self.any = true;
        }
    }

    fn place(&mut self, kind: Kind, block: &Block) -> Option<(usize, syn::Stmt)> {
        let function = self.function.clone()?;
        if self.in_condition && kind == Kind::Inner {
            return None;
        }
        let number = self.places.len();
        let salt = self.salt.wrapping_add(u64::try_from(number).unwrap_or(0));
        let spot = self.trial.spot(kind, block, salt)?;
        self.places.push(Place {
            number,
            kind,
            function,
            line: block
                .stmts
                .get(spot.index)
                .map_or(block.span(), Spanned::span)
                .start()
                .line,
            local: spot.local.as_ref().map(ToString::to_string),
        });
        let kept = !self.left_out.contains(&number);
        kept.then(|| (spot.index, self.trial.statement(&spot, number)))
    }
}

impl VisitMut for Sprinkle<'_> {
    fn visit_item_fn_mut(&mut self, item: &mut syn::ItemFn) {
        self.function(&mut item.attrs, &item.sig, &mut item.block);
    }

    fn visit_impl_item_fn_mut(&mut self, item: &mut syn::ImplItemFn) {
        self.function(&mut item.attrs, &item.sig, &mut item.block);
    }

    fn visit_trait_item_fn_mut(&mut self, item: &mut syn::TraitItemFn) {
        if let Some(block) = &mut item.default {
            self.function(&mut item.attrs, &item.sig, block);
        }
    }

    fn visit_item_mut(&mut self, item: &mut syn::Item) {
        let outer = (self.function.take(), mem::take(&mut self.in_condition));
        visit_mut::visit_item_mut(self, item);
        (self.function, self.in_condition) = outer;
    }

    fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Async(block) => self.block(Kind::Function, &mut block.block),
            Expr::ForLoop(repeated) => {
                self.visit_expr_mut(&mut repeated.expr);
                self.block(Kind::Loop, &mut repeated.body);
            }
            Expr::While(repeated) => {
                let outer = mem::replace(&mut self.in_condition, true);
                self.visit_expr_mut(&mut repeated.cond);
                self.in_condition = outer;
                self.block(Kind::Loop, &mut repeated.body);
            }
            Expr::Loop(repeated) => self.block(Kind::Loop, &mut repeated.body),
            Expr::Closure(closure) if matches!(&*closure.body, Expr::Block(_)) => {
                if let Expr::Block(body) = &mut *closure.body {
                    self.block(Kind::Closure, &mut body.block);
                }
            }
            Expr::Block(inner) => self.block(Kind::Inner, &mut inner.block),
            Expr::Unsafe(inner) => self.block(Kind::Inner, &mut inner.block),
            Expr::If(branches) => {
                self.visit_expr_mut(&mut branches.cond);
                self.block(Kind::Inner, &mut branches.then_branch);
                if let Some((_, other)) = &mut branches.else_branch {
                    self.visit_expr_mut(other);
                }
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }
}
