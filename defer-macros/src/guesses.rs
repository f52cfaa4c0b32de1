//! Every name and convention that stands for something the macro can't see (rule 0). A row says what is guessed, who asks, what
//! happens where that is wrong, and the test that shows it. Nothing but a compile error, or no difference at all, may stand in
//! the third column; what does all the same is a *Difference* in `docs/rules.md`.
//!
//! | guess | asked by | where it is wrong | shown by |
//! |---|---|---|---|
//! | `Ok(…)`, `Err(…)`, `Some(…)` make a value and do nothing else | `resolve::plain` | one that only wraps, as `anyhow::Ok`, gives the same later; of any other it is a *Difference* (4.1) | `tests/evaluated_first.rs` |
//! | the same as an argument, whose parts are values of now | `Parts::is_constructor` | it is no pattern, which is refused | `ui-tests/fail/2_call/function_of_the_name_of_a_constructor.rs` |
//! | `Ok(…)`, `Some(…)`, `Continue(…)` are a success, and a call of a capitalised name in them makes a value and does nothing else | `success` | refused: it is no pattern, or not of a type of the standard library; of a function `Ok` it is a *Difference* (4.1) | `ui-tests/fail/6_failure/success_of_a_function.rs` |
//! | a struct literal, a constant and a local make a value and do nothing else | `resolve::plain` | they are looked up in front of the deferred code, and touched there if it may reach them | `ui-tests/fail/4_order/aliased_result.rs` |
//! | a parameter, a number, and what is annotated as one hold no borrow of a local | `resolve::bindings` | an alias outlives what it borrows: refused by rustc anyway | `tests/evaluated_first.rs` |
//! | an argument, an operand, a returned or assigned value, a field is moved | `resolve::exprs` | what is only copied or reborrowed comes back | `tests/cells.rs` |
//! | `vec!` and `dbg!` move what they are given | `moves_its_arguments` | rustc refuses one of the user's own as ambiguous | `ui-tests/fail/3_scopes/own_macro_of_a_checked_name.rs` |
//! | a receiver is not moved | `resolve::exprs` | refused behind the deferred call where it is there on another way out | `ui-tests/fail/3_scopes/receiver_moved_on_one_way.rs` |
//! | but by a method of a name like `into_…`, `unwrap`, `collect`, or of any but `len`, `next`, `is_…` if it is of a generic type | `syntax::takes` | it can't be borrowed out of a packed field | `ui-tests/fail/3_scopes/receiver_taken_to_move.rs` |
//! | the same of a receiver in front of the call that gets a new value behind it | `plan::given_anew` | as there | `ui-tests/fail/3_scopes/receiver_taken_and_given_anew.rs` |
//! | the same of a receiver that gets a new value in the loop | `settle_taken_again` | as there, it can't be borrowed | `ui-tests/fail/3_scopes/receiver_taken_in_a_loop.rs` |
//! | `self`, by value, is moved by a method that is all of a statement or gives what is returned, of any name but `get`, `is_…` and their like | `syntax::takes` | it can't be borrowed out of a packed field, but for a reference and what is `Copy` | `ui-tests/fail/3_scopes/method_taken_to_move_self.rs` |
//! | a method of a name like `into_…` moves the part that it is called on | `resolve::takes` | as of a receiver | `ui-tests/fail/3_scopes/part_taken_to_move.rs` |
//! | a parameter of a type with a name, and what a constructor makes, is no reference: its parts may be given back | `resolve::own` | what is copied is left alone, and nothing else can be moved out of one | `tests/kept_parts.rs` |
//! | a field of `self` that a success takes along is its own | `resolve::tails` | it is in no pattern of `Self` | `ui-tests/fail/4_order/field_of_what_self_leads_to.rs` |
//! | a macro comes to the statements that it is given in braces | `syntax::evaluated` | something else has no value | `ui-tests/fail/3_scopes/statements_that_a_macro_may_not_reach.rs` |
//! | the same where a macro is given such a call, of which nothing can be told | `takes::taken_in` | it has a destructor: that is asked (E0080) | `defer-runtime/src/taken.rs` |
//! | `Pin<&mut T>`, `Option<&mut T>` and what `project`, `as_mut` and their like give has no destructor | `syntax::dropless` | the same | `defer-runtime/src/taken.rs` |
//! | what `…_mut`, `iter`, `first` and their like lend, a capitalised name makes of references, `len` and operators give has no destructor, where a closure makes it | `syntax::borrowing` | that is asked (E0080) | `defer-runtime/src/taken.rs` |
//! | what `Some(…)` matches in the condition of a loop is an `Option` | `syntax::while_let` | the types differ | `defer-macros/src/syntax/while_let.rs` |
//! | a type of one letter is a type parameter | `syntax::takes` | the same | `ui-tests/fail/3_scopes/receiver_taken_to_move.rs` |
//! | nor is a callee, but one of a type that is `FnOnce` | `resolve::exprs` | refused as a receiver is | `ui-tests/fail/3_scopes/callee_moved_on_one_way.rs` |
//! | the same of a receiver in a loop | `resolve::exprs` | refused: moved in the iteration before | `ui-tests/fail/3_scopes/receiver_moved_in_a_loop.rs` |
//! | nor is a macro's argument | `resolve::macros` | refused as a receiver is | `ui-tests/fail/3_scopes/moved_by_a_macro_on_one_way.rs` |
//! | what is written in a macro's arguments may be reached or not, but for those of std's and the only one of a macro that has a value | `resolve::macros` | refused as a receiver is; of those it is a *Difference* (3.5) | `tests/drop_order.rs` |
//! | nor what a pattern takes apart, unless that names all of its parts | `syntax::takes` | refused as a receiver is | `ui-tests/fail/3_scopes/taken_apart_on_one_way.rs` |
//! | what a pattern names all parts of leaves nothing behind | `syntax::takes` | its type has a `Drop`, which is ambiguous | `ui-tests/fail/3_scopes/taken_apart_with_a_drop.rs` |
//! | the same of what gets a new value in the loop | `settle_taken_again` | as there | `ui-tests/fail/3_scopes/taken_apart_in_a_loop.rs` |
//! | what is cast, borrowed, literal or annotated as a number is `Copy` | `resolve::bindings` | refused in a loop: moved in the iteration before | `defer-macros/src/resolve/tests.rs` |
//! | so is an `Option` of that | `resolve::bindings` | one of the user's own is no `Copy`, which is asked | `ui-tests/fail/3_scopes/own_option.rs` |
//! | a capitalised name in a pattern is a constant, but where it stands alone | `patterns::bound_by` | it counts as bound where that is the safe side | `tests/evaluated_first.rs` |
//! | an identifier that nothing has bound is a function | `site::captured` | what a macro may have bound is evaluated now, which is the same for a function | `tests/callees_and_captures.rs` |
//! | a macro that is given a name in an expression, behind a text or with a mark, `?name`, declares no local of it | `declared::given_alone` | the local is taken to be moved where that of the macro is: a *Difference* (3.5) | `tests/moved_in_macros.rs` |
//! | a macro that is a statement declares only what it is given a name for | `declared::may_be_declared_by` | hygiene keeps other names of locals apart; of items it is a *Difference* (0) | `tests/items.rs` |
//! | what a macro is given a name for, and not alone, may be a local that it declares, or binds in a pattern | `resolve::unseen` | refused where a way out may not move it, and it is moved | `ui-tests/fail/3_scopes/declared_by_a_macro.rs` |
//! | what a macro is given alone, and no local is, it declares | `of_macros` | a function of that name is copied; what can't be moved is refused where it would be | `tests/declared_by_macros.rs` |
//! | what a macro is given to be called, or a method of, and no local is, and the name of a number's type are of no local | `only_used_in` | rustc says so where it is imported | `ui-tests/fail/3_scopes/declared_by_a_macro.rs` |
//! | what has been moved and is given to a macro gets a new value there | `plan::flow` | it isn't there, which is refused | `ui-tests/fail/3_scopes/new_value_by_a_macro.rs` |
//! | `println!`, `assert!` and their like declare nothing | `checked_std_macro` | rustc refuses one of the user's own as ambiguous | `ui-tests/fail/3_scopes/own_macro_of_a_checked_name.rs` |
//! | other macros may hide a `return` of a value; any may hide a bare one | `resolve::macros` | the types differ, or the code stands in a closure of its own | `tests/hidden_ways_out.rs` |
//! | a `break` in a macro's arguments leaves the loop around, or one that the macro brings along | `own_loops` | it is seen when the program runs | `tests/hidden_ways_out.rs` |
//! | `select!` takes patterns, futures and handlers | `select::Select` | its tokens don't parse as such, or it is as any other macro | `tests/hidden_ways_out.rs` |
//! | `thread_local! { static … }` is an item | `resolve::items` | it comes first in its block, as an item of that name does | `tests/items.rs` |
//! | `write!` and `writeln!` take a place first | `begins_with_a_sink` | that is what the rule says (2.6) | `tests/places.rs` |
//! | `println!`, `panic!`, `assert!` at the end of a function give no value | `gives_no_value` | bound to `()`, another type is refused | `ui-tests/fail/5_results/value_of_an_assertion.rs` |
//! | `Result`, `Option`, `ControlFlow`, `Poll` are what `?` leaves a function with | `walk::shape_of` | a trait of the runtime is not implemented, or the types differ | `ui-tests/fail/6_failure/own_type_named_result.rs` |
//! | `u32` and its like are numbers | `is_primitive` | checked where an item is left to rustc; elsewhere refused | `tests/not_compiled_in.rs` |
//! | types that can be sent can be shared, by name | `sharing` | the future is not `Send`, or a borrow is refused | `tests/async_send.rs` |
//! | async blocks of the shapes of `#[async_trait]`, `#[tokio::main]` and `#[instrument]` are bodies | `foreign` | the type that is written is not the one that the block gives | `ecosystem/composition/instrument.rs` |
//! | what calls an unknown macro may await | `resolve::macros` | an async block that doesn't await runs as a closure does | `tests/async_shapes.rs` |
//! | a `loop` that gives what the function returns has no `break` that a macro hides | `resolve::scopes` | it has a value, for which there is no arm | `ui-tests/fail/3_scopes/endless_loop_that_a_macro_leaves.rs` |
//! | `exit`, `abort` and a `loop` never come back, other calls do | `resolve::sites` | no difference, or a warning of an async function (9.3) | `ecosystem/lints/src/panics_async.rs` |
//! | rustc's arguments tell the edition | `edition` | closures are of the edition of this crate, and capture fields | `defer-macros/src/syntax/edition.rs` |

