//! Asks everything in a function that may have a condition whether it stays.

use crate::syntax::arguments::{arguments_of, block_of};
use crate::syntax::function::Function;
use crate::syntax::names;
use crate::syntax::tokens;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::token::Brace;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, FnArg, Macro, MacroDelimiter, Stmt, parse_quote_spanned};

/// Whether it matters to deferred calls that the statement is there.
fn matters(stmt: &Stmt) -> bool {
    let leaves = |tokens: TokenStream| {
        names::mentions_deferred_call(&tokens)
            || names::mentions_word(&tokens, &["return", "break", "continue", "yeet", "await", "let"])
            || tokens::any(&tokens, |_, here| tokens::is_punct(&here[0], '?'))
    };
    match stmt {
        Stmt::Macro(call) => leaves(call.to_token_stream()),
        Stmt::Expr(expr, Some(_)) => may_move(expr) || leaves(expr.to_token_stream()),
        Stmt::Expr(_, None) | Stmt::Local(_) => true,
        Stmt::Item(_) => false,
    }
}

/// Whether an expression may move a local, or assign one.
fn may_move(expr: &Expr) -> bool {
    struct Moves(bool);
    impl Moves {
        fn value(&mut self, value: &Expr) {
            self.0 |= names::bare_name(value).is_some();
        }
    }
    impl<'ast> Visit<'ast> for Moves {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            match expr {
                Expr::Call(call) => call.args.iter().for_each(|argument| self.value(argument)),
                Expr::MethodCall(call) => call.args.iter().for_each(|argument| self.value(argument)),
                Expr::Tuple(tuple) => tuple.elems.iter().for_each(|element| self.value(element)),
                Expr::Array(array) => array.elems.iter().for_each(|element| self.value(element)),
                Expr::Struct(made) => made.fields.iter().for_each(|field| self.value(&field.expr)),
                Expr::ForLoop(repeated) => self.value(&repeated.expr),
                Expr::Match(choice) => self.value(&choice.expr),
                Expr::Assign(_) => self.0 = true,
                Expr::Closure(closure) => self.0 |= closure.capture.is_some(),
                Expr::Async(block) => self.0 |= block.capture.is_some(),
                _ => {}
            }
            visit::visit_expr(self, expr);
        }
    }
    let mut moves = Moves(false);
    moves.visit_expr(expr);
    moves.0
}

/// Asks of everything that may have a condition whether it stays, and takes away what doesn't.
pub struct Settle<F>(pub F);

impl<F: FnMut(&mut Vec<Attribute>, bool) -> bool> Settle<F> {
    pub fn function(&mut self, function: &mut Function) {
        self.keep(&mut function.sig.inputs, |input| match input {
            FnArg::Typed(typed) => Some(&mut typed.attrs),
            FnArg::Receiver(receiver) => Some(&mut receiver.attrs),
        });
        self.visit_block_mut(&mut function.body);
    }

    /// Keeps of a list what stays.
    fn keep<T, P: Default>(
        &mut self,
        list: &mut Punctuated<T, P>,
        attributes: fn(&mut T) -> Option<&mut Vec<Attribute>>,
    ) {
        let ends = list.trailing_punct();
        for mut part in std::mem::take(list) {
            if attributes(&mut part).is_none_or(|attrs| (self.0)(attrs, true)) {
                list.push(part);
            }
        }
        if ends && !list.is_empty() {
            list.push_punct(P::default());
        }
    }

    fn arguments(&mut self, call: &mut Macro) {
        if let Some(mut arguments) = arguments_of(call) {
            let values = arguments.iter_mut().map(|argument| &mut argument.value);
            values.for_each(|value| self.visit_expr_mut(value));
            call.tokens = arguments.into_token_stream();
        }
    }

