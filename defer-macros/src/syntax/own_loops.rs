//! A `break` or `continue` without a label that a macro is given: it leaves the loop around the call, unless the macro brings
//! a loop of its own around it. Which of the two it is shows when the program runs: a loop around the call alone is
//! left by the one and not by the other, and what stands behind it goes on in the way that it was left (rule 3.1).

use crate::diagnostics::Errors;
use crate::guesses;
use crate::syntax::arguments::Arguments;
use crate::syntax::free;
use crate::syntax::names::{self, Names};
use crate::syntax::tokens;
use proc_macro2::{Ident, Span};
use quote::{ToTokens, quote_spanned};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Macro, Stmt, parse_quote_spanned};

/// Puts a loop around such calls, from the first statement of a loop body on that holds a deferred call; `locals` are those
/// outside of it.
pub fn tell_apart(body: &mut [Stmt], locals: Names, errors: &mut Errors) {
    let first = body
        .iter()
        .position(|stmt| names::mentions_deferred_call(&stmt.to_token_stream()));
    if let Some(first) = first {
        let mut calls = Calls {
            locals,
            found: None,
            errors,
        };
        for stmt in &mut body[..first] {
            if let Stmt::Local(local) = stmt {
                calls.visit_pat_mut(&mut local.pat);
            }
        }
        calls.stmts(&mut body[first..]);
    }
}

struct Calls<'e> {
    /// The names of locals in view.
    locals: Names,
    /// A call in the expression at hand, outside of its blocks.
    found: Option<syn::Path>,
    errors: &'e mut Errors,
}

impl Calls<'_> {
    fn stmts(&mut self, stmts: &mut [Stmt]) {
        for at in 0..stmts.len() {
            let (before, behind) = stmts.split_at_mut(at + 1);
            let stmt = &mut before[at];
            match stmt {
                Stmt::Macro(call) if self.leaves(&call.mac) => self.statement(stmt, behind),
                Stmt::Macro(_) | Stmt::Item(_) => {}
                Stmt::Expr(value, None) => self.value(value),
                Stmt::Expr(value, Some(_)) => {
                    if self.holds_call(value) {
                        *stmt = statement_in_loop(stmt, &[]);
                    }
                }
                Stmt::Local(local) => {
                    if let Some(init) = &mut local.init {
                        self.value(&mut init.expr);
                        if let Some((_, diverge)) = &mut init.diverge {
                            self.visit_expr_mut(diverge);
                        }
                    }
                    self.visit_pat_mut(&mut local.pat);
                }
            }
        }
    }

    /// A call that is a statement: it may declare what it is given.
    fn statement(&mut self, stmt: &mut Stmt, behind: &[Stmt]) {
        let Stmt::Macro(call) = stmt else { return };
        let mut shared = shared_names(&call.mac, behind);
        let is_local = |name: &Ident| self.locals.contains(&names::name_of(name));
        if guesses::is_of_std(&call.mac.path) || guesses::is_select(&call.mac.path) {
            shared.retain(is_local);
        }
        if let Some(name) = shared.iter().find(|name| !is_local(name)) {
            let instead = match Arguments::of(&call.mac) {
                Some(_) => "give the loop a label, and write that",
                None => "write it outside of the macro",
            };
            let name = names::name_of(name);
            let message = format!(
                "a `break` or `continue` without a label can't stand in a macro call that may declare `{name}`: {instead}"
            );
            self.errors.at(&call.mac.path, &message);
        } else if behind.is_empty() && call.semi_token.is_none() {
            *stmt = Stmt::Expr(value_in_loop(call), None);
        } else {
            *stmt = statement_in_loop(call, &shared);
        }
    }

    /// An expression whose temporaries end with it, or with what it is the last part of.
    fn value(&mut self, value: &mut Expr) {
        if self.holds_call(value) {
            *value = value_in_loop(value);
        }
    }

    /// Whether the expression has to stand in a loop, since a part of it is such a call.
    fn holds_call(&mut self, expr: &mut Expr) -> bool {
        let outer = self.found.take();
        self.visit_expr_mut(expr);
        let found = std::mem::replace(&mut self.found, outer);
        match found {
            Some(call) if names::mentions_deferred_call(&expr.to_token_stream()) => {
                self.errors.at(
                    call,
                    "a `break` or `continue` without a label can't stand in a macro call of a statement that holds deferred \
                     calls, too: write the call in a `let` of its own, or give the loop a label",
                );
                false
            }
            found => found.is_some(),
        }
    }

    /// Whether a `break` or `continue` without a label leaves the call.
    fn leaves(&mut self, call: &Macro) -> bool {
        // It is refused; a loop around it would have a body with a deferred call, again and again.
        if names::mentions_deferred_call(&call.tokens) {
            return false;
        }
        let mut leaves = Leaves::default();
        leaves.visit_macro(call);
        if let Some(value) = &leaves.value {
            let message =
                "a `break` with a value can't stand in a macro call without a label: give the loop one, and write it";
            self.errors.at(value, message);
        }
        leaves.found && leaves.value.is_none()
    }
}

