//! The edition of the crate that is compiled, which no span tells.

use std::sync::LazyLock;

/// Whether closures of that crate capture the fields that they use, and not all of a local. Where rustc is not told its
/// edition in so many words, they may not.
pub fn captures_fields() -> bool {
    static CAPTURES_FIELDS: LazyLock<bool> = LazyLock::new(|| captures_fields_by(std::env::args()));
    *CAPTURES_FIELDS
}

/// The same, by the arguments of rustc.
fn captures_fields_by(arguments: impl Iterator<Item = String>) -> bool {
    let mut written = false;
    for argument in arguments {
        let edition = match argument.strip_prefix("--edition=") {
            Some(edition) => edition,
            None if written => &argument,
            None => "",
        };
        if let Ok(year) = edition.parse::<u16>() {
            return year >= 2021;
        }
        written = argument == "--edition";
    }
    false
}

#[cfg(test)]
mod tests {
    use super::captures_fields_by;

    #[test]
    fn edition_by_the_arguments() {
        let by = |arguments: &str| captures_fields_by(arguments.split(' ').map(str::to_owned));
        assert!(by("rustc --crate-name a --edition=2021 src/lib.rs"));
        assert!(by("rustc --edition 2024 src/lib.rs"));
        assert!(!by("rustc --edition=2018 src/lib.rs"));
        assert!(!by("rustc src/lib.rs"));
        assert!(!by("rustc 2024 @arguments"));
    }
}
