//! Where rustc, clippy and an editor see generated code, and what they are told not to say of it (rules 9.3 and 9.4): every span that isn't
//! just one of this macro's own, and every lint that is allowed, each with a test that fails without it.

use crate::syntax::coverage::{self, Extent};
use crate::syntax::edition;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::visit_mut::VisitMut;
use syn::{Expr, Lifetime};

/// A place of this macro's own: names there are no one else's, and clippy looks away from it.
pub fn ours() -> Span {
    Span::mixed_site()
}

/// The same, where a mistake is shown at the user's code:
///
/// - that the function's type is none that `?` leaves: `ui-tests/fail/6_failure/own_type_named_result.rs`
/// - that it says nothing of failure, or has no error: `ui-tests/fail/6_failure/no_outcome_of_a_tuple.rs`,
///   `ui-tests/fail/6_failure/error_of_a_number.rs`, `ui-tests/fail/6_failure/error_of_a_number_in_a_move_block.rs`
/// - that it has no place for what `?` of deferred code leaves with:
///   `ui-tests/fail/6_failure/question_mark_in_a_type_of_ones_own.rs`
/// - that an async block gives something else: `ui-tests/fail/8_async/error_without_conversion.rs`
/// - that a slot holds a borrow of a local that is gone: `ui-tests/fail/3_scopes/inner_local_borrowed.rs`
/// - that a way out comes back to what has been moved: `ui-tests/fail/3_scopes/receiver_moved_in_a_loop.rs`
/// - that a local which a way out doesn't move can't be kept: `ui-tests/fail/3_scopes/late_local_moved_on_one_way.rs`,
///   `ui-tests/fail/3_scopes/late_local_that_borrows.rs`
/// - that a spawner doesn't take what remains: `ui-tests/fail/8_async/detach_of_a_generic_argument.rs`
///
/// Where deferred code that awaits may end early, it is a debugger that stands there (rule 9.4), which no test sees.
pub fn ours_at(user: Span) -> Span {
    Span::mixed_site().located_at(user)
}

/// The user's own place for a closure or async block, so that rustc names the locals that it captures:
/// `ui-tests/pairs/use_after_move/deferred.rs`. Before edition 2021 it would capture all of a local where the rest uses one field:
/// there it stays one of this crate, `ecosystem/editions/every.rs`.
///
/// Where rustc counts, it is one of this crate, too: see [`block_of`].
pub fn capturing(user: Span) -> Span {
    match edition::captures_fields() && !coverage::is_counted() {
        true => user,
        false => ours_at(user),
    }
}

