//! What methods do with their receivers and give, as far as their names tell.

/// Methods that take their receiver by value.
const TAKING: [&str; 45] = [
    "and_then",
    "chain",
    "cloned",
    "collect",
    "commit",
    "copied",
    "count",
    "cycle",
    "disarm",
    "enumerate",
    "err",
    "filter",
    "filter_map",
    "flat_map",
    "flatten",
    "fold",
    "for_each",
    "forget",
    "freeze",
    "fuse",
    "inspect",
    "into",
    "map",
    "ok",
    "or_else",
    "partition",
    "peekable",
    "product",
    "reduce",
    "rev",
    "rfold",
    "rollback",
    "scan",
    "skip",
    "skip_while",
    "step_by",
    "sum",
    "take_while",
    "transpose",
    "try_into",
    "unzip",
    "xor",
    "zip",
    "expect",
    "unwrap",
];

const TAKING_PREFIXES: [&str; 8] = [
    "expect_", "into_", "map_", "max_by", "min_by", "ok_or", "sorted", "unwrap_",
];

/// Methods that borrow it, of a type that the caller chooses.
const BORROWING: [&str; 33] = [
    "all",
    "any",
    "append",
    "begin",
    "borrow",
    "borrow_mut",
    "by_ref",
    "clear",
    "clone",
    "cmp",
    "deref",
    "deref_mut",
    "eq",
    "extend",
    "find",
    "find_map",
    "flush",
    "fmt",
    "ge",
    "gt",
    "hash",
    "iter",
    "iter_mut",
    "le",
    "len",
    "lock",
    "lt",
    "ne",
    "next",
    "nth",
    "partial_cmp",
    "position",
    "start",
];

const BORROWING_PREFIXES: [&str; 56] = [
    "as_",
    "call",
    "can_",
    "checkpoint",
    "choose",
    "compare",
    "contains",
    "decode",
    "drain",
    "emit",
    "encode",
    "end_",
    "ends_",
    "eof_",
    "fill",
    "find",
    "get",
    "has_",
    "input_",
    "insert",
    "is_",
    "iter_",
    "load",
    "log",
    "make_",
    "next_",
    "offset",
    "parse",
    "peek",
    "poll",
    "pop",
    "process",
    "push",
    "read",
    "record",
    "recv",
    "remove",
    "reset",
    "resize",
    "reverse",
    "send",
    "set_",
    "size_",
    "slice",
    "sort",
    "split",
    "start_",
    "starts_",
    "store",
    "swap",
    "take_",
    "to_",
    "truncate",
    "try_",
    "update",
    "write",
];

/// Methods that borrow `self`, where that can't be changed.
const LOOKING: [&str; 20] = [
    "all",
    "any",
    "borrow",
    "by_ref",
    "clone",
    "cmp",
    "deref",
    "eq",
    "fmt",
    "ge",
    "gt",
    "hash",
    "iter",
    "le",
    "len",
    "lock",
    "lt",
    "ne",
    "partial_cmp",
    "start",
];

const LOOKING_PREFIXES: [&str; 50] = [
    "as_", "assert", "can_", "check", "choose", "compare", "contains", "count_", "debug", "display", "dump", "emit",
    "encode", "ends_", "ensure", "find", "flush", "get", "has_", "is_", "iter_", "kind", "load", "log", "notify",
    "offset", "peek", "poll", "position", "print", "read", "record", "recv", "render", "report", "run", "search",
    "send", "show", "size_", "slice", "starts_", "stop", "store", "sync", "to_", "validate", "verify", "wait", "write",
];

/// Methods that give references, or what is made of them: a pin's projection.
const GIVING_REFERENCES: [&str; 4] = ["as_mut", "as_pin_mut", "project", "project_ref"];

/// Methods that lend a part of their receiver by something that has no destructor.
const LENDING: [&str; 19] = [
    "bytes",
    "char_indices",
    "chars",
    "chunk",
    "chunks",
    "first",
    "headers",
    "iter",
    "keys",
    "last",
    "lines",
    "split_at",
    "split_first",
    "split_last",
    "split_once",
    "split_whitespace",
    "trim",
    "values",
    "windows",
];

