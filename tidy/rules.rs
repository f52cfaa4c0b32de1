//! The rules, as `docs/rules.md` numbers them.

use crate::repository;

/// A chapter: `## 3 Scopes`. Chapter 0 is a rule, without numbers in it.
const CHAPTER: &str = "## ";
/// A rule: `### 3.5 The order of drops`.
const RULE: &str = "### ";

/// A numbered rule.
pub struct Rule {
    /// `3.5`.
    pub number: String,
    /// `3.5 The order of drops`.
    pub heading: String,
    /// The heading of its chapter.
    pub chapter: String,
}

impl Rule {
    /// What a link to the rule ends in, `#35-the-order-of-drops`, as public hosts make it from a heading.
    pub fn anchor(&self) -> String {
        let is_kept = |character: &char| character.is_alphanumeric() || " -_".contains(*character);
        let kept: String = self.heading.chars().filter(is_kept).collect();
        format!("#{}", kept.to_lowercase().replace(' ', "-"))
    }
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
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix(CHAPTER) {
            chapter = heading;
        }
        let heading = line.strip_prefix(RULE).unwrap_or(chapter_0(line));
        let number = heading.split(' ').next().unwrap_or_default();
        if number == "0" || is_numbered(number) {
            rules.push(Rule {
                number: number.to_owned(),
                heading: heading.to_owned(),
                chapter: chapter.to_owned(),
            });
        }
    }
    rules
}

/// `0 The first rule`, if the line is its heading.
fn chapter_0(line: &str) -> &str {
    let heading = line.strip_prefix(CHAPTER).unwrap_or_default();
    if heading.starts_with("0 ") { heading } else { "" }
}

/// `3.5`, as a rule is numbered.
fn is_numbered(word: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    word.split_once('.')
        .is_some_and(|(chapter, rule)| is_number(chapter) && is_number(rule))
}

#[test]
fn a_rule_is_a_heading_that_begins_with_its_number() {
    let text = "# Rules\n1 more\n\n## 0 First\nIt holds.\n## 3 Scopes\n### 3.10 `A` line\nrule 3.2\n### 3.x no\n";
    let rules = rules_of(text);
    let read: Vec<[&str; 3]> = rules
        .iter()
        .map(|rule| [&*rule.number, &rule.heading, &rule.chapter])
        .collect();
    assert_eq!(
        read,
        [["0", "0 First", "0 First"], ["3.10", "3.10 `A` line", "3 Scopes"]]
    );
    assert_eq!(rules[1].anchor(), "#310-a-line");
}
