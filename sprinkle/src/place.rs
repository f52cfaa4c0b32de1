//! The places of a source file where a deferred call can stand first: function bodies and loop bodies.

use std::collections::BTreeSet;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Block, Expr, Signature};

/// What a deferred call stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Function,
    Loop,
}

/// A place in a file that has been written, numbered in the order of the file.
#[derive(Clone, Debug)]
pub struct Place {
    pub number: usize,
    pub kind: Kind,
    /// The name of the function.
    pub name: String,
    pub lines: (usize, usize),
}

/// Whether the attribute takes the function.
fn takes(sig: &Signature, block: &Block) -> bool {
    sig.constness.is_none() && sig.variadic.is_none() && !block.stmts.is_empty()
}

fn is_entry_of_a_macro(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| attr.path().is_ident("proc_macro"))
}

/// Puts the deferred calls into a file, but for the numbers in `left_out`.
pub fn sprinkle(file: &mut syn::File, left_out: &BTreeSet<usize>) {
    let mut sprinkle = Sprinkle { next: 0, left_out };
    sprinkle.visit_file_mut(file);
}

struct Sprinkle<'a> {
    next: usize,
    left_out: &'a BTreeSet<usize>,
}

impl Sprinkle<'_> {
    fn function(&mut self, attrs: &mut Vec<Attribute>, sig: &Signature, block: &mut Block) {
        if is_entry_of_a_macro(attrs) || !takes(sig, block) {
            return;
        }
        let own = self.take_number();
        let mut loops = Loops {
            sprinkle: self,
            any: false,
        };
        loops.visit_block_mut(block);
        let any = loops.any;
        if own {
            block.stmts.insert(0, deferred());
        }
        if own || any {
            attrs.push(syn::parse_quote!(#[::defer_runtime::with_defer]));
        }
    }

    /// Counts a place; says whether it gets its deferred call.
    fn take_number(&mut self) -> bool {
        let number = self.next;
        self.next += 1;
        !self.left_out.contains(&number)
    }
}

fn deferred() -> syn::Stmt {
    syn::parse_quote!(::defer_runtime::defer!(::sprinkle_probe::tick());)
}

impl VisitMut for Sprinkle<'_> {
    fn visit_item_fn_mut(&mut self, item: &mut syn::ItemFn) {
        let (sig, mut block) = (item.sig.clone(), item.block.clone());
        self.function(&mut item.attrs, &sig, &mut block);
        item.block = block;
    }

    fn visit_impl_item_fn_mut(&mut self, item: &mut syn::ImplItemFn) {
        let (sig, mut block) = (item.sig.clone(), item.block.clone());
        self.function(&mut item.attrs, &sig, &mut block);
        item.block = block;
    }

    fn visit_trait_item_fn_mut(&mut self, item: &mut syn::TraitItemFn) {
        let sig = item.sig.clone();
        if let Some(mut block) = item.default.clone() {
            self.function(&mut item.attrs, &sig, &mut block);
            item.default = Some(block);
        }
    }
}

/// The loops of one function; items in it count for themselves.
struct Loops<'s, 'a> {
    sprinkle: &'s mut Sprinkle<'a>,
    any: bool,
}

impl VisitMut for Loops<'_, '_> {
    fn visit_item_mut(&mut self, item: &mut syn::Item) {
        self.sprinkle.visit_item_mut(item);
    }
    fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let body = match expr {
            Expr::Async(block) => &mut block.block,
            Expr::ForLoop(repeated) => &mut repeated.body,
            Expr::While(repeated) => &mut repeated.body,
            Expr::Loop(repeated) => &mut repeated.body,
            _ => return visit_mut::visit_expr_mut(self, expr),
        };
        if self.sprinkle.take_number() {
            body.stmts.insert(0, deferred());
            self.any = true;
        }
        visit_mut::visit_expr_mut(self, expr);
    }
}

/// Finds the places of a file that [`sprinkle`] has been at.
pub fn find(file: &syn::File) -> Vec<Place> {
    let mut find = Find {
        places: Vec::new(),
        function: String::new(),
    };
    find.visit_file(file);
    find.places
}

struct Find {
    places: Vec<Place>,
    function: String,
}

impl Find {
    fn add(&mut self, kind: Kind, whole: proc_macro2::Span) {
        self.places.push(Place {
            number: self.places.len(),
            kind,
            name: self.function.clone(),
            lines: (whole.start().line, whole.end().line),
        });
    }

    fn function(&mut self, attrs: &[Attribute], sig: &Signature, block: &Block, whole: proc_macro2::Span) {
        if is_entry_of_a_macro(attrs) || !takes(sig, block) {
            return;
        }
        let outer = std::mem::replace(&mut self.function, sig.ident.to_string());
        self.add(Kind::Function, whole);
        visit::visit_block(self, block);
        self.function = outer;
    }
}

impl<'ast> Visit<'ast> for Find {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.attrs, &item.sig, &item.block, item.span());
    }
    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.attrs, &item.sig, &item.block, item.span());
    }
    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.attrs, &item.sig, block, item.span());
        }
    }
    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}
    fn visit_expr(&mut self, expr: &'ast Expr) {
        // A loop outside of a function that counts, in a `const fn`, doesn't count either.
        let kind = match expr {
            Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) => Some(Kind::Loop),
            Expr::Async(_) => Some(Kind::Function),
            _ => None,
        };
        if let Some(kind) = kind.filter(|_| !self.function.is_empty()) {
            self.add(kind, expr.span());
        }
        visit::visit_expr(self, expr);
    }
}