/// A call of generated code, which a backtrace and a debugger show at the user's place (rule 9.4): whatever begins or ends at a place of this
/// crate's is shown at the attribute. The parentheses are the user's, and no name in them: `ui-tests/backtraces.rs`.
pub fn called(place: Span, callee: TokenStream, given: TokenStream) -> TokenStream {
    let place = coverage::uncounted(place);
    quote_spanned!(place=> (#callee) (#given))
}

/// A local of this crate's that such a call borrows. What its type doesn't fulfil is shown there, or else at the attribute:
/// `ui-tests/fail/6_failure/error_of_a_number.rs`.
pub fn lent(place: Span, local: impl ToTokens) -> TokenStream {
    let place = coverage::uncounted(place);
    quote_spanned!(place=> &mut (#local))
}

/// A place in the code where no name stands: what rustc and an editor say of a name is not to be that of a generated one too.
/// Shown by `ui-tests/fail/3_scopes/moved_in_an_iteration_that_defers_it.rs` and `xtask/half-typed.py`.
///
/// Not a `;` behind a block: rust-analyzer puts one where a statement has none, and takes away whatever has its place.
pub fn beside_names(code: TokenStream) -> Option<Span> {
    let mut is_behind_block = false;
    code.into_iter().find_map(|token| {
        let is_added = std::mem::take(&mut is_behind_block);
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ';' && is_added => None,
            TokenTree::Punct(punct) if matches!(punct.as_char(), ';' | ',' | '.') => Some(punct.span()),
            TokenTree::Group(group) => {
                is_behind_block = group.delimiter() == Delimiter::Brace;
                beside_names(group.stream())
            }
            _ => None,
        }
    })
}

/// Where code begins: what is wrong with a closure around it is shown there, `ui-tests/fail/2_call/moved_before_the_block_runs.rs`.
pub fn begin_of(code: TokenStream) -> Option<Span> {
    code.into_iter().next().map(|token| token.span())
}

/// Where code ends, whose edition [`braced`] asks for: `ecosystem/editions/every.rs`.
pub fn end_of(code: TokenStream) -> Option<Span> {
    code.into_iter().last().map(|token| token.span())
}

/// The begin and the end of a pattern, for the `let` that it gets: what rustc would have behind that is shown there,
/// `ui-tests/pairs/pattern_of_a_parameter/deferred.rs`.
pub fn around(pat: TokenStream) -> (Span, Span) {
    let end = end_of(pat.clone()).map_or(ours(), ours_at);
    (begin_of(pat).map_or(ours(), ours_at), end)
}

/// Puts braces around code. They are of the edition of the value that it ends with, which says whether that value's
/// temporaries are dropped before its locals: `tail_of_an_iteration` in `ecosystem/editions/every.rs`.
pub fn braced(code: TokenStream, end: Option<Span>) -> Group {
    let mut braced = Group::new(Delimiter::Brace, code);
    braced.set_span(end.map_or(ours(), |end| match coverage::is_counted() {
        true => ours().resolved_at(end),
        false => end,
    }));
    braced
}

/// Puts the user's own braces around code: clippy looks away from macros and items in a block that isn't the user's, and
/// minds how the user's ends; rustc shows what such a block gives, and whose locals it holds.
///
/// - around the rest of a block: `end` in `ecosystem/lints/src/kept/loops.rs`, `ui-tests/pairs/missing_value/deferred.rs`
/// - in a function that never returns: `never` in `ecosystem/lints/src/kept/behind.rs`
/// - around what a body ends with: `end_of_left` in `ecosystem/lints/src/kept/loops.rs`
/// - around deferred code, whatever it runs in: `block`, `outcome` and `counted` in `ecosystem/lints/src/kept/deferred.rs`,
///   `ended` in `ecosystem/lints/src/kept/futures.rs`
/// - around the body of a future: `ui-tests/pairs/use_after_move/deferred.rs`
/// - around a value of the type that an async block gives: `ui-tests/fail/8_async/tail_of_wrong_type.rs`
///
/// Where rustc counts, such braces would count too.
pub fn users_block(user: Span, code: TokenStream) -> TokenStream {
    let braces = if coverage::is_counted() { ours() } else { user };
    quote_spanned!(braces=> { #code })
}

/// The block around code of this extent; `shown` is where a mistake is shown. Coverage (rule 9.4) counts what stands in the place of a body,
/// and counts nothing around a closure of the user's that this one spans: not what is in front of it there, nor deferred code that stands in
/// it and runs behind. So where rustc counts, what is generated around a rest is none of the user's, and what it runs stands where that is
/// written: `ui-tests/coverage/deferred.rs`.
pub fn block_of(extent: Extent, shown: Span, code: TokenStream) -> TokenStream {
    match coverage::is_counted() {
        true => quote_spanned!(extent.all=> { #code }),
        false => users_block(shown, code),
    }
}

/// Where rustc counts: what stands here runs elsewhere, so that the block around it doesn't count as all that it spans:
/// `inner_blocks` in `ui-tests/coverage/deferred.rs`.
pub fn runs_elsewhere(extent: Extent) -> Option<TokenStream> {
    not_counted(extent.all, extent.all)
}

/// Where rustc counts: what stands from here to there runs in a closure. Around that it would count too where the closure reads what it captures as
/// a whole, as in `let copy = captured;`: `function` in `ui-tests/coverage/deferred.rs`.
pub fn runs_inside(first: Span, last: Span) -> Option<TokenStream> {
    not_counted(first, last)
}

/// An inline constant has nothing to count, nor has what it spans.
fn not_counted(first: Span, last: Span) -> Option<TokenStream> {
    coverage::is_counted().then(|| {
        let (head, end) = (quote_spanned!(first=> const), quote_spanned!(last=> {}));
        quote_spanned!(ours()=> let () = #head #end;)
    })
}

/// What a way out takes along, which becomes that of a closure. Where rustc counts, its keyword counts where it stands: `loops` in
/// `ui-tests/coverage/deferred.rs`.
pub fn taken_along(keyword: Span, value: Option<TokenStream>) -> Option<TokenStream> {
    match coverage::is_counted() {
        true => {
            let (counted, value) = (
                quote_spanned!(keyword=> ();),
                value.unwrap_or_else(|| quote_spanned!(ours()=> ())),
            );
            Some(quote_spanned!(ours()=> { #counted #value }))
        }
        false => value,
    }
}

/// The block that a closure runs, of code within an extent that is `written` from one place to another; what is wrong with its end is `shown` there. Where rustc
/// counts, a label begins it: a brace that begins a function's body counts once for the function, and would again for this: `nothing` in `ui-tests/coverage/deferred.rs`.
pub fn block_of_rest(extent: Extent, shown: Span, written: Option<(Span, Span)>, code: TokenStream) -> TokenStream {
    match written.filter(|_| coverage::is_counted()) {
        None => block_of(extent, shown, code),
        Some((begin, end)) => {
            let (label, block) = (Lifetime::new("'_rest", begin), quote_spanned!(end=> { #code }));
            quote_spanned!(begin=> #label: #block)
        }
    }
}

/// The braces of a closure, which are the user's own for the same reason: `front` in `ecosystem/lints/src/kept/inner.rs`. Not where
/// it is called on the spot: clippy says that it needn't be one, `ecosystem/lints/src/closures.rs`.
pub fn braces_of_closure(user: Span, is_called: bool) -> Span {
    if is_called && !coverage::is_counted() {
        ours()
    } else {
        user
    }
}

/// A `let` of the user's own with a value in it. clippy looks away from a macro in a statement that isn't the user's, see
/// `ecosystem/lints/src/kept/behind.rs`; what is unreachable is the user's, see `ui-tests/fail/9_promises/unreachable_deferred_call.rs`.
pub fn users_let(user: Span, declared: TokenStream, value: TokenStream) -> TokenStream {
    let (keyword, end) = (quote_spanned!(user=> let), quote_spanned!(user=> ;));
    quote_spanned!(ours()=> #keyword #declared = #value #end)
}

/// A value that comes out of a closure: where its name is the only one of its kind, the user's own place doesn't mix it up with another,
/// and rustc shows that, `ui-tests/pairs/wrong_return_type/deferred.rs`; where it isn't, it is none of the user's,
/// `own_value` in `ui-tests/pass/every_scope.rs`.
pub fn value(user: Span, is_alone: bool) -> Ident {
    Ident::new(
        "value",
        if is_alone && !coverage::is_counted() {
            user
        } else {
            ours()
        },
    )
}

/// The keyword that takes a value out, which rustc shows if it can't be taken there:
/// `ui-tests/fail/3_scopes/break_with_a_value_from_a_for.rs`, `ui-tests/fail/8_async/value_returned_from_a_block.rs`.
pub fn leaving(place: Option<Span>) -> Span {
    let place = place.filter(|_| !coverage::is_counted());
    place.unwrap_or_else(ours)
}

/// The name of a local, as if it stood where a value mentions it: `ui-tests/fail/4_order/aliased.rs`. Where rustc counts, it stands
/// outside of the function, so that it doesn't count as the user's.
pub fn mentioned(local: &Ident, place: Option<Span>) -> Ident {
    let mut name = local.clone();
    let place = place.filter(|_| !coverage::is_counted());
    name.set_span(name.span().located_at(place.unwrap_or_else(ours)));
    name
}

/// A named result, or several, as if mentioned at a place: what drops an old value is shown there, and not at the name in the attribute,
/// `ui-tests/backtraces.rs`.
pub fn result_at(result: &Expr, place: Span) -> Expr {
    struct At(Span);

    impl VisitMut for At {
        fn visit_ident_mut(&mut self, name: &mut Ident) {
            *name = mentioned(name, Some(self.0));
        }
    }

    let mut result = result.clone();
    At(place).visit_expr_mut(&mut result);
    result
}

/// What carries a way out on, behind code that never comes to its end: `ui-tests/pass/diverging.rs`.
pub fn maybe_unreachable(code: TokenStream) -> TokenStream {
    quote_spanned!(ours()=> #[allow(unreachable_code)] #code)
}

/// The same where it is the value that a function or closure ends with, whether or not the user wants a `return` there:
/// `ecosystem/lints/src/restricted.rs`.
pub fn value_at_end(code: TokenStream) -> TokenStream {
    quote_spanned!(ours()=> #[allow(unreachable_code, clippy::implicit_return)] #code)
}

/// A block that is only left by what spares something, and returns at its end: `examples/safe_write.rs`. One that is only left as data:
/// `a_cancellation_undoes_what_success_takes_along` in `tests/async_cancel.rs`.
pub fn allow_diverging() -> TokenStream {
    quote_spanned!(ours()=> #[allow(clippy::diverging_sub_expression)])
}

/// An assignment of what a panic may have read, which rustc can't see, with its semicolon: `ecosystem/lints/src/panics.rs`.
pub fn read_later(assignment: TokenStream) -> TokenStream {
    quote_spanned!(ours()=> #[allow(unused_assignments)] let () = #assignment)
}

/// The same of one that ends there without one: `ways` in `ecosystem/lints/src/panics.rs`.
pub fn read_later_at_end(assignment: TokenStream) -> TokenStream {
    let end = end_of(assignment.clone());
    let block = braced(assignment, end);
    quote_spanned!(ours()=> #[allow(unused_assignments)] #block)
}

/// A local that is declared in the closure that gives it its value: `ecosystem/lints/src/cursors.rs`.
pub fn declared_late(name: &Ident) -> TokenStream {
    quote_spanned!(ours()=> #[allow(clippy::needless_late_init)] let #name;)
}

/// A local that has been moved, in the closure that gives it its new value: `tests/given_anew.rs`.
pub fn declared_anew(name: &Ident) -> TokenStream {
    quote_spanned!(ours()=> #[allow(unused_mut, clippy::needless_late_init)] let mut #name;)
}

/// The same, where its type is told by a value that it never has: `tests/given_anew.rs`.
pub fn never_read(given: TokenStream) -> TokenStream {
    quote_spanned!(ours()=> #[allow(unused_assignments)] #given)
}

/// The imports of a block, again around deferred code: `ui-tests/pass/imported_inside.rs`.
pub fn allow_unused_imports() -> TokenStream {
    quote_spanned!(ours()=> #[allow(unused_imports)])
}

/// The user's braces around what their block ends with, which may all be on a line: `on_a_line` in `ecosystem/lints/src/loops.rs`.
pub fn allow_braces() -> TokenStream {
    quote_spanned!(ours()=> #[allow(unused_braces)])
}

/// Parameters that a future takes along, whatever they are called: `holding` in `ecosystem/lints/src/futures.rs`.
pub fn allow_underscored() -> TokenStream {
    quote_spanned!(ours()=> #[allow(clippy::used_underscore_binding)])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// What stands over each function names files of the repository that show why.
    #[test]
    fn every_trick_is_shown() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("the workspace is around");
        let (mut tricks, mut shown) = (0, 0);
        for line in include_str!("spans.rs").lines() {
            if let Some(said) = line.strip_prefix("///") {
                for file in said.split('`').skip(1).step_by(2).filter(|file| file.contains('/')) {
                    assert!(root.join(file).is_file(), "{file} is missing");
                    shown += 1;
                }
            } else if let Some(trick) = line
                .strip_prefix("pub fn ")
                .filter(|trick| !trick.starts_with("ours()"))
            {
                assert!(shown > 0, "no test needs {trick}");
                (tricks, shown) = (tricks + 1, 0);
            }
        }
        assert!(tricks > 10, "{tricks} tricks");
    }
}