    fn stmts(&mut self, stmts: &mut Vec<Stmt>) {
        stmts.retain_mut(|stmt| {
            let matters = matters(stmt);
            let attrs = match stmt {
                Stmt::Local(local) => &mut local.attrs,
                Stmt::Macro(call) => &mut call.attrs,
                Stmt::Expr(expr, _) => match attributes_in_front(expr) {
                    Some(attrs) => attrs,
                    None => return true,
                },
                Stmt::Item(_) => return true,
            };
            let before = attrs.len();
            let stays = (self.0)(attrs, matters);
            if attrs.len() < before {
                now_bare(stmt);
            }
            stays
        });
        stmts.iter_mut().for_each(|stmt| self.visit_stmt_mut(stmt));
    }
}

/// A statement that no longer has a condition in front of it, which kept lints away.
fn now_bare(stmt: &mut Stmt) {
    match stmt {
        // Whether its value could stand alone depends on the condition: clippy looks away from attributes.
        Stmt::Local(local) => local
            .attrs
            .push(parse_quote_spanned!(Span::mixed_site()=> #[allow(clippy::let_and_return)])),
        // Only for the condition it was a block: rustc looks away from braces that aren't the user's.
        Stmt::Expr(Expr::Block(block), _) => {
            let braces = &mut block.block.brace_token;
            *braces = Brace(Span::mixed_site().located_at(braces.span.join()));
        }
        _ => {}
    }
}

impl<F: FnMut(&mut Vec<Attribute>, bool) -> bool> VisitMut for Settle<F> {
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        self.stmts(&mut block.stmts);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Array(array) => self.keep(&mut array.elems, attributes),
            Expr::Call(call) => self.keep(&mut call.args, attributes),
            Expr::MethodCall(call) => self.keep(&mut call.args, attributes),
            Expr::Tuple(tuple) => self.keep(&mut tuple.elems, attributes),
            Expr::Match(choice) => choice.arms.retain_mut(|arm| (self.0)(&mut arm.attrs, true)),
            Expr::Struct(made) => self.keep(&mut made.fields, |field| Some(&mut field.attrs)),
            _ => {}
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_pat_struct_mut(&mut self, pat: &mut syn::PatStruct) {
        self.keep(&mut pat.fields, |field| Some(&mut field.attrs));
        visit_mut::visit_pat_struct_mut(self, pat);
    }

    /// Of macro calls a deferred one is read, and what holds one: the rest is no business of the compiler's `#[cfg]` yet.
    fn visit_macro_mut(&mut self, call: &mut Macro) {
        if !names::mentions_word(&call.tokens, &["cfg", "cfg_attr"]) {
            return;
        }
        let is_deferred = names::is_deferred(&call.path);
        if is_deferred && matches!(call.delimiter, MacroDelimiter::Brace(_)) {
            if let Some(mut stmts) = block_of(call) {
                self.stmts(&mut stmts);
                call.tokens = quote!(#(#stmts)*);
            }
        } else if (is_deferred || names::mentions_deferred_call(&call.tokens))
            && let Some(mut arguments) = arguments_of(call)
        {
            for argument in &mut arguments {
                match &mut argument.value {
                    // What a deferred macro call is given is evaluated now, outside of it.
                    Expr::Macro(made) if is_deferred => self.arguments(&mut made.mac),
                    value => self.visit_expr_mut(value),
                }
            }
            call.tokens = arguments.into_token_stream();
        }
    }
}

/// The attributes of a statement, which the parser puts on what it begins with.
fn attributes_in_front(expr: &mut Expr) -> Option<&mut Vec<Attribute>> {
    match expr {
        Expr::Assign(assign) => attributes_in_front(&mut assign.left),
        Expr::Binary(binary) => attributes_in_front(&mut binary.left),
        Expr::Cast(cast) => attributes_in_front(&mut cast.expr),
        other => attributes(other),
    }
}

macro_rules! attributes_in {
    ($expr:ident, $($kind:ident)*) => {
        match $expr {
            $(Expr::$kind(expr) => Some(&mut expr.attrs),)*
            _ => None,
        }
    };
}

fn attributes(expr: &mut Expr) -> Option<&mut Vec<Attribute>> {
    attributes_in!(expr, Array Assign Async Await Binary Block Break Call Cast Closure Const Continue Field ForLoop Group
        If Index Infer Let Lit Loop Macro Match MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try
        TryBlock Tuple Unary Unsafe While Yield)
}
