//! Parts that a closure moves on one way out and are there on another: each has a place in front of the closure, and goes back to what it
//! is a part of behind that.

use super::Emit;
use super::asked::member;
use crate::plan::data::SplitId;
use crate::plan::kept_parts::KeptPart;
use crate::resolve::facts::LocalId;
use crate::spans;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};

impl Emit<'_> {
    /// No local's place has a name like this.
    pub(super) fn place_of_part(&self, local: LocalId, part: &KeptPart) -> Ident {
        let (of, path) = (self.ident(part.of), part.path.join("_"));
        format_ident!("kept_{}_{of}_{path}", local.place(), span = spans::ours_at(of.span()))
    }

    /// What goes into the place of a local, or of a part of one.
    pub(super) fn value_spared(&self, local: LocalId, call: Span) -> TokenStream {
        match self.plan.kept_parts.get(&local) {
            Some(part) => self.part_there(part, call),
            None => spans::mentioned(self.ident(local), Some(call)).into_token_stream(),
        }
    }

    fn part_there(&self, part: &KeptPart, there: Span) -> TokenStream {
        let name = spans::mentioned(self.ident(part.of), Some(there));
        let fields = part.path.iter().map(|field| member(field, name.span()));
        quote_spanned!(there=> #name #(.#fields)*)
    }

    /// The places of what the closure of a split is the outermost one to move, and what gives it back.
    pub(super) fn kept_parts(&self, id: SplitId) -> (TokenStream, TokenStream) {
        let there = self.place_of_split(&self.plan.splits[id]);
        let here = spans::ours_at(there);
        let runtime = self.runtime().at(here);
        let mine = self.plan.kept_parts.iter().filter(|(_, part)| part.split == id);
        let code = mine.map(|(local, part)| {
            let (place, value, back) = (self.spared(*local), self.part_there(part, there), self.back(part.of));
            let given_back = quote_spanned! {here=>
                {
                    use #runtime::{KeptCopy as _, KeptMoved as _};
                    #[allow(unreachable_code, unused_assignments)]
                    if let ::core::option::Option::Some((#back, way)) = #runtime::Kept(#place).given_back() {
                        #runtime::goes_on(way);
                        #value = #back;
                    }
                }
            };
            (
                quote_spanned!(here=> let mut #place = ::core::option::Option::None;),
                given_back,
            )
        });
        code.unzip()
    }
}
