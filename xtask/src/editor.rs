//! What an editor makes of `#[with_defer]`: rust-analyzer over the workspace, then over code that is typed halfway. Not part of the gate,
//! since to build the tool takes eight minutes on a good machine.

use super::command::{Done, cargo, output, program, root, run, target};
use std::path::{Path, PathBuf};
use std::process::Command;

const VERSION: &str = "0.0.349";

/// rust-analyzer adds the sources of the standard library to the toolchain, and with them rustc says more than the texts
/// of `ui-tests`: those are of another toolchain.
const TOOLCHAIN: &str = "nightly";

pub fn check(_: &[String]) -> Done {
    let folder = target()?.join("rust-analyzer");
    let tool = match std::env::var_os("RUST_ANALYZER") {
        Some(built) => PathBuf::from(built),
        None => installed(&folder)?,
    };
    let analyzer = |arguments: &str| {
        let mut command = program(&tool.to_string_lossy());
        of_nightly(&mut command, &folder).args(arguments.split_whitespace());
        command
    };
    eprintln!("$ rust-analyzer diagnostics");
    finds_no_errors(&text(&mut analyzer("diagnostics ."))?.0)?;
    eprintln!("$ rust-analyzer analysis-stats");
    let (unknown, stats) = text(&mut analyzer("-v analysis-stats --output csv ."))?;
    knows_the_types(&unknown, &stats)?;

    let mut half_typed = program("python3");
    half_typed
        .arg("xtask/half-typed.py")
        .arg(&tool)
        .arg(folder.join("half-typed"));
    run(of_nightly(&mut half_typed, &folder))
}

fn of_nightly<'c>(command: &'c mut Command, folder: &Path) -> &'c mut Command {
    command
        .env("RUSTUP_TOOLCHAIN", TOOLCHAIN)
        .env("CARGO_TARGET_DIR", folder)
}

fn installed(folder: &Path) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let tool = folder.join("bin/rust-analyzer");
    if !tool.exists() {
        let mut install = cargo("install ra_ap_rust-analyzer --locked --version");
        install.arg(VERSION).arg("--root").arg(folder);
        run(of_nightly(&mut install, folder))?;
    }
    Ok(tool)
}

/// What it says on both streams. It fails where it finds something, which the texts tell better.
fn text(command: &mut Command) -> Result<(String, String), Box<dyn std::error::Error>> {
    let said = output(command)?;
    let [stdout, stderr] = [said.stdout, said.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    Ok((stdout, stderr))
}

/// Without the macro, too, it finds mistakes in `ecosystem`: it does not read code of edition 2015.
fn finds_no_errors(said: &str) -> Done {
    if !said.lines().any(|line| line.starts_with("diagnostic scan complete")) {
        return Err(format!("it didn't come to its end:\n{said}").into());
    }
    let elsewhere = format!("file {}", root().join("ecosystem/").display());
    let is_ours = |line: &&str| line.contains(": Error ") && !line.contains(&elsewhere);
    let errors: Vec<&str> = said.lines().filter(is_ours).collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(format!("errors that rustc does not have:\n{}", errors.join("\n")).into())
    }
}

/// It prints a line for each expression whose type is unknown or wrong, with its place, and how many it has looked at.
fn knows_the_types(unknown: &str, stats: &str) -> Done {
    let counts: Vec<&str> = stats
        .lines()
        .filter(|line| line.contains("exprs:") || line.contains("pats:"))
        .collect();
    eprintln!("{}", counts.join("\n"));
    let looked_at = |line: &&str| {
        let (_, number) = line.split_once("exprs: ")?;
        number
            .split(|sign: char| !sign.is_ascii_digit())
            .next()?
            .parse::<u32>()
            .ok()
    };
    if counts.iter().filter_map(looked_at).max() < Some(100_000) {
        return Err("there was little to look at".into());
    }
    let examples = root().join("examples/").display().to_string();
    let unknown: Vec<&str> = unknown.lines().filter(|line| line.starts_with(&examples)).collect();
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(format!("types in the examples that are unknown:\n{}", unknown.join("\n")).into())
    }
}
