//! `cargo run -p defer-model -- --count 10000 --seed 1` holds that many random programs against the model, with
//! `--async` those whose functions are async. With `--guards` it holds functions with deferred calls against the same
//! with guards.

use defer_model::compare::{Difference, compare};
use defer_model::compile::Workshop;
use defer_model::generate::Dialect;
use defer_model::guards::generate as guards;
use defer_model::guards::report::{self, Summary, Told};
use defer_model::verdict;
use std::process::ExitCode;
use std::time::Instant;
use std::{env, io};

/// How many programs are compiled at a time.
const BATCH: u64 = 500;

/// How many differences are shrunk and shown.
const SHOWN: usize = 50;

fn main() -> io::Result<ExitCode> {
    let count = option("--count")?.unwrap_or(BATCH);
    let seed = option("--seed")?.unwrap_or(1);
    let shown = option("--shrink")?.map_or(SHOWN, |shown| shown as usize);
    let is_async = env::args().any(|arg| arg == "--async");
    if env::args().any(|arg| arg == "--guards") {
        let has_known = env::args().any(|arg| arg == "--known");
        return against_guards(guards::Dialect { is_async, has_known }, count, seed, shown);
    }
    let (dialect, folder) = if is_async {
        (Dialect::Async, "run-async")
    } else {
        (Dialect::Sync, "run")
    };
    let workshop = Workshop::new(folder, 2)?;
    let start = Instant::now();
    let mut summary = verdict::Summary::default();
    let mut differences: Vec<Difference> = Vec::new();
    let mut from = seed;
    while from < seed + count {
        let to = (from + BATCH).min(seed + count);
        let limit = shown.saturating_sub(differences.len());
        let found = compare(&workshop, dialect, from..to, limit, &mut summary)?;
        for difference in found.iter().take(SHOWN.saturating_sub(differences.len())) {
            println!("{}", difference.report(&workshop));
        }
        differences.extend(found);
        println!(
            "seeds {from}..{to}: {} differences so far, {:.0?}",
            differences.len(),
            start.elapsed()
        );
        from = to;
    }
    println!("{summary}");
    let seeds: Vec<_> = differences.iter().map(|difference| difference.seed).collect();
    println!("{count} programs from seed {seed} on; differences: {seeds:?}");
    Ok(if differences.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Holds deferred calls against guards.
fn against_guards(dialect: guards::Dialect, count: u64, seed: u64, shrunk: usize) -> io::Result<ExitCode> {
    let folder = if dialect.is_async { "guards-async" } else { "guards" };
    let workshop = Workshop::new(folder, 2)?;
    if env::args().any(|arg| arg == "--show") {
        println!("{}", report::show(&workshop, dialect, seed)?);
        return Ok(ExitCode::SUCCESS);
    }
    let start = Instant::now();
    let refused = env::args().any(|arg| arg == "--refused");
    let told = Told { shrunk, refused };
    let mut summary = Summary::default();
    let mut from = seed;
    while from < seed + count {
        let to = (from + BATCH).min(seed + count);
        report::run(&workshop, dialect, from..to, told, &mut summary, |text| {
            println!("{text}")
        })?;
        println!(
            "seeds {from}..{to}: {} unexplained so far, {:.0?}",
            summary.faults.len(),
            start.elapsed()
        );
        from = to;
    }
    if env::args().any(|arg| arg == "--ways") {
        println!("{}", summary.ways());
    }
    println!("{summary}");
    println!(
        "{count} functions from seed {seed} on; unexplained: {:?}",
        summary.faults
    );
    Ok(if summary.faults.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The number behind an option.
fn option(name: &str) -> io::Result<Option<u64>> {
    let mut args = env::args().skip_while(|arg| arg != name);
    if args.next().is_none() {
        return Ok(None);
    }
    match args.next().as_deref().map(str::parse) {
        Some(Ok(number)) => Ok(Some(number)),
        _ => Err(io::Error::other(format!("{name} takes a number"))),
    }
}
