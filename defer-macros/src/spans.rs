//! Where rustc, clippy and an editor see generated code, and what they are told not to say of it (rules 9.3 and 9.4): every span that isn't
//! just one of this macro's own, and every lint that is allowed, each with the test that needs it.

use crate::syntax::edition;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote_spanned;

/// A place of this macro's own: names there are no one else's, and clippy looks away from it.
pub fn ours() -> Span {
    Span::mixed_site()
}

/// The same, where a mistake is shown at the user's code.
pub fn ours_at(user: Span) -> Span {
    Span::mixed_site().located_at(user)
}

/// The user's own place for a closure or async block, so that rustc names the locals that it captures: `ui-tests/pairs/use_after_move`.
/// Before edition 2021 it would capture all of a local where the rest uses one field: there it stays one of this crate, see
/// `ecosystem/editions/before_2021.rs`.
pub fn capturing(user: Span) -> Span {
    match edition::captures_fields() {
        true => user,
        false => ours_at(user),
    }
}

/// A place in the code where no name stands: what an editor says of a name is not to be that of a generated one too. Shown by
/// `.ci/half-typed.py`.
pub fn beside_names(code: TokenStream) -> Option<Span> {
    code.into_iter().find_map(|token| match token {
        TokenTree::Punct(punct) if matches!(punct.as_char(), ';' | ',' | '.') => Some(punct.span()),
        TokenTree::Group(group) => beside_names(group.stream()),
        _ => None,
    })
}

/// Where code begins.
pub fn begin_of(code: TokenStream) -> Option<Span> {
    code.into_iter().next().map(|token| token.span())
}

/// Where code ends.
pub fn end_of(code: TokenStream) -> Option<Span> {
    code.into_iter().last().map(|token| token.span())
}

/// Puts braces around code. They are of the edition of the value that it ends with, which says whether that value's
/// temporaries are dropped before its locals: `ecosystem/editions/every.rs`.
pub fn braced(code: TokenStream, end: Option<Span>) -> Group {
    let mut braced = Group::new(Delimiter::Brace, code);
    braced.set_span(end.map_or(ours(), |end| ours().resolved_at(end)));
    braced
}

/// Puts the user's own braces around code: clippy looks away from macros and items in a block that isn't the user's, and
/// minds how the user's ends. Shown by `ecosystem/lints/src/kept/deferred.rs`.
pub fn users_block(user: Span, code: TokenStream) -> TokenStream {
    quote_spanned!(user=> { #code })
}

/// A `let` of the user's own with a value in it: clippy looks away from a macro in a statement that isn't the user's. Shown by
/// `ecosystem/lints/src/kept/loops.rs`.
pub fn users_let(user: Span, declared: TokenStream, value: TokenStream) -> TokenStream {
    let (keyword, end) = (quote_spanned!(user=> let), quote_spanned!(user=> ;));
    quote_spanned!(ours()=> #keyword #declared = #value #end)
}

/// A value that comes out of a closure: where its name is the only one of its kind, the user's own place doesn't mix it up with another,
/// and rustc shows that. Shown by `ui-tests/pairs/mismatched_types`.
pub fn value(user: Span, is_alone: bool) -> Ident {
    Ident::new("value", if is_alone { user } else { ours_at(user) })
}

/// What carries a way out on, behind code that never comes to its end: `ui-tests/pass/diverging.rs`.
pub fn maybe_unreachable(code: TokenStream) -> TokenStream {
    quote_spanned!(ours()=> #[allow(unreachable_code)] #code)
}

/// Deferred code in a closure of its own: `nested` in `ecosystem/lints/src/forms.rs`.
pub fn called_on_the_spot(code: TokenStream) -> TokenStream {
    quote_spanned!(ours()=> #[allow(clippy::redundant_closure_call)] #code)
}

/// A local that is made mutable in case that something needs it to be: `ecosystem/lints/src/futures.rs`.
pub fn allow_unused_mut() -> TokenStream {
    quote_spanned!(ours()=> #[allow(unused_mut)])
}

/// A local that is declared in the closure that gives it its value: `ecosystem/lints/src/cursors.rs`.
pub fn allow_late_init() -> TokenStream {
    quote_spanned!(ours()=> #[allow(clippy::needless_late_init)])
}

/// A local that is given back where nothing reads it again: `ecosystem/lints/src/loops.rs`.
pub fn allow_unused_assignments() -> TokenStream {
    quote_spanned!(ours()=> #[allow(unused_assignments)])
}

/// The value of a block that is never left at its end: `ecosystem/lints/src/returns.rs`.
pub fn allow_diverging_value() -> TokenStream {
    quote_spanned!(ours()=> #[allow(clippy::diverging_sub_expression)])
}

/// What a scope ends with, in braces so that it gives no value: `ecosystem/lints/src/kept/loops.rs`.
pub fn allow_unused_braces() -> TokenStream {
    quote_spanned!(ours()=> #[allow(unused_braces)])
}

/// Deferred code that stood in an `unsafe` block, whatever is in it: `tests/functions.rs`.
pub fn allow_unused_unsafe() -> TokenStream {
    quote_spanned!(ours()=> #[allow(unused_unsafe)])
}

/// The imports of a block, again around deferred code: `tests/items.rs`.
pub fn allow_unused_imports() -> TokenStream {
    quote_spanned!(ours()=> #[allow(unused_imports)])
}

/// Parameters that a future takes along, whatever they are called: `holding` in `ecosystem/lints/src/futures.rs`.
pub fn allow_underscored() -> TokenStream {
    quote_spanned!(ours()=> #[allow(clippy::used_underscore_binding)])
}
