//! What stands in `defer!(…)`, taken apart into what is evaluated now and what runs at exit (rules 2.1, 2.2, 2.3, 2.4, 2.5, 2.6,
//! 2.7, 2.8, 2.9 and 2.11).

use crate::guesses;
use crate::syntax::names;
use crate::syntax::options::Runtime;
use crate::syntax::tokens::{self, Argument};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Block, Expr, Macro, MacroDelimiter, Pat, Stmt, Token, parse_quote_spanned};

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

/// A value that is evaluated when the deferred call is reached.
pub struct Value {
    pub name: Ident,
    pub expr: Expr,
    /// What is done with it at exit may need it to be mutable: it is called, or its `&mut` is taken.
    pub mutable: bool,
}

/// What is left in a deferred call that has been read. A `defer!` of another crate finds no such name, and rustc says so.
pub const SITE: &str = "imported_from_defer_runtime";

const BLOCK_FORM: &str = "write a block, which runs at exit as a whole: `defer!(|| { … })`";

/// Where a deferred call stands.
pub struct Context<'a> {
    pub runtime: &'a Runtime,
    /// Tells what may be a local from what is certainly a function.
    pub may_be_local: &'a dyn Fn(&str) -> bool,
    /// Whether `unsafe` is written around it.
    pub has_unsafe: bool,
    pub in_async: bool,
}

/// Reads a deferred call.
pub fn parse(call: &Macro, context: &Context<'_>) -> syn::Result<Deferred> {
    let when = match call.path.segments.last() {
        Some(last) if last.ident == "errdefer" => When::Failure,
        Some(last) if last.ident == "okdefer" => When::Success,
        _ => When::Always,
    };
    let parts = Parts {
        when,
        named: call
            .path
            .segments
            .last()
            .map_or_else(|| call.path.span(), |last| last.ident.span()),
        now: Vec::new(),
        context,
    };
    if matches!(call.tokens.clone().into_iter().next(), Some(TokenTree::Ident(first)) if first == SITE) {
        return Err(error(
            &call.path,
            "`#[with_defer]` stands on this function twice: remove one",
        ));
    }
    if matches!(call.delimiter, MacroDelimiter::Brace(_)) {
        return Ok(parts.block(call.parse_body_with(Block::parse_within)?));
    }
    if call.tokens.is_empty() {
        return Err(error(&call.path, &format!("nothing is deferred here: {BLOCK_FORM}")));
    }
    let mut first = call.tokens.clone().into_iter();
    if let (Some(TokenTree::Ident(keyword)), Some(TokenTree::Group(_))) = (first.next(), first.next())
        && keyword == "move"
    {
        let message = "a deferred block that takes its variables now is a closure: write `defer!(move || { … })`";
        return Err(error(keyword, message));
    }
    let one_call = |input: ParseStream<'_>| {
        let expr: Expr = input.parse()?;
        if input.is_empty() {
            Ok(expr)
        } else {
            Err(input.error(format!("this is not one call: {BLOCK_FORM}")))
        }
    };
    parts.expr(call.parse_body_with(one_call)?)
}

fn error(tokens: impl ToTokens, message: &str) -> syn::Error {
    syn::Error::new_spanned(tokens, message)
}

/// Collects the values of now while a call is rewritten to use them.
struct Parts<'a> {
    when: When,
    named: Span,
    now: Vec<Value>,
    context: &'a Context<'a>,
}

