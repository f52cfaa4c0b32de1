//! The two colours of functions: where one calls the rest of a scope as a closure, one that awaits polls it as an async
//! block, which a cancellation can drop (rules 8.1 and 8.2). What is written around the user's code stands at the user's own
//! place there (rule 9.4).

use super::stmts;
use crate::syntax::edition;
use crate::syntax::names;
use crate::syntax::options::Runtime;
use crate::syntax::returned::Returned;
use crate::syntax::tokens;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Stmt};

/// What the rest of a scope, or deferred code with ways out of its own, is put into.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Colour {
    /// A closure.
    #[default]
    Plain,
    /// An async block.
    Async,
}

impl Colour {
    /// That of code in an async function, or in another.
    pub fn of(code: &TokenStream, in_async: bool) -> Self {
        match in_async && tokens::may_await(code) {
            true => Colour::Async,
            false => Colour::Plain,
        }
    }

    /// How many types of a rest stand in one another, as rustc counts them.
    pub fn depth(self) -> usize {
        match self {
            Colour::Plain => 1,
            Colour::Async => 5,
        }
    }

    pub fn and(self, other: Colour) -> Self {
        match self {
            Colour::Plain => other,
            Colour::Async => Colour::Async,
        }
    }

    /// Runs the rest of a scope; a mistake in it is shown at `user`, which is the user's own code there, and a value that
    /// is missing at its end at `end`.
    pub fn run(
        self,
        runtime: &Runtime,
        returned: Option<TokenStream>,
        code: TokenStream,
        user: Span,
        end: Span,
    ) -> TokenStream {
        self.run_beside(&code.clone(), runtime, returned, code, user, end)
    }

