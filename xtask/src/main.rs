//! All that is done with the repository, by name: `cargo xtask` lists it. `.ci/run` and the public host's workflow call the same.

mod api;
mod bench;
mod command;
mod editor;
mod gate;
mod licences;
mod package;
mod tools;

use command::Done;
use std::process::ExitCode;

/// Something to do.
struct Task {
    name: &'static str,
    says: &'static str,
    /// With the arguments that follow its name.
    run: fn(&[String]) -> Done,
}

const fn task(name: &'static str, says: &'static str, run: fn(&[String]) -> Done) -> Task {
    Task { name, says, run }
}

const TASKS: &[Task] = &[
    task(
        "quick",
        "formatting, the macro's tests and most of the rules': while one works",
        gate::quick,
    ),
    task("ci", "the gate, which `.ci/run` calls: all that has to pass", gate::ci),
    task(
        "api",
        "holds the public API against docs/public-api.txt; `--write` writes it anew",
        api::check,
    ),
    task(
        "licences",
        "holds what users get against the licences that deny.toml allows",
        licences::check,
    ),
    task(
        "package",
        "packages both crates, and builds and runs what a user would",
        package::check,
    ),
    task("msrv", "the oldest Rust, which it fetches", tools::msrv),
    task(
        "nightly",
        "all tests but the words of the compiler, with the nightly that is installed",
        tools::nightly,
    ),
    task(
        "editor",
        "what rust-analyzer sees and completes; `RUST_ANALYZER` names one that is built",
        editor::check,
    ),
    task(
        "deny",
        "dependencies and licences of the whole workspace, by cargo-deny",
        tools::deny,
    ),
    task(
        "semver",
        "the public API since a release, by cargo-semver-checks: `semver v0.1.0`",
        tools::semver,
    ),
    task(
        "fuzz",
        "whatever parses as tokens, by cargo-fuzz; takes its arguments",
        tools::fuzz,
    ),
    task(
        "model",
        "random programs against the rules; takes its arguments: `--count 10000 --async`",
        tools::model,
    ),
    task(
        "corpus",
        "deferred calls in real crates, into docs/real-code.md and the README; takes half an hour",
        tools::corpus,
    ),
    task(
        "bench",
        "what it costs, into benches/README.md; `--no-write` only prints, `--expansion` only counts the macro",
        bench::report,
    ),
];

fn list() {
    println!("cargo xtask TASK\n");
    for task in TASKS {
        println!("  {:9} {}", task.name, task.says);
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        list();
        return ExitCode::SUCCESS;
    };
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        list();
        eprintln!("\nno task is called `{name}`");
        return ExitCode::FAILURE;
    };
    match (task.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{name}: {error}");
            ExitCode::FAILURE
        }
    }
}
