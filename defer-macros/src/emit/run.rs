//! The two colours of functions: where one calls the rest of a block as a closure, one that awaits polls it as an async
//! block, which a cancellation can drop (rule 8.1).

use super::gives::Gives;
use super::shown::Places;
use super::{Emit, future, left};
use crate::plan::data::Colour;
use crate::spans;
use crate::syntax::coverage::Extent;
use crate::syntax::returned::Returned;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Lifetime;

impl Emit<'_> {
    /// Runs the rest of a block, or deferred code that may not fail what follows it.
    pub(super) fn run(&self, colour: Colour, gives: &Gives, code: TokenStream, places: Places) -> TokenStream {
        let Places {
            call,
            begin,
            end,
            beside,
            extent,
            written,
        } = places;
        let here = Span::mixed_site();
        let own = spans::capturing(begin);
        let there = beside.map_or_else(spans::ours, spans::ours_at);
        let runtime = self.runtime().at(there);
        match colour {
            Colour::Plain => {
                let closure = quote_spanned!(own=> ||);
                let code = spans::block_of_rest(extent, end, written, code);
                let typed = match gives {
                    Gives::Inferred => None,
                    Gives::Unit => {
                        let unit = Returned::Unit;
                        Some(quote_spanned!(here=> ::<#unit>))
                    }
                    Gives::Type(ty) => Some(quote_spanned!(spans::ours_at(begin)=> ::<#ty>)),
                };
                let run = quote_spanned!(there=> #runtime::run #typed);
                spans::called(call, run, quote!(#closure #code))
            }
            Colour::Async => {
                let control = future::control();
                let (block, wait) = (quote_spanned!(own=> async), quote_spanned!(own=> await));
                let given = matches!(gives, Gives::Unit).then(|| quote_spanned!(here=> ::<(), _>));
                let typed = gives.typed(self.runtime()).map(|typed| match code.is_empty() {
                    true => quote_spanned!(here=> #typed;),
                    false => typed,
                });
                let code = spans::block_of(extent, end, quote!(#typed #code));
                let guard = quote_spanned!(there=> #runtime::run_async #given);
                let run = spans::called(call, guard, quote_spanned!(here=> #control, #block #code));
                quote_spanned!(here=> #run.#wait)
            }
        }
    }

    /// Runs the rest of a block in a function that never returns.
    pub(super) fn run_forever(&self, colour: Colour, code: TokenStream, places: Places) -> TokenStream {
        let (here, begin) = (Span::mixed_site(), places.begin);
        let runtime = self.runtime();
        match colour {
            // This type can be written for a closure, but not as an argument of a function.
            Colour::Plain => {
                let code = spans::block_of(places.extent, begin, code);
                let run = quote_spanned!(here=> #runtime::run);
                spans::called(places.call, run, quote_spanned!(here=> || -> ! #code))
            }
            Colour::Async => {
                let never = Gives::Type(quote_spanned!(here=> #runtime::Never));
                self.run(colour, &never, code, Places { end: begin, ..places })
            }
        }
    }

    /// Carries on how the rest was left, behind the deferred code of a call.
    pub(super) fn finish(&self, colour: Colour, call: Span) -> TokenStream {
        let here = Span::mixed_site();
        let (runtime, left) = (self.runtime(), left());
        match colour {
            Colour::Plain => {
                let finish = quote_spanned!(here=> #runtime::finish);
                spans::called(call, finish, left.to_token_stream())
            }
            // The value is out of the way before the future waits: it may be one that can't be sent.
            Colour::Async => {
                let label = Lifetime::new("'left", here);
                let unwind = Ident::new("unwind", here);
                let resume = quote_spanned!(here=> #runtime::resume);
                let resumed = spans::called(call, resume, unwind.to_token_stream());
                quote_spanned! {here=>
                    #label: {
                        let #unwind = match { #left } {
                            ::core::result::Result::Ok(value) => break #label value,
                            ::core::result::Result::Err(unwind) => unwind,
                        };
                        #resumed.await
                    }
                }
            }
        }
    }

    /// The same in a function that never returns.
    pub(super) fn finish_never(&self, colour: Colour, call: Span) -> TokenStream {
        let finish = self.finish(colour, call);
        match colour {
            Colour::Plain => finish,
            Colour::Async => quote_spanned!(Span::mixed_site()=> match #finish {}),
        }
    }

    /// Runs deferred code of this extent, which begins at `begin`, where `return` may end it.
    pub(super) fn run_early(
        &self,
        colour: Colour,
        gives: &Gives,
        code: TokenStream,
        (begin, extent): (Span, Extent),
    ) -> TokenStream {
        let here = spans::ours_at(begin);
        match colour {
            Colour::Plain => {
                let own = spans::capturing(begin);
                let closure = match gives {
                    Gives::Type(returned) => quote_spanned!(own=> || -> #returned),
                    _ => quote_spanned!(own=> || -> ()),
                };
                let code = spans::block_of(extent, begin, code);
                // In a block, since clippy says of a closure that is called on the spot that it needn't be one.
                spans::called(begin, quote!({ #closure #code }), TokenStream::new())
            }
            Colour::Async => {
                // A value that is returned there is shown where it stands.
                let typed = match gives {
                    Gives::Type(_) => gives.typed(self.runtime()),
                    _ => {
                        let end = quote_spanned!(spans::leaving(Some(begin))=> return);
                        Some(quote_spanned!(here=> if false { #end; }))
                    }
                };
                let code = spans::block_of(extent, begin, quote!(#typed #code));
                quote_spanned!(here=> async #code.await)
            }
        }
    }
}
