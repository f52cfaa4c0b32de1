//! The body of an async twin: that of the function with an await behind every statement.

use super::closures::{self, called};
use super::density::Density;
use super::names::{self, Names};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use std::collections::BTreeSet;
use syn::parse::Parser;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprCall, ExprClosure, ExprConst, Item, Macro, MacroDelimiter, Stmt, parse_quote};

/// Puts the awaits into a body.
pub struct Pauses<'n> {
    names: &'n Names,
    /// The function whose body it is: a future can't hold another of its own kind.
    function: Ident,
    /// The functions without the attribute that are awaited.
    pub awaited: &'n mut BTreeSet<Ident>,
    /// How many deferred calls await.
    pub awaiting: usize,
    /// The async closures in scope.
    closures: Vec<Ident>,
    calls: usize,
    density: Density,
    /// Whether the innermost body gets them.
    pauses: bool,
}

impl<'n> Pauses<'n> {
    pub fn new(names: &'n Names, function: Ident, awaited: &'n mut BTreeSet<Ident>, density: Density) -> Self {
        Pauses {
            names,
            function,
            awaited,
            awaiting: 0,
            closures: Vec::new(),
            calls: 0,
            density,
            pauses: false,
        }
    }

    /// Puts them into the body of a function; one stands at its beginning in any case.
    pub fn function(&mut self, body: &mut Block) {
        let pauses = self.density.draw();
        self.statements(body, pauses);
        body.stmts.insert(0, pause());
    }

    /// Puts them into the body of a closure, of a loop or of a deferred block, if it is to have some.
    fn body(&mut self, body: &mut Block) {
        let pauses = self.density.draw();
        self.statements(body, pauses);
        if pauses {
            body.stmts.insert(0, pause());
        }
    }

    fn statements(&mut self, body: &mut Block, pauses: bool) {
        let outside = std::mem::replace(&mut self.pauses, pauses);
        self.visit_block_mut(body);
        self.pauses = outside;
    }

    fn deferred_call(&mut self, call: &mut Macro) {
        if let MacroDelimiter::Brace(_) = call.delimiter {
            call.tokens = self.deferred_statements(call.tokens.clone());
            return;
        }
        // What is no expression stays as it is.
        let Ok(mut deferred) = syn::parse2::<Expr>(call.tokens.clone()) else {
            return;
        };
        match &mut deferred {
            Expr::Closure(closure) if closure.capture.is_none() => self.deferred_closure(closure),
            Expr::Block(block) => self.body(&mut block.block),
            Expr::Unsafe(block) => self.body(&mut block.block),
            Expr::Call(_) | Expr::Try(_) => self.call_form(&mut deferred),
            _ => {}
        }
        call.tokens = deferred.into_token_stream();
    }

