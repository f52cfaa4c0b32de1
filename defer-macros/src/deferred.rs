//! What stands in `defer!(…)`, taken apart into what is evaluated now and what runs at exit (rule 2).

use crate::names;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Block, Expr, Macro, MacroDelimiter, Stmt, Token, parse_quote_spanned};

/// A deferred call in two parts.
pub struct Deferred {
    /// Values of now, in order of evaluation: `let #name = #value;`.
    pub now: Vec<(Ident, Expr)>,
    /// The code that runs at exit.
    pub at_exit: Vec<Stmt>,
}

const BLOCK_FORM: &str = "write a block, which runs at exit as a whole: `defer!(|| { … })`";

/// Reads the arguments of a `defer!`.
pub fn parse(call: &Macro) -> syn::Result<Deferred> {
    if matches!(call.delimiter, MacroDelimiter::Brace(_)) {
        return Ok(Deferred::block(call.parse_body_with(Block::parse_within)?));
    }
    match call.parse_body::<Expr>()? {
        Expr::Closure(closure) if closure.asyncness.is_some() => Err(error(
            closure,
            "a deferred call can't be async here: write `defer!(|| { … })`",
        )),
        Expr::Closure(closure) if !closure.inputs.is_empty() => Err(error(
            &closure.inputs,
            "a deferred block has no parameters: write `defer!(|| { … })`",
        )),
        Expr::Closure(closure) if closure.capture.is_some() => {
            let mut parts = Parts::default();
            let closure = parts.now(Expr::Closure(closure));
            Ok(parts.finish(parse_quote_spanned!(Span::mixed_site()=> #closure())))
        }
        Expr::Closure(closure) => Ok(match *closure.body {
            Expr::Block(block) if block.label.is_none() && block.attrs.is_empty() => Deferred::block(block.block.stmts),
            body => Deferred::block(vec![Stmt::Expr(body, None)]),
        }),
        Expr::Block(block) if block.label.is_none() => Ok(Deferred::block(block.block.stmts)),
        block @ Expr::Unsafe(_) => Ok(Deferred::block(vec![Stmt::Expr(block, None)])),
        Expr::Call(mut call) => {
            let mut parts = Parts::default();
            call.func = Box::new(parts.callee(*call.func));
            call.args = call.args.into_iter().map(|argument| parts.argument(argument)).collect();
            Ok(parts.finish(Expr::Call(call)))
        }
        Expr::MethodCall(mut call) => {
            let mut parts = Parts::default();
            if !is_place(&call.receiver) {
                return Err(error(
                    &call.receiver,
                    "it is not clear when this receiver is to be evaluated: for now, write \
                     `let receiver = …;` before `defer!(receiver.method())`; for exit, `defer!(|| { … })`",
                ));
            }
            call.receiver = Box::new(parts.place(*call.receiver));
            call.args = call.args.into_iter().map(|argument| parts.argument(argument)).collect();
            Ok(parts.finish(Expr::MethodCall(call)))
        }
        Expr::Macro(formatting) => format_macro(formatting.mac),
        Expr::Try(attempt) => Err(error(
            attempt.question_token,
            "`?` in a deferred call is not supported yet",
        )),
        Expr::Await(wait) => Err(error(
            wait.await_token,
            "a deferred call can't `.await` in a function that is not async",
        )),
        other => Err(error(other, &format!("this is not a call: {BLOCK_FORM}"))),
    }
}

fn error(tokens: impl ToTokens, message: &str) -> syn::Error {
    syn::Error::new_spanned(tokens, message)
}

impl Deferred {
    fn block(mut stmts: Vec<Stmt>) -> Self {
        if let Some(Stmt::Expr(value, semicolon @ None)) = stmts.last_mut() {
            // The value is dropped, and a `#[must_use]` one warns as the same statement would (2.11).
            *semicolon = Some(Token![;](syn::spanned::Spanned::span(value)));
        }
        Deferred {
            now: Vec::new(),
            at_exit: stmts,
        }
    }
}

/// Collects the values of now while a call is rewritten to use them.
#[derive(Default)]
struct Parts {
    now: Vec<(Ident, Expr)>,
}

impl Parts {
    fn finish(self, call: Expr) -> Deferred {
        let end = Token![;](syn::spanned::Spanned::span(&call));
        Deferred {
            now: self.now,
            at_exit: vec![Stmt::Expr(call, Some(end))],
        }
    }

    /// Evaluates `value` now; stands for it at exit.
    fn now(&mut self, value: Expr) -> Expr {
        let name = Ident::new(
            &format!("value{}", self.now.len()),
            Span::mixed_site().located_at(syn::spanned::Spanned::span(&value)),
        );
        self.now.push((name.clone(), value));
        parse_quote_spanned!(Span::mixed_site()=> #name)
    }

    fn callee(&mut self, callee: Expr) -> Expr {
        match callee {
            // A path names the same function now and then, unless it is a local.
            Expr::Path(path) if path.path.get_ident().is_none() => Expr::Path(path),
            callee if is_closure_literal(&callee) => callee,
            callee => self.now(callee),
        }
    }

    fn argument(&mut self, argument: Expr) -> Expr {
        match argument {
            Expr::Lit(_) => argument,
            Expr::Reference(mut address) => {
                address.expr = Box::new(if is_place(&address.expr) {
                    self.place(*address.expr)
                } else {
                    self.now(*address.expr)
                });
                Expr::Reference(address)
            }
            closure if is_closure_literal(&closure) => closure,
            value => self.now(value),
        }
    }

    /// A place is named at exit, but its indices are values of now (2.4).
    fn place(&mut self, place: Expr) -> Expr {
        match place {
            Expr::Index(mut index) => {
                index.expr = Box::new(self.place(*index.expr));
                index.index = Box::new(self.argument(*index.index));
                Expr::Index(index)
            }
            Expr::Field(mut field) => {
                field.base = Box::new(self.place(*field.base));
                Expr::Field(field)
            }
            Expr::Paren(mut paren) => {
                paren.expr = Box::new(self.place(*paren.expr));
                Expr::Paren(paren)
            }
            Expr::Unary(mut unary) => {
                unary.expr = Box::new(self.place(*unary.expr));
                Expr::Unary(unary)
            }
            other => other,
        }
    }
}

/// An expression that names a place in memory, so that using it as a receiver takes only its address.
fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) => true,
        Expr::Field(field) => is_place(&field.base),
        Expr::Index(index) => is_place(&index.expr),
        Expr::Paren(paren) => is_place(&paren.expr),
        Expr::Unary(unary) => matches!(unary.op, syn::UnOp::Deref(_)) && is_place(&unary.expr),
        _ => false,
    }
}

fn is_closure_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Closure(closure) => closure.capture.is_none(),
        Expr::Paren(paren) => is_closure_literal(&paren.expr),
        _ => false,
    }
}

