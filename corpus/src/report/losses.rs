//! The lists of what was lost.

use super::Row;
use crate::check::{Id, Lost, Outcome};
use crate::place::{Kind, Place};
use std::fmt::Write as _;

/// What the errors say, by their codes.
const KINDS: [(&str, &[&str]); 6] = [
    (
        "A reference from before keeps what it borrows",
        &["E0499", "E0500", "E0502", "E0505"],
    ),
    ("A loop body returns what it borrows anew", &["E0501", "E0521", "E0524"]),
    (
        "A result borrows what the deferred code uses",
        &["E0503", "E0506", "E0716"],
    ),
    ("Something from before borrows what is declared behind", &["E0597"]),
    (
        "A local is moved in a way that isn't seen",
        &["E0381", "E0382", "E0594"],
    ),
    (
        "A macro of the crate hides a way out",
        &["E0267", "E0308", "E0426", "E0767"],
    ),
];

const OTHERS: &str = "Others";

fn kind_of(code: &str) -> &'static str {
    let kind = KINDS.iter().find(|(_, codes)| codes.contains(&code));
    kind.map_or(OTHERS, |(title, _)| title)
}

/// What was lost in each table, by its kind.
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
    lost(name, outcome).iter().map(line).collect()
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
    let mut text = String::new();
    if lost.is_empty() {
        return text;
    }
    let _ = writeln!(text, "\n## {title}");
    for kind in KINDS.iter().map(|(title, _)| *title).chain([OTHERS]) {
        let of_kind: Vec<&Found> = lost.iter().filter(|found| kind_of(&found.lost.code) == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{kind}, {} times:\n", of_kind.len());
        let mut lines: Vec<String> = of_kind.iter().map(|found| line(found)).collect();
        // With several seeds a place may be lost twice.
        lines.sort();
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
        "- {}, {}:{}: {what} `{}`: {}: {why}\n",
        found.name,
        found.id.0.display(),
        found.place.line,
        found.place.function.name,
        found.lost.code
    )
}
