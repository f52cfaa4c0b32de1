//! What stands in `defer!(…)`, taken apart into what is evaluated now and what runs at exit (rules 2.1, 2.2, 2.3, 2.4, 2.5,
//! 2.6, 2.7, 2.8, 2.9 and 2.11).

mod captured;
mod formatting;
mod parts;

use crate::syntax::coverage;
use crate::syntax::options::Runtime;
pub use captured::Value;
use captured::{is_closure_literal, is_place, taken};
use proc_macro2::{Ident, Span, TokenTree};
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{
    Attribute, Block, Expr, ExprAwait, ExprCall, ExprClosure, ExprMacro, ExprMethodCall, ExprTry, Macro,
    MacroDelimiter, Pat, ReturnType, Stmt, Token, Type, parse_quote_spanned,
};

/// Which ways of leaving the scope a deferred call is made on (rule 6.1).
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum When {
    Always,
    Failure,
    Success,
}

/// A deferred call in two parts.
pub struct Deferred {
    pub when: When,
    /// Where `errdefer` or `okdefer` is written.
    pub named: Span,
    /// What the error is called in the block of an `errdefer!` (rule 6.2).
    pub error: Option<Pat>,
    /// Values of now, in order of evaluation.
    pub now: Vec<Value>,
    /// The code that runs at exit, where the names of the values stand for them.
    pub at_exit: Vec<Stmt>,
}

/// What is left in a deferred call that has been read. A `defer!` of another crate finds no such name, and rustc says so.
pub const SITE: &str = "imported_from_defer_runtime";

const BLOCK_FORM: &str = "write a block, which runs at exit as a whole: `defer!(|| { … })`";

/// Where a deferred call stands.
pub struct Context<'a> {
    pub runtime: &'a Runtime,
    /// Tells what may be a local from what is certainly a function.
    pub may_be_local: &'a dyn Fn(&str) -> bool,
    /// Whether a name stays bound to a `&mut` reference.
    pub is_lent: &'a dyn Fn(&Ident) -> bool,
    /// Whether the function itself gives a name a meaning.
    pub is_bound: &'a dyn Fn(&str) -> bool,
    /// Whether arguments are taken apart into the values of now.
    pub takes_apart: bool,
    /// Whether `unsafe` is written around it.
    pub has_unsafe: bool,
    pub in_async: bool,
}

/// Reads a deferred call.
pub fn parse(call: &Macro, context: &Context<'_>) -> syn::Result<Deferred> {
    let name = call.path.segments.last().map(|last| &last.ident);
    let mut parts = Parts {
        when: match name {
            Some(name) if name == "errdefer" => When::Failure,
            Some(name) if name == "okdefer" => When::Success,
            _ => When::Always,
        },
        error: None,
        values: Vec::new(),
        checks: Vec::new(),
        context,
    };
    let at_exit = parts.read(call)?;
    Ok(Deferred {
        when: parts.when,
        named: name.map_or_else(|| call.path.span(), Ident::span),
        error: parts.error,
        now: parts.values,
        at_exit,
    })
}

fn error(tokens: impl ToTokens, message: &str) -> syn::Error {
    syn::Error::new_spanned(tokens, message)
}

fn refused<T>(tokens: impl ToTokens, message: &str) -> syn::Result<T> {
    Err(error(tokens, message))
}

fn is_call(expr: &Expr) -> bool {
    match expr {
        Expr::Call(_) | Expr::MethodCall(_) | Expr::Macro(_) => true,
        Expr::Try(tried) => is_call(&tried.expr),
        Expr::Await(awaited) => is_call(&awaited.base),
        _ => false,
    }
}

/// What is found while a call is rewritten to what runs at exit.
struct Parts<'a> {
    when: When,
    error: Option<Pat>,
    values: Vec<Value>,
    /// What has to be a constructor.
    checks: Vec<Stmt>,
    context: &'a Context<'a>,
}

