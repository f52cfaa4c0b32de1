//! Whether the crate that is compiled counts what runs, which no span tells.

use proc_macro2::Span;
use proc_macro2::extra::DelimSpan;
use std::sync::LazyLock;

/// Where code is written that runs in a closure or async block.
#[derive(Clone, Copy)]
pub struct Extent {
    /// All of it, with its delimiters.
    pub all: Span,
}

impl Extent {
    pub fn of(delimiters: &DelimSpan) -> Self {
        Extent { all: delimiters.join() }
    }

    /// None of the user's code.
    pub fn none() -> Self {
        Extent {
            all: Span::mixed_site(),
        }
    }
}

/// Whether rustc is told to count for coverage. What is generated is the same then, but stands elsewhere: see
/// [`spans`](crate::spans).
pub fn is_counted() -> bool {
    static IS_COUNTED: LazyLock<bool> = LazyLock::new(|| is_counted_by(std::env::args()));
    *IS_COUNTED
}

/// The user's own place, where it counts nothing.
pub fn uncounted(place: Span) -> Span {
    match is_counted() {
        true => Span::mixed_site().located_at(place),
        false => place,
    }
}

/// The same, by the arguments of rustc. The last one of many holds.
fn is_counted_by(arguments: impl Iterator<Item = String>) -> bool {
    let mut counted = false;
    for argument in arguments {
        let option = argument.strip_prefix("-C").or(argument.strip_prefix("--codegen="));
        let option = option.unwrap_or(&argument);
        if let Some(rest) = option.strip_prefix("instrument-coverage") {
            counted = !matches!(rest, "=no" | "=off" | "=n" | "=false" | "=0");
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::is_counted_by;

    #[test]
    fn coverage_by_the_arguments() {
        let by = |arguments: &str| is_counted_by(arguments.split(' ').map(str::to_owned));
        assert!(by("rustc --crate-name a -C instrument-coverage src/lib.rs"));
        assert!(by("rustc -Cinstrument-coverage src/lib.rs"));
        assert!(by("rustc --codegen=instrument-coverage=all src/lib.rs"));
        assert!(!by("rustc -Cinstrument-coverage=off src/lib.rs"));
        assert!(!by("rustc -C instrument-coverage -C instrument-coverage=no src/lib.rs"));
        assert!(!by("rustc -C opt-level=3 src/lib.rs"));
    }
}
