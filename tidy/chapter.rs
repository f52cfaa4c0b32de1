//! The table of `docs/rooms.md`.

use crate::repository::File;
use crate::rules::Rule;

const HEAD: &str = "\
# The rooms of the rules

Each of [the rules](rules.md) with its rooms, the source files that implement it, and with what tests it. A room cites its
rules in its module doc, a test in a comment; of programs that stand in many small files only the folder is listed.

Don't edit: `UPDATE_ROOMS=1 cargo test -p defer-tidy` writes this.
";

/// The chapter: a table for each chapter of the rules.
pub fn write(rules: &[Rule], files: &[File]) -> String {
    let mut text = HEAD.to_owned();
    for rules in rules.chunk_by(|one, next| one.chapter == next.chapter) {
        text += &format!("\n## {}\n\n| Rule | Rooms | Tests |\n|---|---|---|\n", rules[0].chapter);
        for rule in rules {
            text += &row(rule, files);
        }
    }
    text
}

fn row(rule: &Rule, files: &[File]) -> String {
    let rooms = listed(&rooms(files, rule));
    let tests = listed(&tests(files, rule));
    format!(
        "| [{}](rules.md{}) | {rooms} | {tests} |\n",
        rule.heading,
        rule.anchor()
    )
}

fn listed(paths: &[String]) -> String {
    let paths: Vec<String> = paths.iter().map(|path| format!("[`{path}`](../{path})")).collect();
    if paths.is_empty() {
        "–".to_owned()
    } else {
        paths.join(", ")
    }
}

/// The files that implement the rule.
pub fn rooms(files: &[File], rule: &Rule) -> Vec<String> {
    let rooms = files.iter().filter(|file| file.implemented.contains(&rule.number));
    rooms.map(|file| file.path.clone()).collect()
}

/// The files that test the rule, or their folders.
pub fn tests(files: &[File], rule: &Rule) -> Vec<String> {
    let tests = files
        .iter()
        .filter(|file| file.is_test && file.cited.contains(&rule.number));
    let mut tests: Vec<String> = tests.map(|file| place(&file.path)).collect();
    tests.dedup();
    tests
}

/// Where a reader looks for a test: a program of the UI tests is one of many, beside which its folder is found.
fn place(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    match *parts {
        ["ui-tests", "fail", chapter, _] => format!("ui-tests/fail/{chapter}"),
        ["ui-tests", kind, _, ..] => format!("ui-tests/{kind}"),
        ["ecosystem", krate, ..] => format!("ecosystem/{krate}"),
        ["model", part, ..] => format!("model/{part}"),
        _ => path.to_owned(),
    }
}