    /// The same, where other code than the rest says what is beside it.
    pub fn run_beside(
        self,
        beside: &TokenStream,
        runtime: &Runtime,
        returned: Option<TokenStream>,
        code: TokenStream,
        user: Span,
        end: Span,
    ) -> TokenStream {
        let here = Span::mixed_site().located_at(user);
        let own = capturing(user);
        let there = beside_names(beside).map_or_else(Span::mixed_site, |there| Span::mixed_site().located_at(there));
        let runtime_there = runtime.at(there);
        match (self, returned) {
            (Colour::Plain, returned) => {
                let (closure, code) = (quote_spanned!(own=> ||), quote_spanned!(end=> { #code }));
                let rest = quote_spanned!(own=> (#closure #code));
                let typed = returned.map(|returned| quote_spanned!(here=> ::<#returned>));
                quote_spanned!(there=> #runtime_there::run #typed #rest)
            }
            (Colour::Async, returned) => {
                let control = control();
                let (block, wait) = (quote_spanned!(own=> async), quote_spanned!(own=> await));
                let typed = returned.as_ref().and_then(|returned| typed(runtime, returned));
                let unit = (returned.is_some() && typed.is_none()).then(|| quote_spanned!(here=> ::<(), _>));
                let typed = typed.map(|typed| match code.is_empty() {
                    true => quote_spanned!(here=> #typed;),
                    false => typed,
                });
                let code = quote_spanned!(end=> { #typed #code });
                let run = quote_spanned!(there=> #runtime_there::run_async);
                quote_spanned!(here=> #run #unit (#control, #block #code).#wait)
            }
        }
    }

    /// Runs the rest of a scope in a function that never returns.
    pub fn run_forever(self, runtime: &Runtime, code: TokenStream, user: Span) -> TokenStream {
        let here = Span::mixed_site();
        match self {
            // This type can be written for a closure, but not as an argument of a function.
            Colour::Plain => {
                let code = quote_spanned!(user=> { #code });
                quote_spanned!(here=> #runtime::run(|| -> ! #code))
            }
            Colour::Async => self.run(runtime, Some(quote_spanned!(here=> #runtime::Never)), code, user, user),
        }
    }

    /// Carries on how the rest was left, behind the deferred code.
    pub fn finish(self, runtime: &Runtime, left: &Ident) -> TokenStream {
        let here = Span::mixed_site();
        match self {
            Colour::Plain => quote_spanned!(here=> #runtime::finish(#left)),
            // The value is out of the way before the future waits: it may be one that can't be sent.
            Colour::Async => {
                let label = syn::Lifetime::new("'left", here);
                quote_spanned! {here=>
                    #label: {
                        let unwind = match { #left } {
                            ::core::result::Result::Ok(value) => break #label value,
                            ::core::result::Result::Err(unwind) => unwind,
                        };
                        #runtime::resume(unwind).await
                    }
                }
            }
        }
    }

    /// The same in a function that never returns.
    pub fn finish_never(self, runtime: &Runtime, left: &Ident) -> TokenStream {
        let finish = self.finish(runtime, left);
        match self {
            Colour::Plain => finish,
            Colour::Async => quote_spanned!(Span::mixed_site()=> match #finish {}),
        }
    }

    /// Runs deferred code that `return` may end.
    pub fn run_early(self, runtime: &Runtime, returned: &TokenStream, code: TokenStream, user: Span) -> TokenStream {
        let here = Span::mixed_site().located_at(user);
        match self {
            Colour::Plain => {
                let own = capturing(user);
                let closure = match returned.to_string() == "()" {
                    true => quote_spanned!(own=> || -> ()),
                    false => quote_spanned!(own=> || -> #returned),
                };
                let code = quote_spanned!(user=> { #code });
                quote_spanned!(here=> (#closure #code)())
            }
            Colour::Async => {
                // A value that is returned there is shown where it stands.
                let typed = match returned.to_string() == "()" {
                    true => {
                        let end = quote_spanned!(user=> return);
                        Some(quote_spanned!(here=> if false { #end; }))
                    }
                    false => typed(runtime, returned),
                };
                let code = quote_spanned!(user=> { #typed #code });
                quote_spanned!(here=> async #code.await)
            }
        }
    }
}

/// The user's own place for a closure or async block, so that rustc names the locals that it captures. Before edition
/// 2021 it would capture all of a local where the rest uses one field: there it stays one of this crate.
fn capturing(user: Span) -> Span {
    match edition::captures_fields() {
        true => user,
        false => Span::mixed_site().located_at(user),
    }
}

/// A place in the code where no name stands: what an editor says of a name is not to be that of a generated one too.
fn beside_names(code: &TokenStream) -> Option<Span> {
    code.clone().into_iter().find_map(|token| match token {
        TokenTree::Punct(punct) if matches!(punct.as_char(), ';' | ',' | '.') => Some(punct.span()),
        TokenTree::Group(group) => beside_names(&group.stream()),
        _ => None,
    })
}

/// Puts braces around code. They are of the edition of the value that it ends with, which says whether that value's
/// temporaries are dropped before its locals.
pub fn braced(code: TokenStream, here: Span) -> Group {
    let end = code.clone().into_iter().last();
    let mut braced = Group::new(Delimiter::Brace, code);
    braced.set_span(end.map_or(here, |end| here.resolved_at(end.span())));
    braced
}

/// Says what an async block gives, which can't be written: what it ends with is coerced to that.
fn typed(runtime: &Runtime, returned: &TokenStream) -> Option<TokenStream> {
    let is_unit = returned.to_string() == "()";
    (!is_unit).then(|| {
        let there = Span::mixed_site().located_at(returned.span());
        let runtime = runtime.at(there);
        // As the block is the user's own, so is the place that rustc shows.
        let value = quote_spanned!(there=> #runtime::typed::<#returned>());
        let value = quote_spanned!(returned.span()=> { #value });
        quote_spanned!(there=> if false { return #value; })
    })
}

/// What the rests of an async function tell each other through.
pub fn control() -> Ident {
    Ident::new("control", Span::mixed_site())
}

/// Marks deferred code that a spawner completes (rule 8.4).
pub fn completed(runtime: &Runtime, left: &Ident, code: Vec<Stmt>) -> Vec<Stmt> {
    let control = control();
    stmts(quote_spanned! {Span::mixed_site()=>
        { let _deferring = #control.deferring(); #(#code)* }
        #[allow(unreachable_code)]
        { #runtime::note_cancelled(#control, &mut #left); }
    })
}

/// The body of an async function, block or closure: its deferred calls run when its future is dropped halfway.
pub struct Root<'a> {
    pub runtime: &'a Runtime,
    pub output: &'a Returned,
    /// What it moves into its future.
    pub capture: Option<syn::Token![move]>,
    /// The parameters, which are dropped last one first.
    pub parameters: Vec<Ident>,
    /// What its deferred calls are handed to on a cancellation.
    pub spawner: Option<&'a Expr>,
    /// The user's own block, which rustc takes for that of the future: it doesn't name the locals of another.
    pub block: Span,
}

impl Root<'_> {
    /// Puts the lowered body into the future that can be cancelled, if there is anything in it to cancel.
    pub fn enclose(self, body: Vec<Stmt>) -> Vec<Stmt> {
        let here = Span::mixed_site();
        if !names::mentions_word(&quote!(#(#body)*), &["control"]) {
            return body;
        }
        let Root {
            runtime,
            output,
            capture,
            parameters,
            spawner,
            block,
        } = self;
        let control = control();
        let returned = match output.is_never() {
            true => Some(quote_spanned!(here=> #runtime::Never)),
            false => output.written(),
        };
        let typed = returned.and_then(|returned| typed(runtime, &returned));
        let owned = (!parameters.is_empty()).then(|| {
            let owned = parameters.iter().rev();
            let unused = parameters.iter().any(|name| name.to_string().starts_with('_'));
            let allow = unused.then(|| quote_spanned!(here=> #[allow(clippy::used_underscore_binding)]));
            quote_spanned!(here=> #allow if false { #runtime::capture((#(#owned,)*)); })
        });
        let declared = quote_spanned!(here=> let #control = &#runtime::Control::new(););
        let body = quote_spanned!(block=> { #owned #typed #(#body)* });
        let own = capturing(block);
        let body = quote_spanned!(own=> async #capture #body);
        let (declared, future) = match spawner {
            None => (
                Some(declared),
                quote_spanned!(here=> #runtime::cancellable(#control, #body).await),
            ),
            Some(spawner) => {
                // A mistake in it is shown at what the user wrote.
                let there = here.located_at(spawner.span());
                let spawn = match spawner {
                    Expr::Path(_) => spawner.to_token_stream(),
                    other => quote_spanned!(there=> (#other)),
                };
                let spawn = quote_spanned!(there=> |remaining| { let _ = #spawn(remaining); });
                let boxed = quote_spanned!(here=> async move { #declared #runtime::detachable(#control, #body).await });
                (None, quote_spanned!(here=> #runtime::detached(#spawn, #boxed).await))
            }
        };
        stmts(match output.is_never() {
            true => quote_spanned!(here=> #declared match #future {}),
            false => quote_spanned!(here=> #declared #future),
        })
    }
}
