//! What callgrind counts.

use super::command::run;
use std::borrow::Cow;
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

/// The same, or nothing where the run takes longer than so many seconds.
pub fn count_within(seconds: u64, command: &Command) -> io::Result<Option<u64>> {
    const TOO_LONG: i32 = 124;
    let mut timed = Command::new("timeout");
    timed
        .arg(seconds.to_string())
        .arg(command.get_program())
        .args(command.get_args());
    let output = timed.output()?;
    match output.status.code() {
        Some(TOO_LONG) => Ok(None),
        Some(0) => counted(&output).map(Some),
        _ => Err(io::Error::other(format!(
            "{timed:?}: {}\n{}",
            output.status,
            said(&output)
        ))),
    }
}

/// What stands in its output: `==1234== Collected : 5678`.
fn counted(output: &Output) -> io::Result<u64> {
    let said = said(output);
    let collected = said.lines().find_map(|line| line.split_once("Collected :"));
    collected
        .and_then(|(_, count)| count.trim().parse().ok())
        .ok_or_else(|| io::Error::other(format!("callgrind counted nothing:\n{said}")))
}

fn said(output: &Output) -> Cow<'_, str> {
    String::from_utf8_lossy(&output.stderr)
}
