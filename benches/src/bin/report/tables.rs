//! The tables, in Markdown.

use super::PerKind;
use super::build_cost::{BuildCost, FUNCTIONS};
use super::code_size::Size;
use super::command::Machine;
use super::expansion::{Expansion, PATIENCE};
use super::go::Go;
use defer_benches::KINDS;
use defer_benches::cases::CASES;

/// The places of the kinds in a row of numbers.
const BY_HAND: usize = 0;
const GUARD: usize = 1;
const WITH_DEFER: usize = 4;

pub fn instructions(machine: &Machine, counts: &PerKind<u64>, allocations: &PerKind<u64>) -> String {
    let mut table = Table::new(["case"].into_iter().chain(KINDS).chain([
        "`with_defer` / by hand",
        "`with_defer` / guard",
        "allocations: guard, `with_defer`",
    ]));
    for ((case, counts), allocations) in CASES.iter().zip(counts).zip(allocations) {
        let ratio = |to: usize| ratio(counts[WITH_DEFER] as f64, counts[to] as f64);
        let mut cells = vec![case.title.to_owned()];
        cells.extend(counts.map(grouped));
        cells.extend([ratio(BY_HAND), ratio(GUARD)]);
        cells.push(format!("{}, {}", allocations[GUARD], allocations[WITH_DEFER]));
        table.row(cells);
    }
    format!(
        "Instructions per call, counted by callgrind, at `opt-level = 3` with fat LTO\n\
         ({}, {}). A body hashes 24 bytes three times, or once an iteration.\n\
         Guard is the `Drop` guard. By hand nothing is cleaned up on a cancellation, nor on a panic but in the cases about one.\n\n{}",
        machine.rustc, machine.valgrind, table.text
    )
}

pub fn times(times: &PerKind<f64>) -> String {
    let mut table = Table::new(
        ["case"]
            .into_iter()
            .chain(KINDS)
            .chain(["`with_defer` / by hand", "`with_defer` / guard"]),
    );
    for (case, times) in CASES.iter().zip(times) {
        let mut cells = vec![case.title.to_owned()];
        cells.extend(times.map(nanoseconds));
        cells.extend([BY_HAND, GUARD].map(|to| ratio(times[WITH_DEFER], times[to])));
        table.row(cells);
    }
    format!(
        "Nanoseconds per call, the fastest of 100 samples by criterion:\n\n{}",
        table.text
    )
}

pub fn go(go: Option<&Go>, times: &PerKind<f64>) -> String {
    let Some(go) = go else {
        return "Beside Go's `defer`: Go is not installed here.\n".to_owned();
    };
    let mut table = Table::new([
        "case",
        "Go, by hand",
        "Go, `defer`",
        "`defer` / by hand",
        "Rust, `with_defer` / by hand",
    ]);
    for ((case, in_go), times) in CASES.iter().zip(go.times).zip(times) {
        let Some(in_go) = in_go else { continue };
        let none = || "–".to_owned();
        table.row(vec![
            case.title.to_owned(),
            in_go.direct.map_or_else(none, nanoseconds),
            nanoseconds(in_go.with_defer),
            in_go.direct.map_or_else(none, |direct| ratio(in_go.with_defer, direct)),
            ratio(times[WITH_DEFER], times[BY_HAND]),
        ]);
    }
    format!(
        "The same in Go ({}), in nanoseconds.\n\
         By hand it can't recover, and a loop body with `defer` has to be a function there:\n\n{}",
        go.version, table.text
    )
}

pub fn builds(machine: &Machine, cost: &BuildCost, sizes: &[Size; 4]) -> String {
    let mut table = Table::new(["build", "by hand", "`Drop` guard", "`scopeguard`", "`with_defer`"]);
    let row = |title: &str, seconds: [f64; 3]| {
        let mut cells = vec![title.to_owned(), "–".to_owned()];
        cells.extend(seconds.map(|seconds| format!("{seconds:.2} s")));
        cells
    };
    table.row(row("clean build of an empty crate with the dependency", cost.clean));
    table.row(row(
        &format!(
            "`cargo check` of {} functions, two calls each",
            grouped(FUNCTIONS as u64)
        ),
        cost.check,
    ));
    for (title, bytes) in [
        ("code per deferred call", sizes.map(|size| size.code)),
        ("tables for panics per deferred call", sizes.map(|size| size.tables)),
    ] {
        let mut cells = vec![title.to_owned()];
        cells.extend(bytes.map(|bytes| format!("{bytes} bytes")));
        table.row(cells);
    }
    format!(
        "What it costs to build ({} cores), and what a deferred call adds to a function that two `?` can leave early:\n\n{}",
        machine.cores, table.text
    )
}

pub fn expansion(expansions: &[Expansion]) -> String {
    let mut table = Table::new(["expanded", "millions of instructions", "of each part"]);
    for Expansion {
        title,
        instructions,
        parts,
    } in expansions
    {
        let none = || "–".to_owned();
        let part = instructions
            .zip(*parts)
            .map(|(count, (parts, name))| format!("{} a {name}", millions(count / parts as u64)));
        table.row(vec![
            title.clone(),
            instructions.map_or_else(none, millions),
            part.unwrap_or_else(none),
        ]);
    }
    format!(
        "What the macro itself takes in a build without optimisation, counted by callgrind in rustc; a dash where it takes\n\
         longer than {PATIENCE} s there:\n\n{}",
        table.text
    )
}

/// A table that grows by rows.
struct Table {
    text: String,
}

impl Table {
    fn new<'t>(titles: impl IntoIterator<Item = &'t str>) -> Self {
        let titles: Vec<String> = titles.into_iter().map(str::to_owned).collect();
        let rule = format!("|---{}\n", "|--:".repeat(titles.len() - 1));
        let mut table = Self { text: String::new() };
        table.row(titles);
        table.text.push_str(&rule.replace('\n', "|\n"));
        table
    }

    fn row(&mut self, cells: Vec<String>) {
        self.text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
}

fn ratio(cost: f64, to: f64) -> String {
    format!("{:.2}", cost / to)
}

fn nanoseconds(time: f64) -> String {
    match time {
        ..100.0 => format!("{time:.1}"),
        _ => grouped(time.round() as u64),
    }
}

fn millions(count: u64) -> String {
    let millions = count as f64 / 1e6;
    match millions {
        ..100.0 => format!("{millions:.2}"),
        _ => grouped(millions.round() as u64),
    }
}

/// With commas between the thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!(
            [7, 999, 1000, 2_774_000].map(grouped),
            ["7", "999", "1,000", "2,774,000"]
        );
        assert_eq!([41.84, 99.96, 4838.2].map(nanoseconds), ["41.8", "100.0", "4,838"]);
        assert_eq!(ratio(288.0, 281.0), "1.02");
        assert_eq!([1_503_000, 2_373_633_814].map(millions), ["1.50", "2,374"]);
    }

    #[test]
    fn a_table_has_a_rule_below_its_titles() {
        let mut table = Table::new(["a", "b"]);
        table.row(vec!["1".to_owned(), "2".to_owned()]);
        assert_eq!(table.text, "| a | b |\n|---|--:|\n| 1 | 2 |\n");
    }
}
