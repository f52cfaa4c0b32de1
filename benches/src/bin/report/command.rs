//! Other programs: cargo, valgrind, Go.

use std::io;
use std::process::{Command, Output};

/// Runs it to its end. Where it fails, what it said is the error.
pub fn run(command: &mut Command) -> io::Result<Output> {
    let output = command
        .output()
        .map_err(|error| io::Error::new(error.kind(), format!("{command:?}: {error}")))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!("{command:?}: {}\n{said}", output.status)))
}

/// What it printed.
pub fn printed(command: &mut Command) -> io::Result<String> {
    let output = run(command)?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The cargo that runs this.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// What the numbers depend on.
pub struct Machine {
    pub rustc: String,
    pub valgrind: String,
    pub cores: usize,
}

impl Machine {
    pub fn ask() -> io::Result<Self> {
        Ok(Self {
            rustc: printed(Command::new("rustc").arg("--version"))?,
            valgrind: printed(Command::new("valgrind").arg("--version"))?,
            cores: std::thread::available_parallelism()?.get(),
        })
    }
}
