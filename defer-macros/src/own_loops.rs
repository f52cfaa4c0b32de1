//! A `break` or `continue` without a label that a macro is given: it leaves the loop around the call, unless the macro brings
//! a loop of its own around it. Which of the two it is shows when the program runs: a loop around the call alone is
//! left by the one and not by the other, and what stands behind it goes on in the way that it was left (rule 3.1).

use crate::diagnostics::Errors;
use crate::names;
use crate::select::{Awaited, Select};
use crate::tokens;
use crate::uses;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Macro, Stmt, parse_quote_spanned};

/// Puts a loop around such calls, from the first statement of a loop body on that holds a deferred call.
pub fn tell_apart(body: &mut [Stmt], errors: &mut Errors) {
    let first = body
        .iter()
        .position(|stmt| names::mentions_deferred_call(&stmt.to_token_stream()));
    if let Some(first) = first {
        Calls { errors }.stmts(&mut body[first..]);
    }
}

struct Calls<'e> {
    errors: &'e mut Errors,
}

impl Calls<'_> {
    fn stmts(&mut self, stmts: &mut [Stmt]) {
        for at in 0..stmts.len() {
            let (before, behind) = stmts.split_at_mut(at + 1);
            let stmt = &mut before[at];
            let Stmt::Macro(call) = stmt else {
                self.visit_stmt_mut(stmt);
                continue;
            };
            if !self.leaves(&call.mac) {
                continue;
            }
            if let Some(name) = shared_name(&call.mac, behind) {
                let message = format!(
                    "a `break` or `continue` without a label can't stand in a macro call that may declare `{name}`: give \
                     the loop a label, and write that"
                );
                self.errors.at(&call.mac.path, &message);
            } else if behind.is_empty() && call.semi_token.is_none() {
                *stmt = Stmt::Expr(value_in_loop(call), None);
            } else {
                *stmt = statement_in_loop(call);
            }
        }
    }

    /// Whether a `break` or `continue` without a label leaves the call.
    fn leaves(&mut self, call: &Macro) -> bool {
        let leaves = Leaves::of(call);
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
    fn visit_expr_closure_mut(&mut self, _: &mut syn::ExprClosure) {}
    fn visit_expr_async_mut(&mut self, _: &mut syn::ExprAsync) {}
    fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}
    fn visit_expr_loop_mut(&mut self, _: &mut syn::ExprLoop) {}

    // What stands in front of an inner loop is outside of it.
    fn visit_expr_for_loop_mut(&mut self, inner: &mut syn::ExprForLoop) {
        self.visit_expr_mut(&mut inner.expr);
    }

    fn visit_expr_while_mut(&mut self, _: &mut syn::ExprWhile) {}

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.stmts(&mut block.stmts);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Macro(call) => {
                if self.leaves(&call.mac) {
                    *expr = value_in_loop(call);
                }
            }
            expr => visit_mut::visit_expr_mut(self, expr),
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

impl Leaves {
    fn of(call: &Macro) -> Self {
        let mut leaves = Leaves::default();
        if names::is_deferred(&call.path) || !names::mentions_word(&call.tokens, &["break", "continue"]) {
            return leaves;
        }
        if let Some(mut select) = Select::of(call) {
            for branch in &mut select.branches {
                leaves.visit_expr_mut(&mut branch.handler);
            }
        } else if let Some(mut arguments) = tokens::arguments_of(call) {
            for argument in &mut arguments {
                leaves.visit_expr_mut(&mut argument.value);
            }
        } else {
            leaves.found = is_unlabelled_among(call.tokens.clone());
        }
        leaves
    }
}

impl VisitMut for Leaves {
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_expr_closure_mut(&mut self, _: &mut syn::ExprClosure) {}
    fn visit_expr_async_mut(&mut self, _: &mut syn::ExprAsync) {}
    fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}
    fn visit_expr_loop_mut(&mut self, _: &mut syn::ExprLoop) {}
    fn visit_expr_while_mut(&mut self, _: &mut syn::ExprWhile) {}
    fn visit_expr_for_loop_mut(&mut self, inner: &mut syn::ExprForLoop) {
        self.visit_expr_mut(&mut inner.expr);
    }

    fn visit_expr_break_mut(&mut self, leave: &mut syn::ExprBreak) {
        if leave.label.is_none() {
            self.found = true;
            self.value = self
                .value
                .take()
                .or_else(|| leave.expr.is_some().then(|| leave.clone()));
        }
        visit_mut::visit_expr_break_mut(self, leave);
    }

    fn visit_expr_continue_mut(&mut self, leave: &mut syn::ExprContinue) {
        self.found |= leave.label.is_none();
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        let Leaves { found, value } = Leaves::of(call);
        self.found |= found;
        self.value = self.value.take().or(value);
    }
}

fn is_unlabelled_among(tokens: TokenStream) -> bool {
    let mut leaving = false;
    for token in tokens {
        let has_label = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
        if leaving && !has_label {
            return true;
        }
        leaving = false;
        match token {
            TokenTree::Ident(word) => leaving = word == "break" || word == "continue",
            TokenTree::Group(group) if is_unlabelled_among(group.stream()) => return true,
            _ => {}
        }
    }
    leaving
}

/// A name that the call is given and that is used behind it: it may be a local that the macro declares.
fn shared_name(call: &Macro, behind: &[Stmt]) -> Option<String> {
    let used = uses::of_stmts(behind).mentioned;
    let mut declared = match Select::of(call) {
        Some(select) => {
            let bound = select.branches.iter().filter_map(|branch| branch.future.as_ref());
            bound.flat_map(Awaited::bound).collect()
        }
        None => names::may_be_declared_by(call),
    };
    declared.retain(|name| used.contains(name));
    declared
        .into_iter()
        .find(|name| !["self", "crate", "super"].contains(&name.as_str()))
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

/// The same for a statement.
fn statement_in_loop(call: &syn::StmtMacro) -> Stmt {
    let here = Span::mixed_site();
    parse_quote_spanned! {here=> {
        let (mut ended, mut begun, mut goes_on) = (false, false, false);
        while !begun || { goes_on = !ended; false } {
            begun = true;
            #call
            #[allow(unreachable_code)]
            { ended = true; }
        }
        if !ended {
            if goes_on { continue } else { break }
        }
    }}
}