impl VisitMut for Calls<'_> {
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) | Expr::Loop(_) | Expr::While(_) => {}
            // What stands in front of an inner loop is outside of it.
            Expr::ForLoop(inner) => self.visit_expr_mut(&mut inner.expr),
            other => visit_mut::visit_expr_mut(self, other),
        }
    }

    fn visit_pat_ident_mut(&mut self, bound: &mut syn::PatIdent) {
        self.locals.insert(names::name_of(&bound.ident));
        visit_mut::visit_pat_ident_mut(self, bound);
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        let outer = self.found.take();
        self.stmts(&mut block.stmts);
        self.found = outer;
    }

    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        if let syn::Pat::Guard(guard) = &mut arm.pat {
            self.visit_expr_mut(&mut guard.guard);
        }
        self.visit_pat_mut(&mut arm.pat);
        self.value(&mut arm.body);
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        if self.leaves(call) {
            self.found.get_or_insert_with(|| call.path.clone());
        }
    }
}

/// What leaves a macro call without saying where to, outside of what is a loop or a function there.
#[derive(Default)]
struct Leaves {
    found: bool,
    /// A `break` with a value.
    value: Option<syn::ExprBreak>,
}

impl<'ast> Visit<'ast> for Leaves {
    fn visit_item(&mut self, _: &'ast syn::Item) {}

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) | Expr::Loop(_) | Expr::While(_) => return,
            Expr::ForLoop(inner) => return self.visit_expr(&inner.expr),
            Expr::Continue(leave) => self.found |= leave.label.is_none(),
            Expr::Break(leave) if leave.label.is_none() => {
                self.found = true;
                if self.value.is_none() && leave.expr.is_some() {
                    self.value = Some(leave.clone());
                }
            }
            _ => {}
        }
        visit::visit_expr(self, expr);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        if names::is_deferred(&call.path) || !names::mentions_word(&call.tokens, &["break", "continue"]) {
            return;
        }
        match Arguments::of(call) {
            Some(arguments) => arguments.exprs().into_iter().for_each(|expr| self.visit_expr(expr)),
            None => self.found |= tokens::leaves_without_label(&call.tokens),
        }
    }
}

/// The names that the call is given and that are used behind it: each may be a local that the macro declares.
fn shared_names(call: &Macro, behind: &[Stmt]) -> Vec<Ident> {
    let used = free::names(behind);
    let given = names::places_in(call.tokens.clone()).into_iter();
    let shared = given.filter(|(name, _)| used.contains(name));
    shared
        .filter_map(|(name, span)| names::identifier(&name, span))
        .collect()
}

/// The call with its value, in a loop that is left with the value unless a `break` or `continue` among the arguments leaves it.
fn value_in_loop(call: &impl ToTokens) -> Expr {
    let here = Span::mixed_site();
    parse_quote_spanned! {here=> {
        let (mut value, mut begun, mut goes_on) = (::core::option::Option::None, false, false);
        while !begun || { goes_on = value.is_none(); false } {
            begun = true;
            value = ::core::option::Option::Some(#call);
        }
        match value {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None if goes_on => continue,
            ::core::option::Option::None => break,
        }
    }}
}

/// The same for a statement. What it may have declared has to live on behind it, so that rustc refuses what it has.
fn statement_in_loop(call: &impl ToTokens, shared: &[Ident]) -> Stmt {
    let here = Span::mixed_site();
    let borrows = shared.iter().map(|name| quote_spanned!(name.span()=> &#name));
    let borrows = quote_spanned!(here=> (#(#borrows,)*));
    let same = (!shared.is_empty()).then(|| Ident::new("same", here));
    let same = same.as_slice();
    parse_quote_spanned! {here=> {
        let (mut ended, mut begun, mut goes_on) = (false, false, false);
        while !begun || { goes_on = !ended; false } {
            begun = true;
            #(let #same;)*
            {
                #call
                #[allow(unreachable_code)]
                {
                    #(#same = if false { ::core::option::Option::Some(#borrows) } else { ::core::option::Option::None };)*
                    ended = true;
                }
            }
            #[allow(unreachable_code)]
            { #(let _same = #same;)* }
        }
        if !ended {
            if goes_on { continue } else { break }
        }
    }}
}
