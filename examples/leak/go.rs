//! The same two loops in Go, where it is installed.

use super::Peak;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

const PROGRAM: &str = include_str!("main.go");

/// A title and a peak for each form. Nothing where there is no Go.
pub fn measure(path: &Path, count: usize, folder: &Path) -> io::Result<Option<Vec<(String, Peak)>>> {
    if Command::new("go").arg("version").output().is_err() {
        return Ok(None);
    }
    let program = folder.join("main.go");
    fs::write(&program, PROGRAM)?;
    let run = Command::new("go")
        .arg("run")
        .args([&*program, path])
        .arg(count.to_string())
        .current_dir(folder)
        .output()?;
    if !run.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&run.stderr)));
    }
    let printed = String::from_utf8_lossy(&run.stdout);
    let peaks = printed
        .lines()
        .map(|line| parse(line).ok_or_else(|| io::Error::other(format!("no row: {line}"))));
    peaks.collect::<io::Result<_>>().map(Some)
}

fn parse(line: &str) -> Option<(String, Peak)> {
    let (title, numbers) = line.split_once('\t')?;
    let mut numbers = numbers.split('\t').map(str::parse::<usize>);
    // Negative where the system doesn't list them.
    let descriptors = numbers.next()?.ok();
    let peak = Peak {
        descriptors,
        bytes: numbers.next()?.ok()?,
        allocations: numbers.next()?.ok()?,
    };
    Some((title.to_owned(), peak))
}