impl Parts<'_> {
    fn expr(self, expr: Expr) -> syn::Result<Deferred> {
        match expr {
            Expr::Closure(closure) => self.closure(closure),
            Expr::Block(block) if block.label.is_none() && block.attrs.is_empty() => Ok(self.block(block.block.stmts)),
            block @ (Expr::Unsafe(_) | Expr::Block(_)) => Ok(self.block(vec![Stmt::Expr(block, None)])),
            Expr::Call(call) if is_crate(&call.func) => {
                Err(error(call.func, &format!("this is not a function: {BLOCK_FORM}")))
            }
            Expr::Call(call) => self.call(call),
            Expr::MethodCall(call) => self.method_call(call),
            Expr::Macro(formatting) => self.format_macro(formatting.mac),
            Expr::Try(attempt) => self.attempt(attempt),
            Expr::Await(wait) if self.context.in_async => self.wait(wait),
            Expr::Await(wait) => Err(error(
                wait.await_token,
                "a deferred call can only `.await` in an async function, closure or block: make the one around it `async`",
            )),
            other => Err(error(other, &format!("this is not a call: {BLOCK_FORM}"))),
        }
    }

    fn finish(self, mut call: Expr) -> Deferred {
        let end = Token![;](call.span());
        as_statement(&mut call);
        Deferred {
            when: self.when,
            named: self.named,
            error: None,
            now: self.now,
            at_exit: vec![Stmt::Expr(call, Some(end))],
        }
    }

    fn block(self, mut stmts: Vec<Stmt>) -> Deferred {
        if let Some(Stmt::Expr(value, semicolon @ None)) = stmts.last_mut() {
            // The value is dropped, and a `#[must_use]` one warns as the same statement would (2.11).
            *semicolon = Some(Token![;](Span::mixed_site().located_at(value.span())));
            as_statement(value);
        }
        Deferred {
            when: self.when,
            named: self.named,
            error: None,
            now: self.now,
            at_exit: stmts,
        }
    }

    /// `f(a)?`: the error of the call that is made at exit (2.9).
    fn attempt(self, mut attempt: syn::ExprTry) -> syn::Result<Deferred> {
        let made = std::mem::replace(&mut *attempt.expr, Expr::PLACEHOLDER);
        self.behind(made, |made| {
            *attempt.expr = made;
            Expr::Try(attempt)
        })
    }

    /// `f(a).await`: the future that the call gives at exit (8.3).
    fn wait(self, mut wait: syn::ExprAwait) -> syn::Result<Deferred> {
        let made = std::mem::replace(&mut *wait.base, Expr::PLACEHOLDER);
        self.behind(made, |made| {
            *wait.base = made;
            Expr::Await(wait)
        })
    }

    /// What stands behind a call, and is done with its value at exit.
    fn behind(self, call: Expr, then: impl FnOnce(Expr) -> Expr) -> syn::Result<Deferred> {
        let call = match call {
            Expr::Group(group) => *group.expr,
            call => call,
        };
        let is_call = matches!(
            &call,
            Expr::Call(_) | Expr::MethodCall(_) | Expr::Macro(_) | Expr::Try(_) | Expr::Await(_)
        );
        if !is_call {
            return Err(error(&call, &format!("this is not a call: {BLOCK_FORM}")));
        }
        let mut deferred = self.expr(call)?;
        if let Some(Stmt::Expr(call, _)) = deferred.at_exit.last_mut() {
            let mut made = std::mem::replace(call, Expr::PLACEHOLDER);
            let attrs = match &mut made {
                Expr::Call(call) => std::mem::take(&mut call.attrs),
                Expr::Try(attempt) => std::mem::take(&mut attempt.attrs),
                Expr::Await(wait) => std::mem::take(&mut wait.attrs),
                _ => Vec::new(),
            };
            *call = then(made);
            if let Expr::Try(syn::ExprTry { attrs: own, .. }) | Expr::Await(syn::ExprAwait { attrs: own, .. }) = call {
                own.extend(attrs);
            }
        }
        Ok(deferred)
    }

    fn closure(mut self, mut closure: syn::ExprClosure) -> syn::Result<Deferred> {
        if let Some(keyword) = &closure.asyncness {
            return Err(error(
                keyword,
                "a deferred block is not marked `async`: write `defer!(|| { … })`, where an async function may `.await`",
            ));
        }
        if let (None, Some(attr)) = (&closure.capture, closure.attrs.first()) {
            return Err(error(
                attr,
                "the attributes of a deferred block stand in front of it: `#[…] defer!(|| { … })`",
            ));
        }
        let is_plain = closure.lifetimes.is_none() && closure.constness.is_none();
        if closure.capture.is_none() && !is_plain {
            return Err(error(
                &closure,
                "a deferred block is a plain closure: write `defer!(|| { … })`",
            ));
        }
        if let syn::ReturnType::Type(_, returned) = &closure.output {
            let is_unit = matches!(&**returned, syn::Type::Tuple(tuple) if tuple.elems.is_empty());
            if !is_unit && closure.capture.is_none() {
                return Err(error(
                    returned,
                    "a deferred block has no value: leave out what it returns",
                ));
            }
        }
        let takes_error = self.when == When::Failure && closure.inputs.len() == 1;
        if !closure.inputs.is_empty() && !takes_error {
            let message = match self.when {
                When::Always => "a deferred block has no parameters: write `defer!(|| { … })`",
                When::Success => "a deferred block has no parameters: write `okdefer!(|| { … })`",
                When::Failure => "the only parameter of a deferred block is the error: write `errdefer!(|err| { … })`",
            };
            return Err(error(&closure.inputs, message));
        }
        if closure.capture.is_some() {
            let error = takes_error.then(|| closure.inputs.first()).flatten().cloned();
            let called = self.now_as("callee", Expr::Closure(closure), true);
            let argument = error.as_ref().map(|_| Ident::new("error", Span::mixed_site()));
            let mut deferred = self.finish(parse_quote_spanned!(called.span()=> #called(#argument)));
            deferred.error = error.map(|pat| {
                let argument = Ident::new("error", Span::mixed_site().located_at(pat.span()));
                Pat::Ident(syn::PatIdent {
                    attrs: Vec::new(),
                    by_ref: None,
                    mutability: None,
                    ident: argument,
                    subpat: None,
                })
            });
            return Ok(deferred);
        }
        let error = closure.inputs.pop();
        let mut deferred = match *closure.body {
            Expr::Block(block) if block.label.is_none() && block.attrs.is_empty() => self.block(block.block.stmts),
            body => self.block(vec![Stmt::Expr(body, None)]),
        };
        deferred.error = error;
        Ok(deferred)
    }

    fn call(mut self, mut call: syn::ExprCall) -> syn::Result<Deferred> {
        if is_closure_literal(&call.func) {
            call.attrs
                .push(parse_quote_spanned!(Span::mixed_site()=> #[allow(clippy::redundant_closure_call)]));
        }
        call.func = Box::new(self.callee(*call.func));
        call.args = self.arguments(call.args)?;
        Ok(self.finish(Expr::Call(call)))
    }

    fn method_call(mut self, mut call: syn::ExprMethodCall) -> syn::Result<Deferred> {
        if !is_place(&call.receiver) {
            return Err(error(
                &call.receiver,
                "it is not clear when this receiver is to be evaluated: for now, write \
                 `let receiver = …;` before `defer!(receiver.method())`; for exit, `defer!(|| { … })`",
            ));
        }
        call.receiver = Box::new(self.place(*call.receiver)?);
        call.args = self.arguments(call.args)?;
        Ok(self.finish(Expr::MethodCall(call)))
    }

    /// Evaluates `expr` now; gives what stands for it at exit.
    fn now(&mut self, expr: Expr, mutable: bool) -> Expr {
        let name = format!("value{}", self.now.len());
        self.now_as(&name, expr, mutable)
    }

    fn now_as(&mut self, name: &str, expr: Expr, mutable: bool) -> Expr {
        let expr = match expr {
            Expr::Paren(paren) => *paren.expr,
            other => other,
        };
        let name = Ident::new(name, Span::mixed_site().located_at(expr.span()));
        self.now.push(Value {
            name: name.clone(),
            expr,
            mutable,
        });
        parse_quote_spanned!(name.span()=> #name)
    }

    fn callee(&mut self, callee: Expr) -> Expr {
        let is_value = match &callee {
            // A `static mut` can be called, and may be given another function in between.
            Expr::Path(_) if self.context.has_unsafe => true,
            Expr::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| (self.context.may_be_local)(&names::name_of(name))),
            _ => !is_closure_literal(&callee),
        };
        if is_value {
            self.now_as("callee", callee, true)
        } else {
            callee
        }
    }

    fn arguments(&mut self, arguments: Punctuated<Expr, Token![,]>) -> syn::Result<Punctuated<Expr, Token![,]>> {
        arguments.into_iter().map(|argument| self.argument(argument)).collect()
    }

    fn argument(&mut self, argument: Expr) -> syn::Result<Expr> {
        match argument {
            Expr::Lit(_) => Ok(argument),
            Expr::Reference(mut address) => {
                address.expr = Box::new(match *address.expr {
                    place if is_place(&place) => self.place(place)?,
                    inner @ Expr::Reference(_) => self.argument(inner)?,
                    place if is_part(&place) => {
                        return Err(error(
                            &place,
                            "it is not clear when this place is to be evaluated: for now, write `let place = …;` before \
                             the deferred call; for exit, `defer!(|| { … })`",
                        ));
                    }
                    value => self.now(value, address.mutability.is_some()),
                });
                Ok(Expr::Reference(address))
            }
            closure if is_closure_literal(&closure) => Ok(closure),
            value => Ok(self.now(value, false)),
        }
    }

    /// A place is named at exit, but its indices are values of now (2.4).
    fn place(&mut self, mut place: Expr) -> syn::Result<Expr> {
        match &mut place {
            Expr::Index(index) => {
                let base = std::mem::replace(&mut *index.expr, Expr::PLACEHOLDER);
                *index.expr = self.place(base)?;
                let position = std::mem::replace(&mut *index.index, Expr::PLACEHOLDER);
                *index.index = match position {
                    Expr::Lit(_) => position,
                    position => self.now(position, false),
                };
            }
            Expr::Field(syn::ExprField { base: inner, .. })
            | Expr::Paren(syn::ExprParen { expr: inner, .. })
            | Expr::Group(syn::ExprGroup { expr: inner, .. })
            | Expr::Unary(syn::ExprUnary { expr: inner, .. }) => {
                let base = std::mem::replace(&mut **inner, Expr::PLACEHOLDER);
                **inner = self.place(base)?;
            }
            _ => {}
        }
        Ok(place)
    }

    /// `println!("…", a, b)` and its like: what is printed is what the arguments are now (2.6).
    fn format_macro(mut self, mut formatting: Macro) -> syn::Result<Deferred> {
        let refused = error(
            &formatting,
            &format!("what this macro evaluates now can't be told: {BLOCK_FORM}"),
        );
        if formatting.path.is_ident("recover") {
            return Err(error(
                &formatting,
                "`recover!()` stands in a block: write `defer!(|| { recover!(); })`",
            ));
        }
        let Some(arguments) = tokens::arguments_of(&formatting) else {
            return Err(refused);
        };
        let sinks = usize::from(guesses::begins_with_a_sink(&formatting.path));
        let literal = arguments
            .iter()
            .take(sinks + 1)
            .position(|argument| argument.name.is_none() && tokens::string_literal(&argument.value).is_some());
        match literal {
            Some(at) => formatting.tokens = self.format_arguments(arguments, at)?,
            // `println!()` and `writeln!(w)`.
            None if arguments.len() == sinks && guesses::may_print_nothing(&formatting.path) => {
                formatting.tokens = self.format_arguments(arguments, sinks)?;
            }
            None => return Err(refused),
        }
        Ok(self.finish(Expr::Macro(syn::ExprMacro {
            attrs: Vec::new(),
            mac: formatting,
        })))
    }

    fn format_arguments(
        &mut self,
        arguments: impl IntoIterator<Item = Argument>,
        literal: usize,
    ) -> syn::Result<TokenStream> {
        let mut written = Vec::new();
        let mut named = Vec::new();
        let mut captured = Vec::new();
        for (position, Argument { name, value }) in arguments.into_iter().enumerate() {
            if position < literal {
                let sink = self.sink(value)?;
                written.push(quote!(#sink));
                continue;
            }
            if position == literal {
                if let Some(text) = tokens::string_literal(&value) {
                    if names::inline_captures(&text.value()).any(|name| name == "self") {
                        let message = "`{self}` can't be evaluated now: write `{}`, and `self` as an argument";
                        return Err(error(text, message));
                    }
                    captured = names::inline_captures(&text.value())
                        .filter_map(|name| names::identifier(&name, text.span()))
                        .collect();
                }
                written.push(quote!(#value));
                continue;
            }
            let value = self.snapshot(value);
            let (label, equals) = name.unzip();
            named.extend(label.as_ref().map(names::name_of));
            written.push(quote!(#label #equals #value));
        }
        for name in captured
            .into_iter()
            .filter(|name| !named.contains(&names::name_of(name)))
        {
            let value = self.snapshot(parse_quote_spanned!(name.span()=> #name));
            written.push(quote!(#name = #value));
        }
        Ok(quote!(#(#written),*))
    }

    /// Where a macro writes is a place, as a receiver is.
    fn sink(&mut self, sink: Expr) -> syn::Result<Expr> {
        match sink {
            place if is_place(&place) => self.place(place),
            address @ Expr::Reference(_) => self.argument(address),
            call => Err(error(
                &call,
                "it is not clear when this is to be evaluated: for now, write `let mut sink = …;` before \
                 `defer!(write!(sink, …))`; for exit, `defer!(|| { … })`",
            )),
        }
    }

    /// Copies what is `Copy`, borrows any other place, and keeps what is a value of its own.
    fn snapshot(&mut self, value: Expr) -> Expr {
        let runtime = self.context.runtime;
        let taken = if is_place(&value) {
            let here = Span::mixed_site().located_at(value.span());
            parse_quote_spanned! {here=> {
                use #runtime::{ByBorrow as _, ByCopy as _};
                (&&#runtime::Snapshot(&#value)).take()
            }}
        } else {
            value
        };
        self.now(taken, false)
    }
}

/// An expression that names a place in memory, so that using it as a receiver takes only its address. A place begins with a
/// name: what a call gives is another place each time (rule 2.4).
fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) => true,
        Expr::Paren(paren) => is_place(&paren.expr),
        Expr::Group(group) => is_place(&group.expr),
        part => part_of(part).is_some_and(|whole| is_place(whole) || matches!(whole, Expr::Lit(_))),
    }
}

/// Whether this is part of something, or what something points to.
fn is_part(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(paren) => is_part(&paren.expr),
        Expr::Group(group) => is_part(&group.expr),
        part => part_of(part).is_some(),
    }
}

/// What the place is part of, or what points to it.
fn part_of(place: &Expr) -> Option<&Expr> {
    match place {
        Expr::Field(field) => Some(&field.base),
        Expr::Index(index) => Some(&index.expr),
        Expr::Unary(syn::ExprUnary {
            op: syn::UnOp::Deref(_),
            expr,
            ..
        }) => Some(expr),
        _ => None,
    }
}

/// Puts parentheses around what begins with `crate` and is no path, which can't begin a statement. rustc says what is wrong
/// with it.
fn as_statement(expr: &mut Expr) {
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

fn is_closure_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Closure(closure) => closure.capture.is_none(),
        Expr::Paren(paren) => is_closure_literal(&paren.expr),
        _ => false,
    }
}