/// One argument of a formatting macro: `value` or `name = value`.
struct FormatArgument {
    name: Option<(Ident, Token![=])>,
    value: Expr,
}

impl syn::parse::Parse for FormatArgument {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let named = input.peek(syn::Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]);
        let name = if named {
            Some((input.parse()?, input.parse()?))
        } else {
            None
        };
        Ok(FormatArgument {
            name,
            value: input.parse()?,
        })
    }
}

/// `println!("…", a, b)` and its like: what is printed is what the arguments are now (2.6).
fn format_macro(mut formatting: Macro) -> syn::Result<Deferred> {
    let refused = || {
        error(
            &formatting,
            &format!("what this macro evaluates now can't be told: {BLOCK_FORM}"),
        )
    };
    let arguments = Punctuated::<FormatArgument, Token![,]>::parse_terminated
        .parse2(formatting.tokens.clone())
        .map_err(|_| refused())?;
    let Some(at) = arguments
        .iter()
        .take(2)
        .position(|argument| string_literal(&argument.value).is_some())
    else {
        let prints = ["println", "eprintln", "panic"];
        let bare = arguments.is_empty() && prints.iter().any(|name| formatting.path.is_ident(name));
        return if bare {
            Ok(macro_at_exit(formatting, Vec::new()))
        } else {
            Err(refused())
        };
    };
    let mut now = Vec::new();
    let mut tokens = TokenStream::new();
    let mut named = Vec::new();
    let mut captured = Vec::new();
    for (position, FormatArgument { name, value }) in arguments.into_iter().enumerate() {
        if position <= at {
            if position == at {
                let literal = string_literal(&value).expect("found there above");
                captured = names::inline_captures(&literal.value())
                    .map(|name| Ident::new(&name, literal.span()))
                    .collect();
            }
            tokens.extend(quote!(#value,));
            continue;
        }
        let value = snapshot(&mut now, value);
        let (label, equals) = name.unzip();
        named.extend(label.clone());
        tokens.extend(quote!(#label #equals #value,));
    }
    for name in captured.into_iter().filter(|name| !named.contains(name)) {
        let value = snapshot(&mut now, parse_quote_spanned!(name.span()=> #name));
        tokens.extend(quote!(#name = #value,));
    }
    formatting.tokens = tokens;
    Ok(macro_at_exit(formatting, now))
}

fn string_literal(expr: &Expr) -> Option<&syn::LitStr> {
    match expr {
        Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text),
        _ => None,
    }
}

fn macro_at_exit(formatting: Macro, now: Vec<(Ident, Expr)>) -> Deferred {
    let call = Expr::Macro(syn::ExprMacro {
        attrs: Vec::new(),
        mac: formatting,
    });
    Parts { now }.finish(call)
}

/// Copies what is `Copy`, borrows any other place, and keeps what is a value of its own.
fn snapshot(now: &mut Vec<(Ident, Expr)>, value: Expr) -> Expr {
    let name = format_ident!("value{}", now.len(), span = Span::mixed_site());
    let taken = if is_place(&value) {
        parse_quote_spanned! {Span::mixed_site()=> {
            use ::defer_runtime::__private::{ByBorrow as _, ByCopy as _};
            (&&::defer_runtime::__private::Snapshot(&#value)).take()
        }}
    } else {
        value
    };
    now.push((name.clone(), taken));
    parse_quote_spanned!(Span::mixed_site()=> #name)
}

/// Replaces `recover!()` by a look at the panic in `left`; says whether there was one.
pub fn point_recover_at(tokens: TokenStream, left: &Ident, found: &mut bool) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rewritten = TokenStream::new();
    for (at, token) in tokens.iter().enumerate() {
        let is_argument = at >= 2
            && matches!(&tokens[at - 2], TokenTree::Ident(name) if name == "recover")
            && matches!(&tokens[at - 1], TokenTree::Punct(bang) if bang.as_char() == '!');
        rewritten.extend(match token {
            TokenTree::Group(group) if is_argument && group.stream().is_empty() => {
                *found = true;
                quote_spanned!(group.span()=> (@ #left))
            }
            TokenTree::Group(group) => {
                let inner = point_recover_at(group.stream(), left, found);
                let mut copy = proc_macro2::Group::new(group.delimiter(), inner);
                copy.set_span(group.span());
                copy.into_token_stream()
            }
            other => other.to_token_stream(),
        });
    }
    rewritten
}
