//! Each rule of `docs/rules.md` has its room, the source file that implements it, and its test.
//!
//! - A room says so in its module doc, with the word: `//! … (rule 3.5)`, `(rules 2.4 and 2.6)`. A rule has three rooms at most in a crate:
//!   what else cites it, in other comments, only mentions it.
//! - A test cites its rule in any comment, `// 3.5: …`, `/// … (3.5)`.
//! - Whatever is cited is a rule that there is.
//!
//! `docs/rooms.md` lists them; `UPDATE_ROOMS=1 cargo test -p defer-tidy` writes it anew.

mod chapter;
mod citations;
mod repository;
mod rules;

use repository::File;
use rules::Rule;

/// What is promised and not there at all: it has no room, and need not have a test. Whoever builds it deletes it here.
const NOT_THERE_YET: &[&str] = &[];

/// How many rooms a rule may have in one crate.
const MOST_ROOMS: usize = 3;

fn is_there(rule: &Rule) -> bool {
    !NOT_THERE_YET.contains(&&*rule.number)
}

/// Fails with all that is wrong, so that one run shows it.
fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn each_rule_has_its_room() {
    let files = repository::files();
    let mut problems = Vec::new();
    for rule in rules::read() {
        let rooms = chapter::rooms(&files, &rule);
        let number = &rule.number;
        if is_there(&rule) && rooms.is_empty() {
            problems.push(format!("rule {number} has no room: no module doc says `rule {number}`"));
        }
        let in_a_crate = |of: &str| rooms.iter().filter(|room| room.starts_with(of)).count();
        if ["defer-macros", "defer-runtime"]
            .iter()
            .any(|of| in_a_crate(of) > MOST_ROOMS)
        {
            let rooms = rooms.join(", ");
            problems.push(format!(
                "rule {number} has more than {MOST_ROOMS} rooms in a crate: {rooms}"
            ));
        }
        if !is_there(&rule) && !rooms.is_empty() {
            problems.push(format!("rule {number} has a room: it is no longer `NOT_THERE_YET`"));
        }
    }
    assert_none(&problems);
}

#[test]
fn each_rule_has_its_test() {
    let files = repository::files();
    let problems: Vec<String> = rules::read()
        .into_iter()
        .filter(|rule| is_there(rule) && chapter::tests(&files, rule).is_empty())
        .map(|rule| format!("rule {0} has no test: none has a comment `// {0}`", rule.number))
        .collect();
    assert_none(&problems);
}

#[test]
fn what_is_cited_is_a_rule() {
    let rules = rules::read();
    let is_rule = |number: &str| rules.iter().any(|rule| rule.number == number);
    let problems_of = |file: &File| {
        let unknown = file.cited.iter().filter(|number| !is_rule(number));
        let problem = |number: &String| format!("{} cites {number}, which is no rule", file.path);
        unknown.map(problem).collect::<Vec<_>>()
    };
    let problems: Vec<String> = repository::files().iter().flat_map(problems_of).collect();
    assert_none(&problems);
}

#[test]
fn the_chapter_lists_them() {
    let path = repository::root().join("docs/rooms.md");
    let actual = chapter::write(&rules::read(), &repository::files());
    if std::env::var_os("UPDATE_ROOMS").is_some() {
        std::fs::write(&path, &actual).expect("the chapter can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    pretty_assertions::assert_eq!(actual, expected, "docs/rooms.md: `UPDATE_ROOMS=1` writes it anew");
}
