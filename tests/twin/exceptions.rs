//! The functions that stay sync, though they have the attribute.

/// The file that a function stands in, and its path in there.
const EXCEPTIONS: &[(&str, &str)] = &[
    // A limit of the macro: only in sync functions is the closure told the types of its parameters.
    ("functions", "returned_closure"),
];

/// Those of a file.
pub fn of(file: &str) -> impl Iterator<Item = &'static str> {
    EXCEPTIONS
        .iter()
        .filter(move |(other, _)| *other == file)
        .map(|(_, function)| *function)
}
