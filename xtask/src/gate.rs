//! What has to pass: while one works, and before it is merged.

use super::command::{Done, cargo, root, run};
use super::{api, licences, package};
use std::error::Error;
use std::fs;

/// Tables, and what is made of them: two thirds of the time that all tests of the rules take to build.
const LONG: [&str; 7] = [
    "async_twins_calls",
    "async_twins_failure",
    "async_twins_scopes",
    "block_scopes",
    "failure",
    "failure_named",
    "hidden_ways_out",
];

/// A minute at most, where nothing but the macro has changed: without the tests of the rules that take long.
pub fn quick(_: &[String]) -> Done {
    run(&mut cargo("fmt --all --check"))?;
    let mut tests = cargo("test --quiet -p defer-macros -p defer-tests -p defer-tidy --lib");
    for folder in ["tests", "tidy"] {
        for test in named(folder, "[[test]]")? {
            if !LONG.contains(&&*test) {
                tests.args(["--test", &test]);
            }
        }
    }
    run(&mut tests)
}

/// Ten minutes at most, on two cores where nothing is built.
pub fn ci(_: &[String]) -> Done {
    run(&mut cargo("fmt --all --check"))?;
    run(&mut cargo(
        "clippy --workspace --all-targets --features defer-benches/times -- -D warnings",
    ))?;
    // The command of the README, with so many random programs that they come to each rule.
    run(cargo("test --workspace").env("PROGRAMS", "4"))?;
    run(cargo("doc --workspace --no-deps").env("RUSTDOCFLAGS", "-D warnings"))?;
    for example in named("examples", "[[example]]")? {
        run(&mut cargo(&format!("run --quiet --example {example}")))?;
    }
    api::check(&[])?;
    licences::check(&[])?;
    package::check(&[])
}

/// The names of such sections of the folder's `Cargo.toml`, where the name is the first word.
fn named(folder: &str, section: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml"))?;
    let sections = manifest.split(section).skip(1);
    let name = |section: &str| section.split('"').nth(1).map(str::to_owned);
    Ok(sections.filter_map(name).collect())
}

#[cfg(test)]
#[test]
fn the_names_are_found() {
    let examples = named("examples", "[[example]]").expect("the manifest is there");
    assert_eq!(
        (&*examples[0], examples.last().map(String::as_str)),
        ("tour", Some("server"))
    );
    let tests = named("tests", "[[test]]").expect("the manifest is there");
    for long in LONG {
        assert!(tests.contains(&long.to_owned()), "{long}");
    }
}
