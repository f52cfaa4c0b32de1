//! `while let` whose condition borrows what its body uses behind a deferred call: a closure can't hold both (see [`enclose`]), but
//! `loop { let pattern = value else { break }; … }` is the same, where the closure can make the borrow itself.
//!
//! [`enclose`]: crate::syntax::enclose

use crate::syntax::borrowing::Borrow;
use crate::syntax::enclose;
use crate::syntax::names;
use crate::syntax::patterns;
use crate::syntax::place::Place;
use crate::syntax::used::{Used, Way};
use proc_macro2::Span;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Block, Expr, ExprLet, ExprLoop, ExprWhile, Pat, Stmt, Token};

/// The loop that is the same, where the condition is in the way.
pub fn as_loop(repeated: &ExprWhile, has_block_scopes: bool) -> Option<ExprLoop> {
    let here = Span::mixed_site();
    let Expr::Let(condition) = &*repeated.cond else {
        return None;
    };
    if names::mentions_deferred_call(&condition.to_token_stream()) {
        return None;
    }
    let (pat, value) = (pattern(condition)?, &condition.expr);
    let made: Stmt = syn::parse_quote_spanned!(here=> let #pat = #value else { break };);
    let Stmt::Local(local) = &made else { return None };
    let borrow = Borrow::of_let(local).filter(|borrow| borrow.is_mutable)?;
    // What walks on from what it borrows can't do so in a closure.
    let used = Used::by(&repeated.body.stmts);
    let is_given = |place: &Place| *place == Place::named(place.base().to_owned());
    let walks_on = used.places.iter().any(|(place, way)| {
        let is_base = borrow.places.iter().any(|borrowed| borrowed.base() == place.base());
        is_base && *way == Way::Changes && is_given(place)
    });
    let mut stmts = vec![made];
    stmts.extend(repeated.body.stmts.iter().cloned());
    let enclosed = enclose::enclosed(&stmts, 0, true, has_block_scopes)?;
    (enclosed.from == 0 && !walks_on).then(|| ExprLoop {
        attrs: repeated.attrs.clone(),
        label: repeated.label.clone(),
        loop_token: Token![loop](here),
        body: Block {
            brace_token: repeated.body.brace_token,
            stmts,
        },
    })
}

/// The pattern, if nothing is made for the condition that would be dropped behind the iteration. What a method gives is taken for an `Option`
/// of what is bound: anything else doesn't fit.
fn pattern(condition: &ExprLet) -> Option<Pat> {
    let mut pat = (*condition.pat).clone();
    match &*condition.expr {
        Expr::MethodCall(call) => {
            let is_plain = is_plain(&call.receiver) && call.args.iter().all(is_plain);
            let Pat::TupleStruct(some) = &mut pat else { return None };
            let is_option = some.path.is_ident("Some") && some.elems.iter().all(binds_all);
            let there = Span::mixed_site().located_at(some.path.span());
            some.path = syn::parse_quote_spanned!(there=> ::core::option::Option::Some);
            (is_plain && is_option).then_some(pat)
        }
        value => is_plain(value).then_some(pat),
    }
}

fn is_plain(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Lit(_) => true,
        Expr::Field(field) => is_plain(&field.base),
        Expr::Index(index) => is_plain(&index.expr) && is_plain(&index.index),
        Expr::Unary(deref) => matches!(deref.op, syn::UnOp::Deref(_)) && is_plain(&deref.expr),
        Expr::Reference(reference) => is_plain(&reference.expr),
        Expr::Paren(paren) => is_plain(&paren.expr),
        _ => false,
    }
}

/// Whether a pattern binds all of what it matches, in tuples.
fn binds_all(pat: &Pat) -> bool {
    match pat {
        Pat::Tuple(parts) => parts.elems.iter().all(binds_all),
        pat => patterns::binds_all(pat),
    }
}

#[cfg(test)]
mod tests {
    use super::as_loop;
    use pretty_assertions::assert_eq;
    use quote::ToTokens;

    fn of(condition: &str, body: &str) -> Option<String> {
        let text = format!("'a: while let {condition} {{ {body} }}");
        let repeated = syn::parse_str(&text).expect("it is Rust");
        as_loop(&repeated, false).map(|made| made.to_token_stream().to_string())
    }

    #[test]
    fn what_becomes_a_loop() {
        let made = of("Some(r) = s.x.last_mut()", "defer!(f()); r.go(); s.x.pop();");
        let expected = "'a : loop { let :: core :: option :: Option :: Some (r) = s . x . last_mut () else { break } ; defer ! (f ()) ; r . go () ; s . x . pop () ; }";
        assert_eq!(made.as_deref(), Some(expected));
        for (condition, body, is_loop) in [
            ("Some(r) = &mut s.x", "defer!(f()); r.go(); s.y();", true),
            (
                "Some((k, r)) = s.x.get_mut(k)",
                "if c { defer!(f()); } r.go(); s.y();",
                true,
            ),
            // Nothing is in the way.
            ("Some(r) = s.x.last_mut()", "defer!(f()); r.go(); s.y.pop();", false),
            ("Some(r) = s.x.last_mut()", "r.go(); defer!(f()); s.x.pop();", false),
            ("Some(r) = s.x.last()", "defer!(f()); r.go(); s.x.len();", false),
            // Something may be dropped otherwise.
            (
                "Some(r) = s.x.lock().last_mut()",
                "defer!(f()); r.go(); s.x.pop();",
                false,
            ),
            ("Some(r) = s.x.get_mut(&g())", "defer!(f()); r.go(); s.x.pop();", false),
            ("(Some(r), _) = s.pair_mut()", "defer!(f()); r.go(); s.x.pop();", false),
            (
                "Some((r, _)) = s.x.get_mut(k)",
                "defer!(f()); r.go(); s.x.pop();",
                false,
            ),
            ("Some(W(r)) = s.x.last_mut()", "defer!(f()); r.go(); s.x.pop();", false),
            ("Found(r) = s.x.last_mut()", "defer!(f()); r.go(); s.x.pop();", false),
            ("Some(r) = s.x.pop()", "defer!(f()); r.go(); s.x.pop();", false),
            // It walks on, or deferred code names what is bound.
            ("Some(r) = &mut s.x", "defer!(f()); r.go(); s = r;", false),
            ("Some(r) = s.x.last_mut()", "defer!(|| f(r)); r.go(); s.x.pop();", false),
        ] {
            assert_eq!(of(condition, body).is_some(), is_loop, "{condition} {body}");
        }
    }
}
