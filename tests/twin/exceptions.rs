//! The functions that stay sync, though they have the attribute.

/// The file that a function stands in, and its path in there.
const EXCEPTIONS: &[(&str, &str)] = &[
    // Refused by the macro: the iteration borrows the cursor that it moves on.
    ("cursors", "append"),
    // Refused by the macro: the closure isn't told the types of its parameters.
    ("functions", "returned_closure"),
];

/// Those of a file.
pub fn of(file: &str) -> impl Iterator<Item = &'static str> {
    EXCEPTIONS
        .iter()
        .filter(move |(other, _)| *other == file)
        .map(|(_, function)| *function)
}
