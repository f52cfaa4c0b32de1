//! What is done by other tools, each with how to get it.

use super::command::{Done, cargo, needs, program, root, run, target};
use std::fs;

/// Both crates build with the Rust that they say they need, and so do users' editions and the examples.
pub fn msrv(_: &[String]) -> Done {
    let manifest = fs::read_to_string(root().join("Cargo.toml"))?;
    let oldest = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .ok_or("Cargo.toml has no `rust-version`")?
        .trim_matches('"');
    run(program("rustup").args(["toolchain", "install", oldest, "--profile", "minimal"]))?;
    let folder = target()?.join("msrv");
    for arguments in [
        "check -p defer-runtime",
        "check -p defer-runtime --no-default-features --profile abort",
        "test -p defer-runtime -p defer-examples -p defer-edition-2015 -p defer-edition-2018 -p defer-edition-2021 -p defer-edition-2024",
    ] {
        run(cargo(arguments)
            .env("RUSTUP_TOOLCHAIN", oldest)
            .env("CARGO_TARGET_DIR", &folder))?;
    }
    Ok(())
}

pub fn nightly(_: &[String]) -> Done {
    run(&mut program(".ci/nightly"))
}

/// What `deny.toml` says of the whole workspace. Asked for, `advisories` fetches what is known to be broken.
pub fn deny(arguments: &[String]) -> Done {
    needs(&mut cargo("deny --version"), "cargo install --locked cargo-deny")?;
    let of = ["bans", "licenses", "sources"].map(str::to_owned);
    run(cargo("deny check").args(if arguments.is_empty() { &of } else { arguments }))
}

/// What has changed since a release: its tag.
pub fn semver(arguments: &[String]) -> Done {
    let [tag] = arguments else {
        return Err("which tag? `cargo xtask semver v0.1.0`".into());
    };
    needs(
        &mut cargo("semver-checks --version"),
        "cargo install --locked cargo-semver-checks",
    )?;
    run(cargo("semver-checks -p defer-runtime --baseline-rev").arg(tag))
}

/// For how long, say its arguments: `-- -max_total_time=600`.
pub fn fuzz(arguments: &[String]) -> Done {
    needs(&mut cargo("fuzz --version"), "cargo install --locked cargo-fuzz")?;
    run(cargo("fuzz run expand")
        .args(arguments)
        .current_dir(root().join("fuzz"))
        .env("RUSTUP_TOOLCHAIN", "nightly"))
}

pub fn model(arguments: &[String]) -> Done {
    run(cargo("run --quiet -p defer-model --").args(arguments))
}

/// All of it where there are no arguments, which are those of the program.
pub fn corpus(arguments: &[String]) -> Done {
    let all = ["docs/real-code.md".to_owned()];
    run(cargo("run --release -p defer-corpus --").args(if arguments.is_empty() { &all } else { arguments }))
}