mod methods;

pub use methods::{
    borrows_its_receiver, gives_a_number, gives_references, lends, makes_a_view, only_looks_at_itself,
    passes_on_what_it_borrows, takes_its_receiver, takes_itself,
};

use syn::ext::IdentExt;
use syn::{Expr, Ident, Path};

/// Macros of the standard library that hide no `.await` and bind no local, by name, which the runtime can check.
const CHECKED: [&str; 14] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "print",
    "println",
    "vec",
    "write",
    "writeln",
];

/// Those that it can't.
const UNCHECKED: [&str; 15] = [
    "cfg",
    "concat",
    "env",
    "format",
    "format_args",
    "include_str",
    "line",
    "matches",
    "panic",
    "recover",
    "stringify",
    "thread_local",
    "todo",
    "unimplemented",
    "unreachable",
];

const PRIMITIVES: [&str; 16] = [
    "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32",
    "f64",
];

/// Whether it is one of these words.
fn is_word(ident: &Ident, words: &[&str]) -> bool {
    let text = ident.to_string();
    words.contains(&&*text)
}

fn is_one_of(path: &Path, names: &[&str]) -> bool {
    path.segments.last().is_some_and(|last| is_word(&last.ident, names))
}

/// Whether the macro has the name of one of the standard library's. One of the user's own may have it, too.
pub fn is_of_std(path: &Path) -> bool {
    is_in_std(path) && (is_one_of(path, &CHECKED) || is_one_of(path, &UNCHECKED))
}

