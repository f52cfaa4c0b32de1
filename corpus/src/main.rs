//! Puts deferred calls into real crates, and writes tables of what still compiles, what doesn't and why, and of the
//! crates' own tests before and after.

mod check;
mod krate;
mod options;
mod place;
mod report;
mod rustc;
mod text;
mod trial;

use check::{Id, Outcome};
use krate::Krate;
use options::{Options, What};
use report::{Mentioned, Row, Sprinkled};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use trial::{Call, Position, Trial};

fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    match run(workspace, &options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(workspace: &Path, options: &Options) -> io::Result<()> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    let krates = krate::fetch(workspace, &target.join("corpus"), &options.crates)?;
    let rows = rows(&krates, options);
    let page = report::page(&rows, options);
    println!("{page}");
    if rows.len() < krates.len() {
        return Err(io::Error::other("some crates have no row"));
    }
    if let Some(output) = &options.output {
        std::fs::write(output, page)?;
        report::write_front_page(&workspace.join("README.md"), &rows)?;
    }
    Ok(())
}

/// The results, as many crates at a time as the machine has cores.
fn rows(krates: &[Krate], options: &Options) -> Vec<Row> {
    let cores = std::thread::available_parallelism().map_or(1, Into::into);
    let waiting = Mutex::new(krates.iter().enumerate());
    let mut rows: Vec<(usize, Row)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|worker| {
                let waiting = &waiting;
                scope.spawn(move || {
                    let mut rows = Vec::new();
                    while let Some((index, krate)) = next(waiting) {
                        match row(&krate.built_by(worker), options) {
                            Ok(row) => {
                                eprintln!("{} is done", row.name);
                                rows.push((index, row));
                            }
                            Err(error) => eprintln!("{error}"),
                        }
                    }
                    rows
                })
            })
            .collect();
        workers
            .into_iter()
            .filter_map(|worker| worker.join().ok())
            .collect::<Vec<_>>()
    })
    .into_iter()
    .flatten()
    .collect();
    rows.sort_by_key(|(index, _)| *index);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn next<T>(waiting: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    waiting.lock().ok()?.next()
}

/// All trials of one crate.
fn row(krate: &Krate, options: &Options) -> io::Result<Row> {
    let own_tests = || if options.tests { krate.own_tests() } else { Ok(None) };
    let before = own_tests()?;
    let settle = |position, call, seed, skipped: &BTreeSet<Id>| -> io::Result<Outcome> {
        let trial = Trial { position, call, seed };
        let outcome = check::settle(krate, &trial, skipped, before.is_some())?;
        eprintln!(
            "{}: {position:?} {call:?} {seed}: {} of {} are lost",
            krate.name,
            outcome.lost.len(),
            outcome.places.len()
        );
        if call != Call::Guard {
            eprint!("{}", report::lost_in(&krate.name, &outcome));
        }
        Ok(outcome)
    };
    let sprinkled = |position, seed| -> io::Result<Sprinkled> {
        Ok(Sprinkled {
            outcome: settle(position, Call::Tick, seed, &BTreeSet::new())?,
            after: own_tests()?,
        })
    };
    let mentioned = |seed| -> io::Result<Mentioned> {
        // The guard tells what is moved.
        let mut by_guard = settle(Position::BehindLet, Call::Guard, seed, &BTreeSet::new())?;
        let mut by_macro = settle(Position::BehindLet, Call::Touch, seed, &by_guard.moved)?;
        // Where the guard is in the way of an assignment first, rustc says no more of it.
        let moved = std::mem::take(&mut by_macro.moved);
        by_macro.lost.retain(|id, _| !moved.contains(id));
        by_guard.moved.extend(moved);
        Ok(Mentioned { by_macro, by_guard })
    };
    let mut row = Row {
        name: krate.name.clone(),
        version: krate.version.clone(),
        before,
        first: None,
        between: Vec::new(),
        mentioned: Vec::new(),
    };
    if options.tries(What::First) {
        row.first = Some(sprinkled(Position::First, 0)?);
    }
    for &seed in &options.seeds {
        if options.tries(What::Between) {
            row.between.push(sprinkled(Position::Between, seed)?);
        }
        if options.tries(What::Mention) {
            row.mentioned.push(mentioned(seed)?);
        }
    }
    Ok(row)
}
