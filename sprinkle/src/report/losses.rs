//! The lists of what was lost.

use super::Row;
use crate::check::{Id, Lost, Outcome};
use crate::place::{Kind, Place};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What was lost in each table, by the code of the error.
pub fn lists(rows: &[Row]) -> String {
    let mut first = Vec::new();
    let mut between = Vec::new();
    let mut mentioned = Vec::new();
    for row in rows {
        first.extend(
            row.first
                .iter()
                .flat_map(|sprinkled| lost(&row.name, &sprinkled.outcome)),
        );
        between.extend(
            row.between
                .iter()
                .flat_map(|sprinkled| lost(&row.name, &sprinkled.outcome)),
        );
        for seed in &row.mentioned {
            mentioned.extend(lost(&row.name, &seed.by_macro));
        }
    }
    [
        list("First statements that were lost", &first),
        list("Random statements that were lost", &between),
        list("Mentions of a local that isn't moved later that were lost", &mentioned),
    ]
    .concat()
}

/// The same for one crate, in a line each.
pub fn of_crate(name: &str, outcome: &Outcome) -> String {
    let lines = lost(name, outcome)
        .iter()
        .map(|found| format!("- {}: {}", found.lost.code, line(found)))
        .collect::<Vec<_>>();
    lines.concat()
}

struct Found<'a> {
    name: &'a str,
    id: &'a Id,
    place: &'a Place,
    lost: &'a Lost,
}

fn lost<'a>(name: &'a str, outcome: &'a Outcome) -> Vec<Found<'a>> {
    let lost = outcome.lost.iter();
    lost.filter_map(|(id, lost)| {
        let place = outcome.places.get(id)?;
        Some(Found { name, id, place, lost })
    })
    .collect()
}

fn list(title: &str, lost: &[Found]) -> String {
    let mut by_code: BTreeMap<&str, Vec<&Found>> = BTreeMap::new();
    for found in lost {
        by_code.entry(&found.lost.code).or_default().push(found);
    }
    let mut text = String::new();
    if by_code.is_empty() {
        return text;
    }
    let _ = writeln!(text, "\n## {title}");
    for (code, lost) in by_code {
        let _ = writeln!(text, "\n{code}, {} of them:\n", lost.len());
        let mut lines: Vec<String> = lost.iter().map(|found| format!("- {}", line(found))).collect();
        lines.dedup();
        text.push_str(&lines.concat());
    }
    text
}

fn line(found: &Found) -> String {
    let what = match found.place.kind {
        Kind::Function => "function",
        Kind::Closure => "closure in",
        Kind::Loop => "loop in",
        Kind::Inner => "block in",
    };
    let why: String = found
        .lost
        .text
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(100)
        .collect();
    format!(
        "{}, {}:{}: {what} `{}`: {why}\n",
        found.name,
        found.id.0.display(),
        found.place.line,
        found.place.function.name
    )
}