impl Parts<'_> {
    fn read(&mut self, call: &Macro) -> syn::Result<Vec<Stmt>> {
        let mut begin = call.tokens.clone().into_iter();
        match (begin.next(), begin.next()) {
            (Some(TokenTree::Ident(first)), _) if first == SITE => {
                refused(&call.path, "`#[with_defer]` stands on this function twice: remove one")
            }
            _ if matches!(call.delimiter, MacroDelimiter::Brace(_)) => {
                Ok(block(call.parse_body_with(Block::parse_within)?))
            }
            (None, _) => refused(&call.path, &format!("nothing is deferred here: {BLOCK_FORM}")),
            (Some(TokenTree::Ident(keyword)), Some(TokenTree::Group(_))) if keyword == "move" => refused(
                keyword,
                "a deferred block that takes its variables now is a closure: write `defer!(move || { … })`",
            ),
            _ => self.expr(call.parse_body_with(one_call)?),
        }
    }

    fn expr(&mut self, expr: Expr) -> syn::Result<Vec<Stmt>> {
        match expr {
            // So rust-analyzer gives a call that is a fragment of a macro.
            Expr::Paren(paren) if is_call(&paren.expr) => self.expr(*paren.expr),
            Expr::Closure(closure) => self.closure(closure),
            Expr::Block(braced) if braced.label.is_none() && braced.attrs.is_empty() => Ok(block(braced.block.stmts)),
            other @ (Expr::Unsafe(_) | Expr::Block(_)) => Ok(block(vec![Stmt::Expr(other, None)])),
            call => {
                let call = self.call(call)?;
                Ok(statement(call, std::mem::take(&mut self.checks)))
            }
        }
    }

    /// A call, with what is done with its value at exit.
    fn call(&mut self, call: Expr) -> syn::Result<Expr> {
        match call {
            Expr::Call(call) if is_crate(&call.func) => {
                refused(call.func, &format!("this is not a function: {BLOCK_FORM}"))
            }
            Expr::Call(call) => self.function_call(call),
            Expr::MethodCall(call) => self.method_call(call),
            Expr::Macro(call) => Ok(Expr::Macro(ExprMacro {
                attrs: Vec::new(),
                mac: formatting::capture(call.mac, self)?,
            })),
            // The error of the call that is made at exit (2.9).
            Expr::Try(mut attempt) => {
                *attempt.expr = self.inner_call(&mut attempt.expr, &mut attempt.attrs)?;
                Ok(Expr::Try(attempt))
            }
            // The future that the call gives at exit (8.3).
            Expr::Await(mut wait) if self.context.in_async => {
                *wait.base = self.inner_call(&mut wait.base, &mut wait.attrs)?;
                Ok(Expr::Await(wait))
            }
            Expr::Await(wait) => refused(
                wait.await_token,
                "a deferred call can only `.await` in an async function, closure or block: make the one around it `async`",
            ),
            other => refused(other, &format!("this is not a call: {BLOCK_FORM}")),
        }
    }

    /// The call in front of `?` or `.await`, whose attributes are to stand in front of the whole.
    fn inner_call(&mut self, call: &mut Expr, attrs: &mut Vec<Attribute>) -> syn::Result<Expr> {
        let mut call = match taken(call) {
            Expr::Group(group) => self.call(*group.expr)?,
            call => self.call(call)?,
        };
        if let Expr::Call(ExprCall { attrs: inner, .. })
        | Expr::Try(ExprTry { attrs: inner, .. })
        | Expr::Await(ExprAwait { attrs: inner, .. }) = &mut call
        {
            attrs.append(inner);
        }
        Ok(call)
    }

    fn closure(&mut self, mut closure: ExprClosure) -> syn::Result<Vec<Stmt>> {
        if let Some(keyword) = &closure.asyncness {
            return refused(
                keyword,
                "a deferred block is not marked `async`: write `defer!(|| { … })`, where an async function may `.await`",
            );
        }
        let moves = closure.capture.is_some();
        if !moves {
            refuse_more_than_a_block(&closure)?;
        }
        let takes_error = self.when == When::Failure && closure.inputs.len() == 1;
        if !closure.inputs.is_empty() && !takes_error {
            let message = match self.when {
                When::Always => "a deferred block has no parameters: write `defer!(|| { … })`",
                When::Success => "a deferred block has no parameters: write `okdefer!(|| { … })`",
                When::Failure => "the only parameter of a deferred block is the error: write `errdefer!(|err| { … })`",
            };
            return refused(&closure.inputs, message);
        }
        if moves {
            let error = |span: Span| Ident::new("error", span);
            self.error = closure.inputs.first().map(|pat| {
                let error = error(Span::mixed_site().located_at(pat.span()));
                parse_quote_spanned!(error.span()=> #error)
            });
            let argument = self.error.as_ref().map(|_| error(Span::mixed_site()));
            let place = coverage::uncounted(closure.span());
            let called = self.named("callee", Expr::Closure(closure), true);
            return Ok(statement(
                parse_quote_spanned!(place=> (#called)(#argument)),
                Vec::new(),
            ));
        }
        self.error = closure.inputs.pop();
        Ok(match *closure.body {
            Expr::Block(braced) if braced.label.is_none() && braced.attrs.is_empty() => block(braced.block.stmts),
            body => block(vec![Stmt::Expr(body, None)]),
        })
    }

    fn function_call(&mut self, mut call: ExprCall) -> syn::Result<Expr> {
        if is_closure_literal(&call.func) {
            call.attrs
                .push(parse_quote_spanned!(Span::mixed_site()=> #[allow(clippy::redundant_closure_call)]));
        }
        *call.func = self.callee(*call.func);
        call.args = self.arguments(call.args)?;
        Ok(Expr::Call(call))
    }

    fn method_call(&mut self, mut call: ExprMethodCall) -> syn::Result<Expr> {
        if !is_place(&call.receiver) {
            return refused(
                &call.receiver,
                "it is not clear when this receiver is to be evaluated: for now, write \
                 `let receiver = …;` before `defer!(receiver.method())`; for exit, `defer!(|| { … })`",
            );
        }
        *call.receiver = self.place(*call.receiver)?;
        call.args = self.arguments(call.args)?;
        Ok(Expr::MethodCall(call))
    }
}

fn one_call(input: ParseStream<'_>) -> syn::Result<Expr> {
    let expr = input.parse()?;
    match input.is_empty() {
        true => Ok(expr),
        false => Err(input.error(format!("this is not one call: {BLOCK_FORM}"))),
    }
}

/// A closure stands for a block, and is to be as plain as one.
fn refuse_more_than_a_block(closure: &ExprClosure) -> syn::Result<()> {
    if let Some(attr) = closure.attrs.first() {
        let message = "the attributes of a deferred block stand in front of it: `#[…] defer!(|| { … })`";
        return refused(attr, message);
    }
    if closure.lifetimes.is_some() || closure.constness.is_some() {
        return refused(closure, "a deferred block is a plain closure: write `defer!(|| { … })`");
    }
    match &closure.output {
        ReturnType::Type(_, returned) if !matches!(&**returned, Type::Tuple(tuple) if tuple.elems.is_empty()) => {
            refused(returned, "a deferred block has no value: leave out what it returns")
        }
        _ => Ok(()),
    }
}

/// The statements of a block, whose value is dropped; a `#[must_use]` one warns as the same statement would (rule 2.11).
fn block(mut stmts: Vec<Stmt>) -> Vec<Stmt> {
    if let Some(Stmt::Expr(value, semicolon @ None)) = stmts.last_mut() {
        *semicolon = Some(Token![;](Span::mixed_site().located_at(value.span())));
        begin_statement(value);
    }
    stmts
}

/// A call as a statement, behind others.
fn statement(mut call: Expr, mut stmts: Vec<Stmt>) -> Vec<Stmt> {
    let end = Token![;](call.span());
    begin_statement(&mut call);
    stmts.push(Stmt::Expr(call, Some(end)));
    stmts
}

/// Puts parentheses around what begins with `crate` and is no path, which can't begin a statement. rustc says what is wrong
/// with it.
fn begin_statement(expr: &mut Expr) {
    let mut tokens = expr.to_token_stream().into_iter();
    let is_crate = matches!(tokens.next(), Some(TokenTree::Ident(name)) if name == "crate");
    let is_path = matches!(tokens.next(), Some(TokenTree::Punct(colon)) if colon.as_char() == ':');
    if is_crate && !is_path {
        *expr = parse_quote_spanned!(expr.span()=> (#expr));
    }
}

/// `crate(…)`.
fn is_crate(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(path) if path.path.is_ident("crate"))
}
