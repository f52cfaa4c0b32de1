//! A body in which every value leaves by `return`: one with a named result (rule 5.2), or a block that is a scope and gives what its
//! function gives (rule 6.1).

use crate::guesses;
use crate::syntax::names;
use proc_macro2::Span;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Lifetime, Stmt, parse_quote_spanned};

/// Whether something in it looks at how its scope is left.
pub fn looks_at_outcome(stmts: &[Stmt]) -> bool {
    let looks = |stmt: &Stmt| names::mentions_word(&stmt.to_token_stream(), &["errdefer", "okdefer"]);
    stmts.iter().any(looks)
}

/// Writes `return` where a block that gives what its function gives is left: at its end, and by a `break` to its label.
pub fn return_from_block(stmts: &mut [Stmt], label: Option<&Lifetime>) {
    return_tail(stmts);
    if let Some(label) = label {
        return_breaks(stmts, label);
    }
}

/// Writes `return` in the place of what leaves a block with this label.
fn return_breaks(stmts: &mut [Stmt], label: &Lifetime) {
    struct Breaks<'l>(&'l Lifetime);
    impl VisitMut for Breaks<'_> {
        fn visit_item_mut(&mut self, _: &mut syn::Item) {}
        fn visit_expr_closure_mut(&mut self, _: &mut syn::ExprClosure) {}
        fn visit_expr_async_mut(&mut self, _: &mut syn::ExprAsync) {}
        fn visit_expr_mut(&mut self, expr: &mut Expr) {
            visit_mut::visit_expr_mut(self, expr);
            if let Expr::Break(leave) = expr
                && leave.label.as_ref() == Some(self.0)
            {
                let (attrs, value) = (&leave.attrs, &leave.expr);
                *expr = parse_quote_spanned!(leave.break_token.span=> #(#attrs)* return #value);
            }
        }
    }
    let mut breaks = Breaks(label);
    stmts.iter_mut().for_each(|stmt| breaks.visit_stmt_mut(stmt));
}

/// Writes `return` in front of the value that the body ends with.
pub fn return_tail(stmts: &mut [Stmt]) {
    stmts.last_mut().into_iter().for_each(return_last);
}

fn return_last(stmt: &mut Stmt) {
    match stmt {
        Stmt::Expr(tail, semicolon @ None) => {
            return_value(tail);
            *semicolon = (!matches!(tail, Expr::Block(_))).then(|| syn::Token![;](Span::mixed_site()));
        }
        Stmt::Macro(call) if call.semi_token.is_none() && !names::is_deferred(&call.mac.path) => {
            *stmt = match guesses::gives_no_value(&call.mac.path) {
                true => Stmt::Expr(without_value(&call), None),
                false => parse_quote_spanned!(Span::mixed_site()=> return #call;),
            };
        }
        _ => {}
    }
}

/// A call that has no value, as far as its name tells; rustc sees to it that it has none.
fn without_value(call: &impl ToTokens) -> Expr {
    let here = Span::mixed_site().located_at(call.span());
    parse_quote_spanned! {here=> {
        #[allow(clippy::diverging_sub_expression, clippy::let_unit_value)]
        let () = #call;
    }}
}

fn return_value(tail: &mut Expr) {
    match tail {
        Expr::Block(block) if block.label.is_none() => return_tail(&mut block.block.stmts),
        // What leaves it leaves the function: the label of one that is a scope counts as used.
        Expr::Block(block) if names::deferred_calls(block.block.to_token_stream(), 1) > 0 => {
            return_from_block(&mut block.block.stmts, block.label.as_ref().map(|label| &label.name));
        }
        Expr::Unsafe(block) => return_tail(&mut block.block.stmts),
        // Without an `else` it has no value.
        Expr::If(syn::ExprIf { else_branch: None, .. }) => {}
        Expr::If(branch) => {
            return_tail(&mut branch.then_branch.stmts);
            if let Some((_, otherwise)) = &mut branch.else_branch {
                return_value(otherwise);
            }
        }
        Expr::Match(choice) => choice.arms.iter_mut().for_each(|arm| return_value(&mut arm.body)),
        Expr::ForLoop(_) | Expr::While(_) | Expr::Return(_) => {}
        Expr::Loop(repeated) if !breaks_with_value(repeated) => {}
        Expr::Macro(call) if names::is_deferred(&call.mac.path) => {}
        Expr::Macro(call) if guesses::gives_no_value(&call.mac.path) => *tail = without_value(call),
        Expr::Assign(_) => {}
        value => *value = parse_quote_spanned!(Span::mixed_site()=> return #value),
    }
}

fn breaks_with_value(repeated: &syn::ExprLoop) -> bool {
    struct Values(bool);
    impl<'ast> Visit<'ast> for Values {
        fn visit_item(&mut self, _: &'ast syn::Item) {}
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
        fn visit_expr_break(&mut self, leave: &'ast syn::ExprBreak) {
            self.0 |= leave.expr.is_some();
        }
    }
    let mut values = Values(false);
    values.visit_block(&repeated.body);
    values.0
}
