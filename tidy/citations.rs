//! Citations of rules in comments.
//!
//! A number is one where a comment begins with it (`3.5: …`), in front in brackets (`(3.5)`), behind the word (`rule 3.5`), behind
//! a semicolon, and in a list with another (`1.6, 2.10 and 3.5`). Elsewhere it is the version of something, or a length.

/// A paragraph of a comment, on one line.
struct Paragraph {
    /// `//`, `///` or `//!`.
    marker: String,
    text: String,
}

/// A rule that is cited.
struct Citation {
    number: String,
    /// Behind the word `rule`.
    by_name: bool,
}

/// What all comments of `source` cite.
pub fn cited(source: &str) -> Vec<String> {
    let citations = paragraphs(source)
        .into_iter()
        .flat_map(|paragraph| citations(&paragraph.text));
    citations.map(|citation| citation.number).collect()
}

/// What the module doc of `source` says to be the room of: the rules that it cites by name.
pub fn implemented(source: &str) -> Vec<String> {
    let doc = paragraphs(source)
        .into_iter()
        .filter(|paragraph| paragraph.marker == "//!");
    let citations = doc.flat_map(|paragraph| citations(&paragraph.text));
    citations
        .filter(|citation| citation.by_name)
        .map(|citation| citation.number)
        .collect()
}

fn paragraphs(source: &str) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut goes_on = false;
    for line in source.lines() {
        let Some(at) = line.find("//") else {
            goes_on = false;
            continue;
        };
        let (code, comment) = line.split_at(at);
        let text = comment.trim_start_matches(['/', '!']);
        let marker = comment.trim_end_matches(text);
        let stands_alone = code.trim().is_empty();
        match paragraphs.last_mut() {
            Some(last) if goes_on && stands_alone && last.marker == marker => {
                last.text.push(' ');
                last.text += text.trim();
            }
            _ => paragraphs.push(Paragraph {
                marker: marker.to_owned(),
                text: text.trim().to_owned(),
            }),
        }
        goes_on = stands_alone && !text.trim().is_empty();
    }
    paragraphs
}

/// What the word in front of a number says about it.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    Nothing,
    /// It may be cited: the comment begins, or a bracket.
    Begin,
    /// It is, as `rule` says.
    Name,
}

fn citations(text: &str) -> Vec<Citation> {
    let mut citations = Vec::new();
    let mut before = Before::Begin;
    for word in text.split_whitespace() {
        if word.starts_with('(') {
            before = Before::Begin;
        }
        let word = word.trim_start_matches('(');
        if let Some(number) = number_of(word, before) {
            citations.push(Citation {
                number: number.to_owned(),
                by_name: before == Before::Name,
            });
            // A list goes on behind a comma or an `and`.
            let ends = word.ends_with([')', ':', '.']);
            before = if ends { Before::Nothing } else { before };
        } else if ["rule", "rules"].contains(&&*word.to_lowercase()) {
            before = Before::Name;
        } else if word.ends_with(';') {
            before = Before::Begin;
        } else if !["and", "or"].contains(&word) {
            before = Before::Nothing;
        }
    }
    citations
}

/// The number at the front of `word`. One without a dot, a chapter's, is a citation behind the word `rule` only, but for `0`.
fn number_of(word: &str, before: Before) -> Option<&str> {
    let number = word.trim_end_matches([',', ':', ';', '.', ')']);
    let is_number = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_cited = match number.split_once('.') {
        Some((chapter, rule)) => is_number(chapter) && is_number(rule) && before != Before::Nothing,
        None if before == Before::Begin => number == "0" && word != number,
        None => is_number(number) && before == Before::Name,
    };
    is_cited.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_cites() {
        let cites: &[(&str, &[&str])] = &[
            ("// 3.5", &["3.5"]),
            ("call(); // 3.5", &["3.5"]),
            ("/// 3.5: on a panic, 7.1", &["3.5"]),
            ("// 0, 2.1 and 2.10: all", &["0", "2.1", "2.10"]),
            ("/// 3.5 on a cancellation", &["3.5"]),
            ("/// As said (3.5, 4.1); and 4.2 (6.1).", &["3.5", "4.1", "4.2", "6.1"]),
            ("/// Refused (E0382; 2.2).", &["2.2"]),
            ("// What rules 3.5\n// and 4.1 say", &["3.5", "4.1"]),
            ("// What rule 3.5 promises", &["3.5"]),
            ("// Rule 5.", &["5"]),
            ("// a\n3.5\n// 4.1", &["4.1"]),
            ("// a\n/// 3.5", &["3.5"]),
            ("//! a\n//!\n//! 3.5", &["3.5"]),
        ];
        for (comment, numbers) in cites {
            assert_eq!(&cited(comment), numbers, "{comment}");
        }
    }

    #[test]
    fn other_numbers_are_none() {
        let others = [
            "// of Rust 1.95",
            "// 1.2.3",
            "// 1. first",
            "// some 1.5 times",
            "let a = 1.5;",
            "// a\n// 1.5 times",
            "// 0 is it",
        ];
        for other in others {
            assert_eq!(cited(other), [""; 0], "{other}");
        }
    }

    #[test]
    fn a_room_says_the_word_in_its_module_doc() {
        let source = "//! What is moved (rules 3.5, 4.1 and\n//! 4.2), see 6.1 (6.2).\n\n/// Of rule 7.1.\nfn f() {}";
        assert_eq!(implemented(source), ["3.5", "4.1", "4.2"]);
    }
}
