//! The same cases in Go, where it is installed.

use super::command::printed;
use defer_benches::cases::CASES;
use std::io;
use std::path::Path;
use std::process::Command;

/// What Go's `defer` costs.
pub struct Go {
    pub version: String,
    /// Per case, where Go has it.
    pub times: [Option<Times>; CASES.len()],
}

/// Nanoseconds per call.
#[derive(Clone, Copy)]
pub struct Times {
    /// With cleanup by hand, where there is a way to write that.
    pub direct: Option<f64>,
    pub with_defer: f64,
}

/// Nothing where there is no Go.
pub fn measure(workspace: &Path) -> io::Result<Option<Go>> {
    let version = match printed(Command::new("go").arg("version")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        version => version?,
    };
    let folder = workspace.join("benches/go");
    let lines = printed(Command::new("go").args(["run", "."]).current_dir(folder))?;
    let mut times = [None; CASES.len()];
    for line in lines.lines() {
        let (case, measured) = parse(line).ok_or_else(|| io::Error::other(format!("no case of ours: {line}")))?;
        times[case] = Some(measured);
    }
    Ok(Some(Go { version, times }))
}

fn parse(line: &str) -> Option<(usize, Times)> {
    let (title, times) = line.split_once('\t')?;
    let (direct, with_defer) = times.split_once('\t')?;
    let times = Times {
        direct: direct.parse().ok(),
        with_defer: with_defer.parse().ok()?,
    };
    Some((CASES.iter().position(|case| case.title == title)?, times))
}
