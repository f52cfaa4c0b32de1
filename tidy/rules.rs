//! The rules, as `docs/rules.md` numbers them.

use crate::repository;

/// A chapter: `## 3 Scopes`.
const CHAPTER: &str = "## ";

/// A numbered rule. Chapter 0 is one, without numbers in it.
pub struct Rule {
    /// `3.5`.
    pub number: String,
    /// What it begins with.
    pub words: String,
    /// The heading of its chapter.
    pub chapter: String,
}

/// All rules, in order.
pub fn read() -> Vec<Rule> {
    let text = std::fs::read_to_string(repository::root().join("docs/rules.md")).expect("the rules can be read");
    let rules = rules_of(&text);
    assert!(rules.len() > 50, "only {} rules were found", rules.len());
    rules
}

fn rules_of(text: &str) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut chapter = "";
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(heading) = line.strip_prefix(CHAPTER) {
            chapter = heading;
        }
        let Some((number, words)) = line.trim_start_matches(CHAPTER).split_once(' ') else {
            continue;
        };
        let words = if number == "0" {
            *lines.peek().unwrap_or(&words)
        } else {
            words
        };
        if number == "0" || is_numbered(number) {
            rules.push(Rule {
                number: number.to_owned(),
                words: first_words(words),
                chapter: chapter.to_owned(),
            });
        }
    }
    rules
}

/// `3.5`, as a rule is numbered.
fn is_numbered(word: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    word.split_once('.')
        .is_some_and(|(chapter, rule)| is_number(chapter) && is_number(rule))
}

/// Some fifty characters, and as many more as end a piece of code in them.
fn first_words(text: &str) -> String {
    let mut first = String::new();
    for word in text.split(' ') {
        if first.chars().count() > 50 && first.matches('`').count().is_multiple_of(2) {
            return first + " …";
        }
        if !first.is_empty() {
            first.push(' ');
        }
        first += word;
    }
    first
}

#[test]
fn a_rule_begins_with_its_number() {
    let text = "# Rules\n1 more\n\n## 0 First\nIt holds.\n## 3 Scopes\n3.10 A\n    rule 3.2\n3.x no";
    let rules = rules_of(text);
    let read: Vec<[&str; 3]> = rules
        .iter()
        .map(|rule| [&*rule.number, &rule.words, &rule.chapter])
        .collect();
    assert_eq!(read, [["0", "It holds.", "0 First"], ["3.10", "A", "3 Scopes"]]);
}
