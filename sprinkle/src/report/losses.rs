//! The lists of what was lost.

use super::Row;
use crate::check::{Id, Lost, Outcome};
use crate::place::{Kind, Place};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What was lost in each table, by the code of the error.
pub fn lists(rows: &[Row]) -> String {
    let mut text = String::new();
    let first = rows
        .iter()
        .flat_map(|row| row.first.iter().map(move |sprinkled| (row, &sprinkled.outcome)));
    text.push_str(&list("First statements that were lost", lost(first)));
    let between = rows
        .iter()
        .flat_map(|row| row.between.iter().map(move |sprinkled| (row, &sprinkled.outcome)));
    text.push_str(&list("Random statements that were lost", lost(between)));
    let mentioned = rows.iter().flat_map(|row| {
        row.mentioned.iter().flat_map(move |mentioned| {
            let not_moved = |id: &Id| !mentioned.by_guard.moved.contains(id);
            lost([(row, &mentioned.by_macro)].into_iter())
                .into_iter()
                .filter(move |(_, id, ..)| not_moved(id))
        })
    });
    text.push_str(&list(
        "Mentions of a local that isn't moved later that were lost",
        mentioned.collect(),
    ));
    text
}

type Found<'a> = (&'a Row, &'a Id, &'a Place, &'a Lost);

fn lost<'a>(outcomes: impl Iterator<Item = (&'a Row, &'a Outcome)>) -> Vec<Found<'a>> {
    let each = outcomes.flat_map(|(row, outcome)| {
        let lost = outcome.lost.iter();
        lost.filter_map(move |(id, lost)| Some((row, id, outcome.places.get(id)?, lost)))
    });
    each.collect()
}

fn list(title: &str, lost: Vec<Found>) -> String {
    let mut by_code: BTreeMap<&str, Vec<Found>> = BTreeMap::new();
    for found in lost {
        by_code.entry(&found.3.code).or_default().push(found);
    }
    let mut text = String::new();
    if by_code.is_empty() {
        return text;
    }
    let _ = writeln!(text, "\n## {title}");
    for (code, lost) in by_code {
        let _ = writeln!(text, "\n{code}, {} times:\n", lost.len());
        let mut lines: Vec<String> = lost.iter().map(line).collect();
        lines.dedup();
        for line in lines {
            text.push_str(&line);
        }
    }
    text
}

fn line((row, (file, _), place, lost): &Found) -> String {
    let what = match place.kind {
        Kind::Function => "function",
        Kind::Closure => "closure in",
        Kind::Loop => "loop in",
        Kind::Inner => "block in",
    };
    let why: String = lost.text.lines().next().unwrap_or_default().chars().take(100).collect();
    format!(
        "- {}, {}:{}: {what} `{}`: {why}\n",
        row.name,
        file.display(),
        place.line,
        place.function
    )
}
