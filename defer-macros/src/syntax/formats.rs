//! Format strings.

use crate::syntax::names::Names;

/// The names that a format string captures: `{name}`, `{name:?}`, `{:width$}`.
pub fn inline_captures(format: &str) -> impl Iterator<Item = String> + use<> {
    let mut names = Names::new();
    let mut behind = format;
    while let Some((_, argument)) = behind.split_once('{') {
        if let Some(escaped) = argument.strip_prefix('{') {
            behind = escaped;
            continue;
        }
        let (name, specification) = argument.split_at(argument.find(['}', ':']).unwrap_or(argument.len()));
        let specification = specification
            .strip_prefix(':')
            .map(without_fill)
            .unwrap_or(specification);
        let (specification, rest) = specification.split_at(specification.find('}').unwrap_or(specification.len()));
        behind = rest;
        let counts = specification
            .split('$')
            .rev()
            .skip(1)
            .map(|part| part.rsplit(is_flag).next().unwrap_or(""))
            // In front of a width a zero says what it is filled up with.
            .map(|part| part.strip_prefix('0').unwrap_or(part));
        names.extend(
            std::iter::once(name.trim())
                .chain(counts)
                .filter(|name| is_name(name))
                .map(str::to_owned),
        );
    }
    names.into_iter()
}

/// A format specification without the character that it fills up with, which may be any, braces included.
fn without_fill(specification: &str) -> &str {
    let mut characters = specification.chars();
    match (characters.next(), characters.next()) {
        (Some(_), Some('<' | '^' | '>')) => characters.as_str(),
        _ => specification,
    }
}

/// What may stand in front of the name of a width or precision.
fn is_flag(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_alphanumeric() && c != '_'
}

fn is_name(text: &str) -> bool {
    let is_part = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || c == '_';
    text.chars().all(is_part) && text.starts_with(|c: char| is_part(c) && !c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::inline_captures;
    use pretty_assertions::assert_eq;

    // 2.6
    #[test]
    fn names_in_format_strings() {
        for (format, names) in [
            ("{a} {b:?} {}", vec!["a", "b"]),
            ("{{a}} {{{b}}}", vec!["b"]),
            ("{0} {:1$} {:.*}", vec![]),
            ("{a:>w$.p$} {:#?}", vec!["a", "p", "w"]),
            ("{a:0w$.p$} {:#0v$x}", vec!["a", "p", "v", "w"]),
            ("{हिन्दी}", vec!["हिन्दी"]),
            ("{a:}>w$}", vec!["a", "w"]),
            ("{a:{<w$} {b}", vec!["a", "b", "w"]),
            ("{type} {r#type}", vec!["type"]),
            ("{a", vec!["a"]),
        ] {
            assert_eq!(inline_captures(format).collect::<Vec<_>>(), names, "{format}");
        }
    }
}