/// Those whose names end like those that lend it as `&mut`, and give guards.
const LENDING_GUARDS: [&str; 2] = ["borrow_mut", "peek_mut"];

/// Methods that pass on what their receiver borrows, and have no destructor if that has none.
const PASSING_ON: [&str; 8] = [
    "enumerate",
    "expect",
    "fuse",
    "ok_or",
    "ok_or_else",
    "rev",
    "skip",
    "unwrap",
];

/// Methods that give numbers, and `bool`s.
const GIVING_NUMBERS: [&str; 8] = [
    "capacity",
    "count",
    "len",
    "remaining",
    "subsec_micros",
    "subsec_millis",
    "subsec_nanos",
    "position",
];

const GIVING_NUMBERS_PREFIXES: [&str; 5] = ["as_micros", "as_millis", "as_nanos", "as_secs", "is_"];
const GIVING_NUMBERS_SUFFIXES: [&str; 6] = ["_count", "_index", "_len", "_offset", "_pos", "_size"];

/// Whether a method of this name lends a part of its receiver by something that has no destructor, and whether as `&mut`.
pub fn lends(name: &str) -> Option<bool> {
    let is_marked = name.ends_with("_mut") || name.contains("_mut_");
    let is_mutable = is_marked && !LENDING_GUARDS.contains(&name) || name == "project";
    let is_view = name.starts_with("as_") && !gives_a_number(name);
    (is_mutable || is_view || gives_references(name) || LENDING.contains(&name)).then_some(is_mutable)
}

/// Functions that make something of what they are lent that has no destructor.
const MAKING_VIEWS: [&str; 4] = ["from_mut", "from_mut_slice", "from_ref", "from_slice"];

/// Whether a function makes something of what it is lent that has no destructor: `Cursor::new`, `Slice::from_slice`.
pub fn makes_a_view(callee: &syn::Expr) -> bool {
    let syn::Expr::Path(callee) = callee else { return false };
    let mut segments = callee
        .path
        .segments
        .iter()
        .rev()
        .map(|segment| segment.ident.to_string());
    match (segments.next().as_deref(), segments.next().as_deref()) {
        (Some("new"), Some("Cursor")) => true,
        (Some(name), _) => MAKING_VIEWS.contains(&name),
        (None, _) => false,
    }
}

/// Whether a method of this name passes on what its receiver borrows.
pub fn passes_on_what_it_borrows(name: &str) -> bool {
    PASSING_ON.contains(&name)
}

/// Whether a method of this name gives a number or a `bool`.
pub fn gives_a_number(name: &str) -> bool {
    GIVING_NUMBERS.contains(&name)
        || GIVING_NUMBERS_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || GIVING_NUMBERS_SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
}

/// Whether a method of this name takes its receiver by value, with so many arguments.
pub fn takes_its_receiver(name: &str, arguments: usize) -> bool {
    let is_told_by_arguments = matches!((name, arguments), ("join" | "max" | "min", 0) | ("take", 1));
    is_told_by_arguments || TAKING.contains(&name) || TAKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// Whether a method of this name borrows its receiver, where that is of a type that the caller chooses.
pub fn borrows_its_receiver(name: &str) -> bool {
    BORROWING.contains(&name) || BORROWING_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) && name != "try_into"
}

/// Whether a method of this name takes `self` that it is given by value, wherever it is called: that of an iterator.
pub fn takes_itself(name: &str, arguments: usize) -> bool {
    matches!((name, arguments), ("last", 0)) || takes_its_receiver(name, arguments)
}

/// Whether a method of this name borrows `self` that it is given by value, and that isn't `mut`.
pub fn only_looks_at_itself(name: &str) -> bool {
    LOOKING.contains(&name) || LOOKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// Whether a method of this name gives references, or what is made of them.
pub fn gives_references(name: &str) -> bool {
    GIVING_REFERENCES.contains(&name)
}
