//! What callgrind counts.

use super::command::run;
use std::io;
use std::process::{Command, Output};

/// A run of a program that is to be added, with what callgrind itself is told.
pub fn command(options: &[&str]) -> Command {
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .args(options);
    command
}

/// The instructions of a run.
pub fn count(command: &mut Command) -> io::Result<u64> {
    counted(&run(command)?)
}

/// What stands in its output: `==1234== Collected : 5678`.
fn counted(output: &Output) -> io::Result<u64> {
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|line| line.split_once("Collected :"));
    collected
        .and_then(|(_, count)| count.trim().parse().ok())
        .ok_or_else(|| io::Error::other(format!("callgrind counted nothing:\n{said}")))
}
