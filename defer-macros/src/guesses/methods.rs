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
