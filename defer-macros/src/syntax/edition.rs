//! The edition of the crate that is compiled, which no span tells.

use std::sync::LazyLock;

/// Whether closures of that crate capture the fields that they use, and not all of a local. Where rustc is not told its
/// edition in so many words, they may not.
pub fn captures_fields() -> bool {
    edition() >= 2021
}

/// Whether its imports begin with any name in view. Where rustc is not told its edition, they may not.
pub fn imports_what_is_in_view() -> bool {
    edition() >= 2018
}

fn edition() -> u16 {
    static EDITION: LazyLock<u16> = LazyLock::new(|| edition_by(std::env::args()));
    *EDITION
}

/// The edition by the arguments of rustc.
fn edition_by(arguments: impl Iterator<Item = String>) -> u16 {
    let mut written = false;
    for argument in arguments {
        let edition = match argument.strip_prefix("--edition=") {
            Some(edition) => edition,
            None if written => &argument,
            None => "",
        };
        if let Ok(year) = edition.parse::<u16>() {
            return year;
        }
        written = argument == "--edition";
    }
    2015
}

#[cfg(test)]
mod tests {
    use super::edition_by;

    #[test]
    fn edition_by_the_arguments() {
        let by = |arguments: &str| edition_by(arguments.split(' ').map(str::to_owned));
        assert_eq!(by("rustc --crate-name a --edition=2021 src/lib.rs"), 2021);
        assert_eq!(by("rustc --edition 2024 src/lib.rs"), 2024);
        assert_eq!(by("rustc --edition=2018 src/lib.rs"), 2018);
        assert_eq!(by("rustc src/lib.rs"), 2015);
        assert_eq!(by("rustc 2024 @arguments"), 2015);
    }
}
