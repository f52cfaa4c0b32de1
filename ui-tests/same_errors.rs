//! Rule 9.3: a mistake in a body is shown as it would be without the attribute. Each folder of `pairs` holds a program
//! twice, without deferred calls and with them.

use crate::diagnostics::{self, Diagnostic};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the two differ: the function, what is said without the attribute, and what is said with it.
const DIFFERENCES: &[(&str, &str, &str)] = &[
    // The code behind a deferred call is a closure, or an async block, which captures what it changes or lends.
    (
        "assigned_twice::in_a_function",
        "error[E0384]: cannot assign twice to immutable variable `n`",
        "error[E0594]: cannot assign to `n`, as it is not declared as mutable",
    ),
    (
        "assigned_twice::in_a_function",
        "cannot assign twice to immutable variable",
        "cannot assign",
    ),
    (
        "assigned_twice::in_a_loop",
        "error[E0384]: cannot assign twice to immutable variable `n`",
        "error[E0594]: cannot assign to `n`, as it is not declared as mutable",
    ),
    (
        "assigned_twice::in_a_loop",
        "cannot assign twice to immutable variable",
        "cannot assign",
    ),
    (
        "borrow_conflict::borrowed_in_front",
        "error[E0502]: cannot borrow `names` as mutable because it is also borrowed as immutable",
        "error[E0502]: cannot borrow value as mutable because it is also borrowed as immutable",
    ),
    (
        "does_not_live_long_enough::in_a_loop",
        "error[E0597]: `name` does not live long enough",
        "error[E0521]: borrowed data escapes outside of closure",
    ),
    ("does_not_live_long_enough::in_a_loop", "&name", "longest = &name"),
    (
        "does_not_live_long_enough::in_a_loop",
        "borrowed value does not live long enough",
        "reference to `name` escapes the closure body here",
    ),
    // What is returned comes out of the closure before the local goes.
    (
        "local_returned::declared_in_front",
        "error[E0515]: cannot return reference to local variable `name`",
        "error[E0597]: `name` does not live long enough",
    ),
    ("local_returned::declared_in_front", "&name", "name"),
    (
        "local_returned::declared_in_front",
        "returns a reference to data owned by the current function",
        "borrowed value does not live long enough",
    ),
    (
        "local_returned::in_a_loop",
        "error[E0515]: cannot return reference to local variable `name`",
        "error[E0597]: `name` does not live long enough",
    ),
    (
        "local_returned::in_a_loop",
        "returns a reference to data owned by the current function",
        "borrowed value does not live long enough",
    ),
    // Without the attribute, an async function is marked from brace to brace.
    ("missing_value::in_an_async_function", "{", "u32"),
    // Deferred code that calls a macro stands in a closure, since that may hide a `return` (4.2): rustc marks what begins it.
    (
        "moved_local_in_a_deferred_block::in_an_async_function",
        "name",
        "println",
    ),
    ("moved_local_in_a_deferred_block::in_a_function", "name", "println"),
    ("moved_local_in_a_deferred_block::in_a_loop", "name", "println"),
    (
        "question_mark_of_another_error::of_an_option",
        "error[E0277]: the `?` operator can only be used on `Result`s, not `Option`s, in a function that returns `Result`",
        "error[E0277]: the `?` operator can only be used on `Result`s, not `Option`s, in a closure that returns `Result`",
    ),
    (
        "question_mark_of_another_error::of_an_option_in_a_loop",
        "error[E0277]: the `?` operator can only be used on `Result`s, not `Option`s, in a function that returns `Result`",
        "error[E0277]: the `?` operator can only be used on `Result`s, not `Option`s, in a closure that returns `Result`",
    ),
    (
        "question_mark_of_another_error::of_an_option_in_a_loop",
        "use `.ok_or(...)?` to provide an error compatible with `Result<u32, std::fmt::Error>`",
        "use `.ok_or(...)?` to provide an error compatible with `Result<defer_runtime::__private::WayOut, std::fmt::Error>`",
    ),
];

#[test]
fn a_mistake_is_shown_as_without_the_attribute() {
    let mut seen = Vec::new();
    let mut differences = Vec::new();
    for pair in pairs() {
        let (plain, deferred) = (said(&pair, "plain"), said(&pair, "deferred"));
        let name = pair.file_name().unwrap().to_str().unwrap();
        assert_eq!(plain.len(), deferred.len(), "{name}: as many mistakes");
        assert!(!plain.is_empty(), "{name} has a mistake");
        for (plain, deferred) in plain.into_iter().zip(deferred) {
            assert_eq!(plain.function, deferred.function, "{name}: the same order");
            let function = format!("{name}::{}", plain.function);
            let label = plain.labels.iter().find(|label| !deferred.labels.contains(label));
            for (plain, deferred) in [
                (Some(&plain.heading), Some(&deferred.heading)),
                (Some(&plain.marked), Some(&deferred.marked)),
                (label, label.and(deferred.labels.first())),
            ] {
                if plain != deferred {
                    let said = |part: Option<&String>| part.map_or("", |part| part).to_owned();
                    differences.push((function.clone(), said(plain), said(deferred)));
                }
            }
            seen.push(function);
        }
    }
    let declared: Vec<_> = DIFFERENCES
        .iter()
        .map(|(function, plain, deferred)| (function.to_string(), plain.to_string(), deferred.to_string()))
        .collect();
    assert_eq!(differences, declared);
    assert!(seen.len() > 70, "{} mistakes", seen.len());
}

/// Otherwise a pair would compare two different mistakes.
#[test]
fn the_programs_of_a_pair_differ_by_their_deferred_calls_only() {
    for pair in pairs() {
        let mut plain = lines(&pair, "plain");
        let deferred = lines(&pair, "deferred");
        let call = |line: &String| Some(line.strip_prefix("defer!(")?.strip_suffix(");")?.to_owned());
        for line in deferred.iter().filter(|line| call(line).is_none()) {
            let same = plain.iter().position(|plain| plain == line);
            plain.remove(same.unwrap_or_else(|| panic!("{}: {line}", pair.display())));
        }
        let calls: Vec<_> = deferred.iter().filter_map(call).collect();
        let is_by_hand = |line: &String| {
            calls
                .iter()
                .any(|call| *line == format!("{};", call.trim_start_matches("|| ")))
        };
        plain.retain(|line| !is_by_hand(line));
        assert_eq!(plain, [""; 0], "{}", pair.display());
    }
}

fn lines(pair: &Path, which: &str) -> Vec<String> {
    let program = diagnostics::read(&pair.join(which).with_extension("rs"));
    let lines = program.lines().map(str::trim);
    let own = lines.filter(|line| !["", "#[with_defer]"].contains(line) && !line.starts_with("use defer_runtime"));
    own.map(str::to_owned).collect()
}

fn pairs() -> Vec<PathBuf> {
    let mut pairs: Vec<_> = fs::read_dir("pairs")
        .unwrap()
        .map(|pair| pair.unwrap().path())
        .collect();
    pairs.sort();
    pairs
}

fn said(pair: &Path, which: &str) -> Vec<Diagnostic> {
    diagnostics::of(&pair.join(which).with_extension("rs"))
}