/// Whether the path begins in the standard library, or nowhere.
fn is_in_std(path: &Path) -> bool {
    match path.segments.first() {
        Some(first) if path.segments.len() > 1 => is_word(&first.ident, &["std", "core", "alloc"]),
        _ => true,
    }
}

/// The name of a statement macro of the standard library, which declares no local. Whoever relies on that has rustc check that
/// no macro of the user's own has the name: see `only` of the runtime.
pub fn checked_std_macro(path: &Path) -> Option<&Ident> {
    let name = &path.segments.last()?.ident;
    (is_in_std(path) && is_word(name, &CHECKED)).then_some(name)
}

/// Whether the macro takes its arguments by value, as far as its name tells. It is one of those that the runtime can check.
pub fn moves_its_arguments(path: &Path) -> bool {
    is_in_std(path) && is_one_of(path, &["vec", "dbg"])
}

/// Whether the macro only borrows its arguments, as far as its name tells.
pub fn only_looks_at_its_arguments(path: &Path) -> bool {
    is_of_std(path) && !is_one_of(path, &["matches"])
}

/// Whether the macro has code in its arguments that is compiled, as far as its name tells.
pub fn needs_its_arguments(path: &Path) -> bool {
    const NAMES: [&str; 6] = ["format", "format_args", "panic", "todo", "unimplemented", "unreachable"];
    is_in_std(path) && (is_one_of(path, &CHECKED) || is_one_of(path, &NAMES))
}

/// Whether the macro declares statics of a thread.
pub fn is_thread_local(path: &Path) -> bool {
    is_in_std(path) && is_one_of(path, &["thread_local"])
}

