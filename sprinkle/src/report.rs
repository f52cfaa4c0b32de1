//! The table of results.

use crate::check::Outcome;
use crate::place::Kind;
use std::fmt::Write as _;

/// One crate's results.
pub struct Row {
    pub name: String,
    pub version: String,
    pub outcome: Outcome,
    pub before: Option<(usize, usize)>,
    pub after: Option<(usize, usize)>,
}

/// The results of one crate in a line of the table.
pub fn line(row: &Row) -> String {
    let outcome = &row.outcome;
    format!(
        "| {} {} | {} | {} | {} | {} | {} | {} |",
        row.name,
        row.version,
        outcome.functions,
        outcome.functions - outcome.lost_of(Kind::Function),
        outcome.loops,
        outcome.loops - outcome.lost_of(Kind::Loop),
        tests(row.before),
        tests(row.after),
    )
}

/// The whole table, with what was lost and why below it.
pub fn table(rows: &[Row]) -> String {
    let mut text = String::from(
        "# Real code\n\n\
         Every function and async block of these crates got `#[with_defer]` and a `defer!` as its first statement, and so\n\
         did every loop body. A place at which the crate no longer compiled was left out. `cargo run --release -p defer-sprinkle --\n\
         docs/real-code.md` makes this page anew.\n\n\
         As a first statement a deferred call stands in front of all borrows of locals: one further down may meet limits that\n\
         this doesn't measure.\n\n\
         | crate | functions | kept | loop bodies | kept | own tests before | after |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        text.push_str(&line(row));
        text.push('\n');
    }
    let sum = |count: &dyn Fn(&Outcome) -> usize| rows.iter().map(|row| count(&row.outcome)).sum::<usize>();
    let functions = sum(&|outcome| outcome.functions);
    let loops = sum(&|outcome| outcome.loops);
    let kept_functions = functions - sum(&|outcome| outcome.lost_of(Kind::Function));
    let kept_loops = loops - sum(&|outcome| outcome.lost_of(Kind::Loop));
    let _ = writeln!(
        text,
        "| all | {functions} | {kept_functions} ({}) | {loops} | {kept_loops} ({}) | | |\n\n## What was lost\n",
        share(kept_functions, functions),
        share(kept_loops, loops),
    );
    for row in rows {
        for lost in &row.outcome.lost {
            let what = match lost.kind {
                Kind::Function => "function",
                Kind::Loop => "loop in",
            };
            let _ = writeln!(
                text,
                "- {}, {}: {what} `{}`: {}",
                row.name, lost.file, lost.name, lost.why
            );
        }
    }
    text
}

fn share(kept: usize, all: usize) -> String {
    if all == 0 {
        return "none".to_owned();
    }
    let tenths = (kept * 10_000 + all / 2) / all;
    format!("{}.{:02} %", tenths / 100, tenths % 100)
}

fn tests(counts: Option<(usize, usize)>) -> String {
    match counts {
        Some((passed, 0)) => format!("{passed} pass"),
        Some((passed, failed)) => format!("{passed} pass, {failed} fail"),
        None => "none".to_owned(),
    }
}
