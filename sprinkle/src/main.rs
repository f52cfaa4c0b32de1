//! Puts a deferred call first in every function and loop body of real crates, and writes a table of what still
//! compiles, what doesn't and why, and of the crates' own tests before and after.

mod check;
mod krate;
mod place;
mod report;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The crates of the table. Those of the first line are written in a functional style: parsers and iterators; those of
/// the last are async.
const CRATES: [&str; 21] = [
    "nom",
    "winnow",
    "itertools",
    "either", //
    "semver",
    "indexmap",
    "textwrap",
    "walkdir",
    "smallvec",
    "hashbrown",
    "regex-syntax",
    "httparse",
    "serde_json",
    "fixedbitset",
    "bytes",
    "arrayvec",
    "mini-redis",
    "deadpool",
    "axum",
    "tokio-postgres",
    "async-channel",
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let output = arguments.next().unwrap_or_else(|| "-".to_owned());
    let mut names: Vec<String> = arguments.collect();
    if names.is_empty() {
        names = CRATES.map(str::to_owned).to_vec();
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    match run(workspace, &names) {
        Ok(rows) => {
            let table = report::table(&rows);
            println!("{table}");
            if output != "-"
                && let Err(error) = std::fs::write(&output, table)
            {
                eprintln!("{output}: {error}");
                return ExitCode::FAILURE;
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(workspace: &Path, names: &[String]) -> std::io::Result<Vec<report::Row>> {
    let folder: PathBuf = workspace.join("target").join("sprinkle");
    let krates = krate::fetch(workspace, &folder, names)?;
    let mut rows = Vec::new();
    for krate in krates {
        let before = krate.own_tests()?;
        let outcome = check::settle(&krate)?;
        let after = krate.own_tests()?;
        let row = report::Row {
            name: krate.name.clone(),
            version: krate.version.clone(),
            outcome,
            before,
            after,
        };
        eprintln!("{}", report::line(&row));
        rows.push(row);
    }
    Ok(rows)
}
