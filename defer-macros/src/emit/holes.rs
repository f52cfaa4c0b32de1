//! What stands in the holes of a statement: the pieces that were taken out of it, as they come out; `leaving!()` and `recover!()`
//! told how the scope was left (rules 6.6, 7.3).

use super::Emit;
use crate::plan::data::Colour;
use crate::resolve::facts::{BlockId, GivenId, LocalId, ReturnedShape, ScopeId, SiteId};
use crate::resolve::source::{Arguments, Hole, HoleId, hole_of};
use crate::spans;
use crate::syntax::names;
use crate::syntax::parameters::Parameter;
use crate::syntax::tokens::called as called_by;
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Block, Expr, ExprAsync, ExprBlock, ExprClosure, ExprMacro, Macro, Stmt};

impl Emit<'_> {
    /// Fills the holes of a statement.
    pub(super) fn fill_stmt(&self, stmt: &mut Stmt) {
        Fill(self).visit_stmt_mut(stmt);
    }

    /// Fills the holes of an expression.
    pub(super) fn fill(&self, expr: &mut Expr) {
        Fill(self).visit_expr_mut(expr);
    }

    /// A copy of an expression without holes in it.
    pub(super) fn filled_inside(&self, expr: &Expr) -> Expr {
        let mut filled = expr.clone();
        visit_mut::visit_expr_mut(&mut Fill(self), &mut filled);
        filled
    }

    /// A copy of an expression without holes.
    pub(super) fn filled(&self, expr: &Expr) -> Expr {
        let mut filled = expr.clone();
        self.fill(&mut filled);
        filled
    }

    fn piece(&self, id: HoleId) -> Expr {
        let piece = self.piece_itself(id);
        match self.source.forks.get(&id) {
            Some(fork) => self.ended(*fork, piece),
            None => piece,
        }
    }

    fn piece_itself(&self, id: HoleId) -> Expr {
        match &self.source.holes[id] {
            Hole::Exit(exit) => self.exit(*exit),
            Hole::Question { attempt, question } => self.question(attempt, *question),
            Hole::Receiver { name, used } => self.receiver(name, *used),
            Hole::Handed { expr, used } => self.handed_here(expr, *used),
            Hole::Assigned { expr, used, given } => self.new_value(self.assigned(expr, *used), *given),
            Hole::Fork { fork, expr } => self.fork(*fork, expr),
            Hole::Block { block, bound } => self.inner_block(*block, bound),
            Hole::Arm { body, bound } => self.arm_body(body, bound),
            Hole::Loop {
                repeated,
                scope,
                bound,
                goes_on_by_name,
            } => self.repeated(repeated, *scope, bound, *goes_on_by_name),
            Hole::Closure {
                closure,
                scope,
                bound,
                is_called,
            } => self.closure(closure, *scope, bound, *is_called),
            Hole::Labelled { block, scope } => self.labelled(block, *scope),
            Hole::Async { block, scope } => self.async_block(block, *scope),
            Hole::Evaluated {
                call,
                attrs,
                semicolon,
                moved,
                is_value,
            } => {
                let taken = moved
                    .iter()
                    .filter(|(used, ..)| self.is_taken(*used))
                    .collect::<Vec<_>>();
                self.has_evaluated(
                    called(call, attrs, self.moving(call, &taken)),
                    *semicolon,
                    &taken,
                    *is_value,
                )
            }
            Hole::Call { call, attrs, arguments } => called(call, attrs, self.arguments(arguments)),
            Hole::Asking { call, attrs, site } => {
                let name = call.path.segments.last().map(|last| &last.ident);
                called(call, attrs, name.map(|name| self.told(*site, name)).unwrap_or_default())
            }
            Hole::AskingInside { call, attrs, site } => called(call, attrs, self.told_in(call.tokens.clone(), *site)),
        }
    }

    /// An assignment that is an expression: an attribute can't stand there.
    fn new_value(&self, assignment: Expr, given: Option<GivenId>) -> Expr {
        if !self.is_read_on_panic(given) {
            return assignment;
        }
        let assigned = spans::read_later(assignment.to_token_stream());
        Expr::Verbatim(quote_spanned!(spans::ours()=> { #assigned; }))
    }

    /// One that is a statement.
    fn assignment(&self, stmt: &Stmt) -> Option<Stmt> {
        let Stmt::Expr(expr, semicolon) = stmt else { return None };
        let Hole::Assigned { expr, used, given } = &self.source.holes[hole_of(expr)?] else {
            return None;
        };
        if !self.is_read_on_panic(*given) {
            return None;
        }
        let assignment = self.assigned(expr, *used).into_token_stream();
        let assigned = match semicolon {
            Some(semicolon) => spans::read_later(quote!(#assignment #semicolon)),
            None => spans::read_later_at_end(assignment),
        };
        Some(Stmt::Expr(Expr::Verbatim(assigned), None))
    }

    fn is_read_on_panic(&self, given: Option<GivenId>) -> bool {
        given.is_some_and(|given| self.plan.read_on_panic.contains(&given))
    }

    fn inner_block(&self, block: BlockId, bound: &[LocalId]) -> Expr {
        let mut code = self.bound_again(bound);
        code.extend(self.statements(block, 0));
        Expr::Verbatim(code)
    }

    fn arm_body(&self, body: &Expr, bound: &[LocalId]) -> Expr {
        let body = self.filled(body);
        let again = self.bound_again(bound);
        if again.is_empty() {
            return body;
        }
        Expr::Verbatim(quote_spanned!(Span::mixed_site()=> { #again #body }))
    }

    /// A block with a label that is a scope. The label counts as used, whatever becomes of what the user wrote with it (rule 3.1).
    fn labelled(&self, block: &ExprBlock, scope: ScopeId) -> Expr {
        let mut block = block.clone();
        let (here, runtime, label) = (Span::mixed_site(), self.runtime(), &self.source.scope(scope).label);
        // It is never reached, so that it says nothing of what has a value behind the block.
        let used = quote_spanned!(here=> if false { #runtime::capture(()); break #label #runtime::typed(); });
        let mut code = spans::maybe_unreachable(used);
        code.extend(self.statements(self.facts.scopes[scope].block, 0));
        block.block.stmts = verbatim(code);
        Expr::Block(block)
    }

    /// A loop whose body is a scope.
    fn repeated(&self, repeated: &Expr, scope: ScopeId, bound: &[LocalId], goes_on_by_name: bool) -> Expr {
        let mut repeated = repeated.clone();
        let mut head = TokenStream::new();
        match &mut repeated {
            Expr::ForLoop(repeated) => {
                self.fill(&mut repeated.expr);
                head = self.make_mutable(&mut repeated.pat, bound);
            }
            Expr::While(repeated) => {
                self.fill(&mut repeated.cond);
                head = self.bound_again(bound);
            }
            _ => {}
        }
        if goes_on_by_name && let Some(label) = &self.source.scope(scope).label {
            // What the user wrote with the label may have become a `return`.
            head.extend(quote_spanned!(Span::mixed_site()=> if false { continue #label; }));
        }
        head.extend(self.statements(self.facts.scopes[scope].block, 0));
        if let Expr::ForLoop(syn::ExprForLoop { body, .. })
        | Expr::While(syn::ExprWhile { body, .. })
        | Expr::Loop(syn::ExprLoop { body, .. }) = &mut repeated
        {
            body.stmts = verbatim(head);
        }
        repeated
    }

    fn closure(&self, closure: &ExprClosure, scope: ScopeId, bound: &[LocalId], is_called: bool) -> Expr {
        let mut closure = closure.clone();
        let braces = spans::braces_of_closure(self.source.scope(scope).block, is_called);
        let goes_along = self.scope_plan(scope).is_cancellable && self.may_move(bound);
        let parameters = Parameter::of_closure(&mut closure);
        let along = parameters.iter().map(Parameter::name).filter(|_| goes_along);
        let along: Vec<_> = along.collect();
        let again = self.bind_inputs(parameters, bound, &along, self.spares_captures(scope));
        let (outside, mut code) = match goes_along {
            true => (TokenStream::new(), again),
            false => (again, TokenStream::new()),
        };
        code.extend(self.statements(self.facts.scopes[scope].block, 0));
        let mut body = self.captures_again(scope, closure.capture.is_some());
        body.extend(outside);
        body.extend(self.rooted(scope, &along, code));
        closure.body = Box::new(Expr::Block(ExprBlock {
            attrs: Vec::new(),
            label: None,
            block: Block {
                brace_token: syn::token::Brace(braces),
                stmts: verbatim(body),
            },
        }));
        Expr::Closure(closure)
    }

    fn async_block(&self, block: &ExprAsync, scope: ScopeId) -> Expr {
        let mut block = block.clone();
        let mut body = self.captures_again(scope, block.capture.is_some());
        body.extend(self.statements(self.facts.scopes[scope].block, 0));
        block.block.stmts = verbatim(self.rooted(scope, &[], body));
        Expr::Async(block)
    }

    /// The arguments of a macro call, which have holes.
    fn arguments(&self, arguments: &Arguments) -> TokenStream {
        let mut arguments = arguments.clone();
        match &mut arguments {
            Arguments::Expressions(arguments) => {
                arguments.iter_mut().for_each(|argument| self.fill(&mut argument.value));
            }
            Arguments::Select(select) => {
                for branch in &mut select.branches {
                    if let Some(awaited) = &mut branch.future {
                        self.fill(&mut awaited.future);
                        let condition = awaited.condition.iter_mut();
                        condition.for_each(|(_, _, condition)| self.fill(condition));
                    }
                    self.fill(&mut branch.handler);
                }
            }
        }
        arguments.into_token_stream()
    }

    /// What `recover!()` or `leaving!()` is given in a deferred call: how the rest was left.
    fn told(&self, site: SiteId, asking: &Ident) -> TokenStream {
        let scope = self.facts.sites[site].scope;
        let known = &self.facts.scopes[scope];
        let is_whole = known.kind.frame().is_none();
        let plan = self.scope_plan(scope);
        let left = super::left();
        if asking == "recover" {
            let gives = match known.returned {
                _ if plan.ends_early => Some(quote!(carried)),
                ReturnedShape::Inferred if is_whole => Some(quote!(inferred)),
                _ => None,
            };
            return quote!(@ #gives #left);
        }
        match plan.colour {
            // It is lent to the block, which runs on `Err` only.
            _ if self.facts.sites[site].takes_error => quote!(@normally),
            Colour::Plain => quote!(@ #left),
            // A future can only be sent while a reference to what a panic carries is one of its own.
            Colour::Async => quote!(@ mut #left),
        }
    }

    /// Tells each `recover!()` and `leaving!()` among tokens.
    fn told_in(&self, tokens: TokenStream, site: SiteId) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rewritten = TokenStream::new();
        for (at, token) in tokens.iter().enumerate() {
            let asking = called_by(&tokens[..at]).filter(|name| names::is_one_of(name, &names::ASKING));
            rewritten.extend(match (token, asking) {
                (TokenTree::Group(group), Some(asking)) if group.stream().is_empty() => {
                    let told = self.told(site, asking);
                    quote_spanned!(group.span()=> (#told))
                }
                (TokenTree::Group(group), _) => {
                    let mut copy = Group::new(group.delimiter(), self.told_in(group.stream(), site));
                    copy.set_span(group.span());
                    copy.into_token_stream()
                }
                (other, _) => other.to_token_stream(),
            });
        }
        rewritten
    }
}

/// Puts the pieces back into code that is walked.
struct Fill<'e, 'a>(&'e Emit<'a>);

impl VisitMut for Fill<'_, '_> {
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}

    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        match self.0.assignment(stmt) {
            Some(assignment) => *stmt = assignment,
            None => visit_mut::visit_stmt_mut(self, stmt),
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Some(hole) = hole_of(expr) {
            *expr = self.0.piece(hole);
        } else {
            visit_mut::visit_expr_mut(self, expr);
        }
    }
}

/// Printed statements, where syn has statements.
fn verbatim(code: TokenStream) -> Vec<Stmt> {
    vec![Stmt::Expr(Expr::Verbatim(code), None)]
}

/// A macro call with these arguments.
fn called(call: &Macro, attrs: &[Attribute], tokens: TokenStream) -> Expr {
    Expr::Macro(ExprMacro {
        attrs: attrs.to_vec(),
        mac: Macro { tokens, ..call.clone() },
    })
}
