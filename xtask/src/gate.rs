//! What has to pass: while one works, and before it is merged.

use super::command::{Done, cargo, root, run};
use super::{api, licences, package};
use std::error::Error;
use std::fs;

/// A minute at most, where all is built.
pub fn quick(_: &[String]) -> Done {
    run(&mut cargo("fmt --all --check"))?;
    run(&mut cargo("test --quiet -p defer-macros -p defer-tests -p defer-tidy"))
}

/// Ten minutes at most, on two cores where nothing is built.
pub fn ci(_: &[String]) -> Done {
    run(&mut cargo("fmt --all --check"))?;
    run(&mut cargo("clippy --workspace --all-targets -- -D warnings"))?;
    run(&mut cargo("test --workspace"))?;
    run(cargo("doc --workspace --no-deps").env("RUSTDOCFLAGS", "-D warnings"))?;
    for example in examples()? {
        run(&mut cargo(&format!("run --quiet --example {example}")))?;
    }
    api::check(&[])?;
    licences::check(&[])?;
    package::check(&[])
}

/// Their names, as `examples/Cargo.toml` has them.
fn examples() -> Result<Vec<String>, Box<dyn Error>> {
    let manifest = fs::read_to_string(root().join("examples/Cargo.toml"))?;
    let after = manifest.split("[[example]]").skip(1);
    let name = |section: &str| section.split('"').nth(1).map(str::to_owned);
    Ok(after.filter_map(name).collect())
}

#[cfg(test)]
#[test]
fn the_examples_are_found() {
    let examples = examples().expect("the manifest is there");
    assert!(examples.contains(&"tour".to_owned()), "{examples:?}");
    assert!(examples.contains(&"server".to_owned()), "{examples:?}");
}