    fn deferred_statements(&mut self, tokens: TokenStream) -> TokenStream {
        let stmts = Block::parse_within
            .parse2(tokens)
            .expect("a deferred block holds statements");
        let mut block = Block {
            brace_token: Default::default(),
            stmts,
        };
        self.body(&mut block);
        let stmts = block.stmts;
        quote!(#(#stmts)*)
    }

    fn deferred_closure(&mut self, closure: &mut ExprClosure) {
        let body = &mut *closure.body;
        if !matches!(body, Expr::Block(_)) {
            *body = parse_quote!({ #body });
        }
        if let Expr::Block(block) = body {
            self.body(&mut block.block);
        }
    }

    /// A function literal becomes an async one. Every other call is awaited where its function has an async twin.
    fn call_form(&mut self, deferred: &mut Expr) {
        let call = match deferred {
            Expr::Try(question) => &mut *question.expr,
            other => other,
        };
        let Expr::Call(function) = call else { return };
        if let Some(literal) = closures::literal(function) {
            literal.asyncness = Some(Default::default());
            self.visit_expr_closure_mut(literal);
            *call = parse_quote!(#function.await);
            return;
        }
        let Some(name) = called(function) else { return };
        let is_plain = self.names.is_plain(name);
        if !is_plain && !self.is_twin(name) {
            return;
        }
        self.calls += 1;
        if self.calls.is_multiple_of(2) {
            return;
        }
        if is_plain {
            self.awaited.insert(name.clone());
        }
        *call = awaited(function);
    }

    fn is_twin(&self, name: &Ident) -> bool {
        self.names.is_marked(name) && *name != self.function
    }
}

impl VisitMut for Pauses<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let outside = self.closures.len();
        self.closures.extend(closures::make_async(block));
        visit_mut::visit_block_mut(self, block);
        self.closures.truncate(outside);
        if !self.pauses {
            return;
        }
        let count = block.stmts.len();
        let stmts = std::mem::take(&mut block.stmts).into_iter().enumerate();
        block.stmts = stmts
            .flat_map(|(at, stmt)| {
                let pause = may_follow(&stmt, at + 1 == count).then(pause);
                [stmt].into_iter().chain(pause)
            })
            .collect();
    }

    fn visit_expr_for_loop_mut(&mut self, each: &mut syn::ExprForLoop) {
        self.visit_expr_mut(&mut each.expr);
        self.body(&mut each.body);
    }

    fn visit_expr_while_mut(&mut self, each: &mut syn::ExprWhile) {
        self.visit_expr_mut(&mut each.cond);
        self.body(&mut each.body);
    }

    fn visit_expr_loop_mut(&mut self, each: &mut syn::ExprLoop) {
        self.body(&mut each.body);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let is_async = match expr {
            Expr::Call(call) => closures::make_called_async(call),
            _ => false,
        };
        visit_mut::visit_expr_mut(self, expr);
        match expr {
            Expr::Call(function) if called(function).is_some_and(|name| self.is_twin(name)) => {
                *expr = awaited(function);
            }
            Expr::Call(call) if is_async || called(call).is_some_and(|name| self.closures.contains(name)) => {
                *expr = parse_quote!(#call.await);
            }
            _ => {}
        }
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        if names::is_deferred_call(&call.path) {
            self.deferred_call(call);
            self.awaiting += usize::from(names::mentions(&format_ident!("await"), &call.tokens) > 0);
        }
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        if let (Some(_), Expr::Block(body)) = (&closure.asyncness, &mut *closure.body) {
            self.body(&mut body.block);
        }
    }

    // What can't await.
    fn visit_expr_const_mut(&mut self, _: &mut ExprConst) {}
    fn visit_expr_repeat_mut(&mut self, _: &mut syn::ExprRepeat) {}
    fn visit_item_mut(&mut self, _: &mut Item) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
}

/// The call of its async twin.
fn awaited(call: &ExprCall) -> Expr {
    let mut call = call.clone();
    if let Expr::Path(path) = &mut *call.func {
        let name = &mut path.path.segments[0].ident;
        *name = names::twin(name);
    }
    parse_quote!(#call.await)
}

fn pause() -> Stmt {
    parse_quote!(::defer_tests::pause().await;)
}

/// Whether there may be a statement behind it: the value of a block stands last in it.
fn may_follow(stmt: &Stmt, is_last: bool) -> bool {
    match stmt {
        Stmt::Item(_) => false,
        Stmt::Local(_) => true,
        Stmt::Expr(Expr::Return(_) | Expr::Break(_) | Expr::Continue(_), _) => false,
        Stmt::Expr(Expr::ForLoop(_) | Expr::While(_), _) => true,
        // A cursor can only be handed on to the next iteration where nothing stands behind that, in sync functions too.
        Stmt::Expr(Expr::Assign(_), _) => !is_last,
        Stmt::Expr(_, semi) => semi.is_some() || !is_last,
        Stmt::Macro(call) => {
            let is_statement = call.semi_token.is_some() || names::is_deferred_call(&call.mac.path);
            is_statement || !is_last
        }
    }
}
