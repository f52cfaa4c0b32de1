//! How long a user waits for the compiler.

use super::command::run;
use super::generated::{Generated, Kind};
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// How many functions are checked.
pub const FUNCTIONS: usize = 1000;
/// Of so many runs the fastest counts, which other processes have disturbed least.
const RUNS: u32 = 2;

/// Seconds, by guards of one's own (which have no dependency), `scopeguard` and `with_defer`.
pub struct BuildCost {
    /// A build from nothing of what a crate needs for it.
    pub clean: [f64; 3],
    /// A check of the functions, with what they need checked before.
    pub check: [f64; 3],
}

pub fn measure(workspace: &Path, scratch: &Path) -> io::Result<BuildCost> {
    let mut cost = BuildCost {
        clean: [0.0; 3],
        check: [0.0; 3],
    };
    for (at, kind) in [Kind::DropGuard, Kind::Scopeguard, Kind::WithDefer]
        .into_iter()
        .enumerate()
    {
        let generated = Generated::new(kind, workspace, scratch)?;
        cost.clean[at] = fastest(|| {
            generated.clean()?;
            seconds(&mut generated.cargo("build"))
        })?;
        run(&mut generated.cargo("check"))?;
        cost.check[at] = fastest(|| {
            generated.write(&kind.source(FUNCTIONS))?;
            seconds(&mut generated.cargo("check"))
        })?;
    }
    Ok(cost)
}

fn fastest(mut measure: impl FnMut() -> io::Result<Duration>) -> io::Result<f64> {
    let mut fastest = measure()?;
    for _ in 1..RUNS {
        fastest = fastest.min(measure()?);
    }
    Ok(fastest.as_secs_f64())
}

fn seconds(command: &mut Command) -> io::Result<Duration> {
    let start = Instant::now();
    run(command)?;
    Ok(start.elapsed())
}
