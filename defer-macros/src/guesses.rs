//! Every name and convention that stands for something the macro can't see.

use syn::{Expr, Ident, Path};

/// Macros of the standard library that hide no `.await` and bind no local, by name.
const MACROS: [&str; 29] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "cfg",
    "concat",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "env",
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "include_str",
    "line",
    "matches",
    "panic",
    "print",
    "println",
    "recover",
    "stringify",
    "thread_local",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// Those of them that the runtime can check.
const CHECKED: [&str; 13] = [
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
    "write",
    "writeln",
];

const PRIMITIVES: [&str; 16] = [
    "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32",
    "f64",
];

fn is_one_of(path: &Path, names: &[&str]) -> bool {
    path.segments
        .last()
        .is_some_and(|last| names.iter().any(|name| last.ident == name))
}

/// Whether the macro has the name of one of the standard library's. One of the user's own may have it, too.
pub fn is_of_std(path: &Path) -> bool {
    let first = path.segments.first().filter(|_| path.segments.len() > 1);
    let is_in_std = first.is_none_or(|first| ["std", "core", "alloc"].iter().any(|root| first.ident == root));
    is_in_std && is_one_of(path, &MACROS)
}

/// The name of a statement macro of the standard library, which declares no local. Whoever relies on that has rustc check that
/// no macro of the user's own has the name: see `only` of the runtime.
pub fn checked_std_macro(path: &Path) -> Option<&Ident> {
    (is_of_std(path) && is_one_of(path, &CHECKED)).then(|| &path.segments.last().expect("it has a name").ident)
}

/// Whether the macro waits for one of several futures.
pub fn is_select(path: &Path) -> bool {
    is_one_of(path, &["select", "select_biased"])
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

/// Whether a block that ends in this macro without a semicolon has no value.
pub fn gives_no_value(path: &Path) -> bool {
    let printing = ["print", "println", "eprint", "eprintln"];
    let diverging = ["panic", "todo", "unimplemented", "unreachable"];
    is_one_of(path, &printing)
        || is_one_of(path, &diverging)
        || path
            .segments
            .last()
            .is_some_and(|last| last.ident.to_string().contains("assert"))
}

/// Whether the name is one that constants, types and constructors have by convention.
pub fn is_capitalised(name: &Ident) -> bool {
    name.to_string()
        .trim_start_matches("r#")
        .starts_with(char::is_uppercase)
}

/// Whether calling this makes a value and does nothing else: a variant of the prelude.
pub fn is_constructor(callee: &Expr) -> bool {
    let Expr::Path(callee) = callee else { return false };
    callee.qself.is_none()
        && ["Ok", "Err", "Some"]
            .iter()
            .any(|variant| callee.path.is_ident(variant))
}

/// Whether this is a number, a `bool` or a `char`, as far as its name tells.
pub fn is_primitive(path: &Path) -> bool {
    PRIMITIVES.iter().any(|primitive| path.is_ident(primitive))
}
