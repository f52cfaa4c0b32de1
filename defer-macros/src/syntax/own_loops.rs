//! A `break` or `continue` without a label that a macro is given: it leaves the loop around the call, unless the macro brings
//! a loop of its own around it. Which of the two it is shows when the program runs: a loop around the call alone is
//! left by the one and not by the other, and what stands behind it goes on in the way that it was left (rule 3.1).

use crate::diagnostics::Errors;
use crate::guesses;
use crate::syntax::free;
use crate::syntax::names::{self, Names};
use crate::syntax::select::Select;
use crate::syntax::tokens;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
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
        let declared = body[..first].iter_mut();
        declared.for_each(|stmt| calls.declare(stmt));
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
    fn declare(&mut self, stmt: &mut Stmt) {
        if let Stmt::Local(local) = stmt {
            self.visit_pat_mut(&mut local.pat);
        }
    }

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
            let is_read = Select::of(&call.mac).is_some() || tokens::arguments_of(&call.mac).is_some();
            let instead = match is_read {
                true => "give the loop a label, and write that",
                false => "write it outside of the macro",
            };
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

/// The names that the call is given and that are used behind it: each may be a local that the macro declares.
fn shared_names(call: &Macro, behind: &[Stmt]) -> Vec<Ident> {
    let used = free::names(behind);
    let mut shared = names::in_tokens(call.tokens.clone());
    shared.retain(|name| used.contains(name) && !["self", "crate", "super"].contains(&name.as_str()));
    let mut found = Vec::new();
    find_idents(call.tokens.clone(), &mut shared, &mut found);
    // The others are captured by a format string.
    found.extend(
        shared
            .iter()
            .filter_map(|name| names::identifier(name, call.path.span())),
    );
    found
}

/// The first identifier of each name, which is taken from `names`.
fn find_idents(tokens: TokenStream, names: &mut Names, found: &mut Vec<Ident>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if names.remove(&names::name_of(&ident)) => found.push(ident),
            TokenTree::Group(group) => find_idents(group.stream(), names, found),
            _ => {}
        }
    }
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
    let (declares, outlives) = match shared {
        [] => (None, None),
        shared => {
            let borrows = shared.iter().map(|name| quote_spanned!(name.span()=> &#name));
            (
                Some(
                    quote_spanned!(here=> same = if false { ::core::option::Option::Some((#(#borrows,)*)) }
                else { ::core::option::Option::None };),
                ),
                Some(quote_spanned!(here=> let _same = same;)),
            )
        }
    };
    let same = declares.as_ref().map(|_| quote_spanned!(here=> let same;));
    parse_quote_spanned! {here=> {
        let (mut ended, mut begun, mut goes_on) = (false, false, false);
        while !begun || { goes_on = !ended; false } {
            begun = true;
            #same
            {
                #call
                #[allow(unreachable_code)]
                { #declares ended = true; }
            }
            #[allow(unreachable_code)]
            { #outlives }
        }
        if !ended {
            if goes_on { continue } else { break }
        }
    }}
}
