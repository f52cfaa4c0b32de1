//! What stands in the `.stderr` beside a program.

use std::fs;
use std::path::Path;

/// One error or warning.
pub struct Diagnostic {
    /// The function that it is shown in.
    pub function: String,
    /// `error[E0308]: mismatched types`.
    pub heading: String,
    /// The piece of the program over the `^^^`, of several lines the first.
    pub marked: String,
    /// What stands beside the `^^^` or below.
    pub labels: Vec<String>,
}

/// All that is said about a program, in order.
pub fn of(program: &Path) -> Vec<Diagnostic> {
    let source = read(program);
    let said = read(&program.with_extension("stderr"));
    let mut diagnostics = Vec::new();
    for diagnostic in said.split("\n\n") {
        let lines: Vec<&str> = diagnostic.lines().collect();
        let [heading, place, snippet @ ..] = &*lines else {
            continue;
        };
        let mut place = place.rsplit(':');
        let numbers = (place.next(), place.next());
        let (Some(column), Some(line)) = numbers else {
            panic!("{heading:?} has a place")
        };
        let (line, column): (usize, usize) = (line.parse().unwrap(), column.parse().unwrap());
        let (marked, labels) = primary(&source, snippet, line, column - 1);
        diagnostics.push(Diagnostic {
            function: function_at(&source, line),
            heading: (*heading).to_owned(),
            marked,
            labels,
        });
    }
    diagnostics
}

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn function_at(source: &str, line: usize) -> String {
    let before = source.lines().take(line);
    let heads = before.filter_map(|line| line.split_once("fn ")?.1.split_once(['(', '<']));
    heads.last().map_or_else(String::new, |(name, _)| name.to_owned())
}

/// The marked piece of the program and its labels.
fn primary(source: &str, snippet: &[&str], line: usize, column: usize) -> (String, Vec<String>) {
    let text = source.lines().nth(line - 1).unwrap();
    let is_shown = |shown: &&str| {
        shown
            .split_once('|')
            .is_some_and(|(number, _)| number.trim() == line.to_string())
    };
    let at = snippet.iter().position(is_shown).unwrap();
    let marks = snippet[at + 1..]
        .iter()
        .take_while(|marks| marks.trim_start().starts_with('|'));
    let marks: Vec<&str> = marks.copied().collect();
    // What is drawn beside spans of several lines shifts the program.
    let begin = snippet[at].find(text.trim_start()).unwrap() - (text.len() - text.trim_start().len()) + column;
    let mark = marks.first().map_or("", |marks| &marks[begin..]);
    let drawn = mark.len() - mark.trim_start_matches(['^', '-']).len();
    if !mark.starts_with('^') || marks[0][..begin].ends_with('_') {
        let end = snippet.iter().filter_map(|line| line.split_once("_^")).next_back();
        let label = end.map(|(_, label)| label.trim().to_owned());
        return (text[column..].to_owned(), label.into_iter().collect());
    }
    let marked = text[column..column + drawn].to_owned();
    let beside = Some(mark[drawn..].trim()).filter(|beside| !beside.contains("--"));
    let begins = |line: &&&str| {
        line.get(..begin)
            .is_some_and(|before| before.ends_with([' ', '|']) && !before.trim_end().ends_with(char::is_alphanumeric))
    };
    let below = marks[1..].iter().filter(begins).filter_map(|line| line.get(begin..));
    let labels = beside.into_iter().chain(below);
    let labels = labels.filter(|label| !label.is_empty() && !label.starts_with([' ', '|']));
    (marked, labels.map(str::to_owned).collect())
}
