//! Rule 9.4: where rustc counts for coverage, each line of a function and of its deferred code counts once, as it does where the deferred
//! code is written at the end by hand.
//!
//! The code regions of `-C instrument-coverage` stand in the text of `--emit=mir`: which body counts them, and where they are. So no
//! tool is needed but rustc.

use crate::diagnostics::read;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// For each line of the program that is in a region, the bodies that count it.
type Counted = BTreeMap<usize, Vec<String>>;

#[test]
fn each_line_counts_once() {
    let folder = project();
    let deferred = with_counters(&folder, "deferred");
    let plain = with_counters(&folder, "plain");
    assert!(plain.len() > 15, "{} functions", plain.len());
    for (function, plain) in &plain {
        let deferred = &deferred[function];
        let lines: Vec<_> = plain
            .iter()
            .filter(|(line, _)| is_written_twice(function, line))
            .collect();
        assert!(lines.len() > 2, "{function}: {lines:?}");
        for (line, expected) in lines {
            let times = deferred.get(line).copied().unwrap_or_default();
            assert_eq!(
                times, *expected,
                "{function}: `{line}` counts in {times} bodies, in the plain one in {expected}: {deferred:#?}"
            );
        }
        // What stands there besides is the begin of a deferred call.
        for (line, times) in deferred {
            let is_own = line.starts_with("defer!") || line.starts_with("errdefer!") || line.starts_with("okdefer!");
            assert!(
                plain.contains_key(line) || is_own && *times == 1,
                "{function}: `{line}` counts in {times} bodies"
            );
        }
    }
}

/// Whether a line with a counter stands in both programs.
fn is_written_twice(function: &str, line: &str) -> bool {
    // The brace that begins an async scope counts for each of the async blocks that its rests are (a *Difference* of rule 9.4).
    let begins_async = line.contains("async ") || function.starts_with("async") && line.starts_with("for ");
    // So does the one of a function that never returns, whose rest has to be a block.
    let begins_never = line.ends_with("-> ! {");
    // The plain program names the error and the result in its own way.
    let own = ["if let Err(error)", "let mut count = 0;"];
    !begins_async && !begins_never && !own.iter().any(|own| line.starts_with(own))
}

/// How often the lines of each function are counted, by what is written in them.
fn with_counters(folder: &Path, module: &str) -> BTreeMap<String, BTreeMap<String, usize>> {
    let source = read(&folder.join("src").join(module).with_extension("rs"));
    let lines: Vec<_> = source.lines().collect();
    let counted = counted(folder, module);
    let mut functions = BTreeMap::new();
    let mut function = String::new();
    for (at, line) in lines.iter().enumerate() {
        if let Some((_, head)) = line.split_once("fn ") {
            function = head.split('(').next().unwrap().to_owned();
        }
        let Some(bodies) = counted.get(&(at + 1)) else { continue };
        let code = without_deferred_call(line.trim());
        if code.starts_with('}') {
            continue;
        }
        let lines: &mut BTreeMap<_, _> = functions.entry(function.clone()).or_default();
        assert_eq!(
            lines.insert(code.to_owned(), bodies.len()),
            None,
            "{function}: `{code}` stands twice"
        );
    }
    functions
}

/// What a deferred call of one line defers, as it is written by hand.
fn without_deferred_call(line: &str) -> String {
    let inside = ["defer!(", "errdefer!(", "okdefer!("]
        .iter()
        .find_map(|begin| line.strip_prefix(begin)?.strip_suffix(");"));
    match inside {
        Some(code) => format!("{};", code.trim_start_matches("|error| ").trim_start_matches("|| ")),
        None => line.to_owned(),
    }
}

/// The regions of one of the files.
fn counted(folder: &Path, module: &str) -> Counted {
    let mir = folder.join("target/debug/deps");
    let files = fs::read_dir(mir).unwrap().map(|file| file.unwrap().path());
    let mut files = files.filter(|file| file.extension().is_some_and(|extension| extension == "mir"));
    let text = read(&files.next().expect("rustc has written it"));
    let (mut counted, mut body) = (Counted::new(), String::new());
    let file = format!("src/{module}.rs:");
    for line in text.lines() {
        if line.starts_with("fn ") {
            body = line.to_owned();
        }
        let region = line
            .trim()
            .strip_prefix("coverage ")
            .and_then(|region| region.split_once(" => "));
        if let Some((_, place)) = region
            && let Some(place) = place.strip_prefix(&file)
        {
            // `4:1: 5:2 (#0)`
            let mut numbers = place.split([':', ' ']).filter_map(|number| number.parse().ok());
            let (begin, _, end): (usize, Option<usize>, usize) =
                (numbers.next().unwrap(), numbers.next(), numbers.next().unwrap());
            for line in begin..=end {
                let bodies: &mut Vec<_> = counted.entry(line).or_default();
                if !bodies.contains(&body) {
                    bodies.push(body.clone());
                }
            }
        }
    }
    assert!(!counted.is_empty(), "rustc names the regions of {file}");
    counted
}

/// Compiles the programs.
fn project() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("coverage");
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = here.parent().unwrap();
    if folder.join("target/debug/deps").exists() {
        fs::remove_dir_all(folder.join("target/debug/deps")).unwrap();
    }
    fs::create_dir_all(folder.join("src")).unwrap();
    let runtime = workspace.join("defer-runtime");
    let manifest = format!(
        "[package]\nname = \"coverage\"\nedition = \"2024\"\n\n[dependencies]\ndefer-runtime.path = {runtime:?}\n\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    for module in ["deferred", "plain", "used"] {
        let file = Path::new(module).with_extension("rs");
        fs::copy(here.join("coverage").join(&file), folder.join("src").join(&file)).unwrap();
    }
    let lib = "#![allow(warnings)]\npub mod deferred;\npub mod plain;\nmod used;\npub use used::*;\n";
    fs::write(folder.join("src/lib.rs"), lib).unwrap();
    let run = Command::new(env!("CARGO"))
        .args([
            "rustc",
            "--offline",
            "--quiet",
            "--color=never",
            "--",
            "--emit=mir",
            "-Cinstrument-coverage",
        ])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    folder
}
