//! The tables.

use super::{Mentioned, Row, Sprinkled, Tests};
use crate::check::Outcome;
use crate::place::Kind;
use std::fmt::Write as _;

/// The columns of a table of places.
const FUNCTIONS: (&str, &[Kind]) = ("functions", &[Kind::Function, Kind::Closure]);
const LOOPS: (&str, &[Kind]) = ("loop bodies", &[Kind::Loop]);
const INNER: (&str, &[Kind]) = ("inner blocks", &[Kind::Inner]);

type Column = (&'static str, &'static [Kind]);

/// The table of first statements.
pub fn first(rows: &[Row]) -> String {
    places(rows, &[FUNCTIONS, LOOPS], |row| row.first.iter().collect())
}

/// The table of random statements.
pub fn between(rows: &[Row]) -> String {
    places(rows, &[FUNCTIONS, LOOPS, INNER], |row| row.between.iter().collect())
}

fn places<'a>(rows: &'a [Row], columns: &[Column], of: impl Fn(&'a Row) -> Vec<&'a Sprinkled>) -> String {
    let mut text = String::from("| crate |");
    for (title, _) in columns {
        let _ = write!(text, " {title} | kept |");
    }
    text.push_str(" own tests before | after |\n|---|");
    text.push_str(&"---|".repeat(2 * columns.len() + 2));
    text.push('\n');
    for row in rows {
        let sprinkled = of(row);
        let outcomes: Vec<&Outcome> = sprinkled.iter().map(|sprinkled| &sprinkled.outcome).collect();
        let _ = write!(text, "| {} {} |", row.name, row.version);
        for (_, kinds) in columns {
            let (count, kept) = counts(&outcomes, kinds);
            let _ = write!(text, " {count} | {kept} |");
        }
        let mut after: Vec<String> = sprinkled.iter().map(|sprinkled| tests(sprinkled.after)).collect();
        after.dedup();
        let _ = writeln!(text, " {} | {} |", tests(row.before), after.join("; "));
    }
    for (title, without) in [("all", None), ("without httparse", Some("httparse"))] {
        let outcomes: Vec<&Outcome> = rows
            .iter()
            .filter(|row| Some(row.name.as_str()) != without)
            .flat_map(|row| of(row).into_iter().map(|sprinkled| &sprinkled.outcome))
            .collect();
        let _ = write!(text, "| {title} |");
        for (_, kinds) in columns {
            let (count, kept) = counts(&outcomes, kinds);
            let _ = write!(text, " {count} | {kept} ({}) |", share(kept, count));
        }
        text.push_str(" | |\n");
    }
    text
}

fn counts(outcomes: &[&Outcome], kinds: &[Kind]) -> (usize, usize) {
    let sum = |count: fn(&Outcome, &[Kind]) -> usize| outcomes.iter().map(|outcome| count(outcome, kinds)).sum();
    (sum(Outcome::count), sum(Outcome::kept))
}

/// How many places mention a local, and how many of those are kept whose local isn't moved later.
#[derive(Default)]
pub struct Mentions {
    all: usize,
    pub counted: usize,
    pub macro_kept: usize,
    pub guard_kept: usize,
}

impl Mentions {
    pub fn of(rows: &[Row]) -> Mentions {
        let mut mentions = Mentions::default();
        for mentioned in rows.iter().flat_map(|row| &row.mentioned) {
            mentions.add(mentioned);
        }
        mentions
    }

    fn add(&mut self, mentioned: &Mentioned) {
        let Mentioned { by_macro, by_guard } = mentioned;
        for id in by_guard.places.keys() {
            self.all += 1;
            if by_guard.moved.contains(id) {
                continue;
            }
            self.counted += 1;
            self.macro_kept += usize::from(!by_macro.lost.contains_key(id));
            self.guard_kept += usize::from(!by_guard.lost.contains_key(id));
        }
    }
}

/// The table of places that mention a local.
pub fn mentioned(rows: &[Row]) -> String {
    let mut text = String::from(
        "| crate | places | not moved later | deferred call kept | guard kept |\n\
         |---|---|---|---|---|\n",
    );
    for row in rows {
        let Mentions {
            all,
            counted,
            macro_kept,
            guard_kept,
        } = Mentions::of(std::slice::from_ref(row));
        let _ = writeln!(
            text,
            "| {} {} | {all} | {counted} | {macro_kept} | {guard_kept} |",
            row.name, row.version
        );
    }
    let Mentions {
        all,
        counted,
        macro_kept,
        guard_kept,
    } = Mentions::of(rows);
    let _ = writeln!(
        text,
        "| all | {all} | {counted} | {macro_kept} ({}) | {guard_kept} ({}) |",
        share(macro_kept, counted),
        share(guard_kept, counted)
    );
    text
}

pub fn share(kept: usize, all: usize) -> String {
    if all == 0 {
        return "none".to_owned();
    }
    let hundredths = (kept * 10_000 + all / 2) / all;
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

fn tests(counts: Tests) -> String {
    match counts {
        Some((passed, 0)) => format!("{passed} pass"),
        Some((passed, failed)) => format!("{passed} pass, {failed} fail"),
        None => "none".to_owned(),
    }
}