/// Whether the macro waits for one of several futures.
pub fn is_select(path: &Path) -> bool {
    is_one_of(path, &["select", "select_biased"])
}

/// Whether the macro may show its arguments as they are written.
pub fn shows_its_arguments(path: &Path) -> bool {
    path.segments.last().is_some_and(|last| {
        let name = last.ident.to_string();
        ["assert", "check", "dbg", "ensure", "stringify"]
            .iter()
            .any(|word| name.contains(word))
    })
}

/// Whether the macro is told first where to write.
pub fn begins_with_a_sink(path: &Path) -> bool {
    is_one_of(path, &["write", "writeln"])
}

/// Whether the macro may print a line without a text.
pub fn may_print_nothing(path: &Path) -> bool {
    is_one_of(
        path,
        &[
            "print",
            "println",
            "eprint",
            "eprintln",
            "writeln",
            "panic",
            "todo",
            "unimplemented",
            "unreachable",
        ],
    )
}

/// Whether control may not come behind the macro: one of the user's own, too.
pub fn may_not_return(path: &Path) -> bool {
    !is_of_std(path) || never_returns(path)
}

/// Whether control never comes behind the macro.
pub fn never_returns(path: &Path) -> bool {
    is_in_std(path) && is_one_of(path, &["panic", "todo", "unimplemented", "unreachable"])
}

/// Whether a block that ends in this macro without a semicolon has no value.
pub fn gives_no_value(path: &Path) -> bool {
    may_print_nothing(path) && !begins_with_a_sink(path)
        || path
            .segments
            .last()
            .is_some_and(|last| last.ident.to_string().contains("assert"))
}

/// Whether the name is one that constants, types and constructors have by convention.
pub fn is_capitalised(name: &Ident) -> bool {
    name.unraw().to_string().starts_with(char::is_uppercase)
}

/// Whether calling this makes a value and does nothing else: a variant of the prelude.
pub fn is_constructor(callee: &Expr) -> bool {
    let Expr::Path(callee) = callee else { return false };
    callee.qself.is_none() && callee.path.get_ident().is_some_and(is_of_prelude)
}

/// Whether an expression never comes to its end, as far as the name of what it calls tells.
pub fn never_ends(expr: &Expr) -> bool {
    match expr {
        Expr::Loop(_) => true,
        Expr::Call(call) => match &*call.func {
            Expr::Path(callee) => is_one_of(&callee.path, &["abort", "exit", "panic_any", "resume_unwind"]),
            _ => false,
        },
        Expr::Unsafe(syn::ExprUnsafe { block, .. }) | Expr::Block(syn::ExprBlock { block, .. }) => {
            matches!(block.stmts.last(), Some(syn::Stmt::Expr(last, _)) if never_ends(last))
        }
        _ => false,
    }
}

/// Whether this is the name of such a variant.
pub fn is_of_prelude(name: &Ident) -> bool {
    is_word(name, &["Ok", "Err", "Some"])
}

/// What an `Option` is of.
pub fn optional(path: &Path) -> Option<&syn::Type> {
    let last = path.segments.last().filter(|last| last.ident == "Option")?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// Whether this is a number, a `bool` or a `char`, as far as its name tells.
pub fn is_primitive(path: &Path) -> bool {
    path.get_ident().is_some_and(|name| is_word(name, &PRIMITIVES))
}

/// The same of a name alone.
pub fn is_name_of_primitive(name: &str) -> bool {
    PRIMITIVES.contains(&name)
}

/// Whether a type of this name holds what it is of and no more.
pub fn only_wraps(name: &Ident) -> bool {
    is_word(name, &["Option", "Pin"])
}

/// Whether this is the name of a type parameter, by convention.
pub fn is_type_parameter(name: &Ident) -> bool {
    let name = name.to_string();
    name.len() <= 2
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && !name.contains(|c: char| c.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Each row names a file of the repository that shows what happens.
    #[test]
    fn every_guess_is_shown() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("the workspace is around");
        let rows = include_str!("guesses.rs")
            .lines()
            .filter_map(|line| line.strip_prefix("//! | "));
        let mut guesses = 0;
        for row in rows.skip(1) {
            let cells: Vec<&str> = row.trim_end_matches(" |").split(" | ").collect();
            let [_, _, _, shown] = &*cells else {
                panic!("no four cells: {row}")
            };
            let file = root.join(shown.trim_matches('`'));
            assert!(file.is_file(), "{} is missing: {row}", file.display());
            guesses += 1;
        }
        assert!(guesses > 15, "{guesses} guesses");
    }
}
