//! How the ways out travel: alone, or inside the function's result, so that `?` can leave the closure too.

use super::{Lowering, stmts};
use crate::syntax::options::Runtime;
use crate::syntax::returned::{Family, Returned};
use crate::ways::Found;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Stmt};

/// How the ways out travel.
pub enum Carrier {
    /// As `WayOut` alone.
    Flow,
    /// Inside the function's result, so that `?` can leave the closure.
    Result(Returned),
    /// Inside a `Poll` of such a result.
    PollResult(Returned),
    /// Inside a `Poll`.
    Poll(Returned),
}

impl Lowering<'_> {
    /// Chooses how the ways out travel, by what may leave the rest on its own.
    pub fn carrier(&mut self, output: &Returned, found: &Found) -> Carrier {
        let early = found.question.is_some() || found.may_hide_return;
        match (output.family(), found.question) {
            (Family::Result, _) if early => Carrier::Result(output.clone()),
            (Family::Poll, Some(_)) => Carrier::PollResult(output.clone()),
            (Family::Poll, None) if early && self.named.is_none() => Carrier::Poll(output.clone()),
            (Family::Other, Some(question)) => match output {
                Returned::Inferred => {
                    let message = format!(
                        "{}: `?` stands in a loop body or block that holds deferred calls, and the type it returns can't be \
                         told",
                        self.around.how_to_tell_output()
                    );
                    self.errors.push(syn::Error::new(question, message));
                    Carrier::Flow
                }
                // rustc says what is wrong with it, if it is compiled in at all.
                plain if plain.is_plain() => Carrier::Flow,
                named => Carrier::Result(named.clone()),
            },
            _ => Carrier::Flow,
        }
    }
}

impl Carrier {
    pub fn wrap(&self, runtime: &Runtime, flow: TokenStream) -> TokenStream {
        match self {
            Carrier::Flow => flow,
            _ => quote_spanned!(Span::mixed_site()=> #runtime::carry(#flow)),
        }
    }

    /// What the closure returns.
    pub fn annotation(&self, runtime: &Runtime, flow: TokenStream) -> TokenStream {
        let here = Span::mixed_site();
        match self {
            Carrier::Flow => flow,
            Carrier::Result(output) | Carrier::PollResult(output) => {
                // A type that is none of those is shown where it is written.
                let there = here.located_at(output.span());
                let (runtime, output) = (runtime.at(there), output.around_any_value());
                quote_spanned!(there=> #runtime::Carried<#output, #flow>)
            }
            Carrier::Poll(_) => quote_spanned!(here=> ::core::task::Poll<#flow>),
        }
    }

    /// Assigns what the closure returned to the named result, before the deferred code looks at it.
    pub fn settle(&self, runtime: &Runtime, run: TokenStream, result: &Expr) -> TokenStream {
        let here = Span::mixed_site();
        match self {
            Carrier::Flow => quote_spanned!(here=> #runtime::assign(#run, |value| #result = value)),
            _ => quote_spanned!(here=> #runtime::assign_carried(#run, &mut #result)),
        }
    }

    /// Takes the ways out from inside, where deferred code looks at them.
    pub fn uncarried(&self, runtime: &Runtime, run: TokenStream) -> TokenStream {
        let here = Span::mixed_site();
        match self {
            Carrier::Flow => run,
            Carrier::Result(output) | Carrier::PollResult(output) => {
                quote_spanned!(here=> #runtime::uncarry::<_, _, #output, _, _>(#run))
            }
            Carrier::Poll(output) => {
                quote_spanned!(here=> #runtime::uncarry::<_, _, #runtime::Pending<#output>, _, _>(#run))
            }
        }
    }

    /// Carries the way out on.
    pub fn unwrap(&self, runtime: &Runtime, finish: &TokenStream, arms: TokenStream) -> Vec<Stmt> {
        let here = Span::mixed_site();
        let early = |output: TokenStream| {
            quote_spanned! {here=>
                #[allow(unreachable_code)]
                match <#output as #runtime::Carry>::uncarry(#finish) {
                    ::core::result::Result::Ok(way) => match way { #arms },
                    ::core::result::Result::Err(early) => return early,
                }
            }
        };
        stmts(match self {
            Carrier::Flow => quote_spanned!(here=> #[allow(unreachable_code)] match #finish { #arms }),
            Carrier::Result(output) => {
                let question = quote_spanned!(here.located_at(output.span())=> ?);
                quote_spanned!(here=> #[allow(unreachable_code)] match #finish #question { #arms })
            }
            Carrier::PollResult(output) => early(quote!(#output)),
            Carrier::Poll(output) => early(quote_spanned!(here=> #runtime::Pending<#output>)),
        })
    }
}
