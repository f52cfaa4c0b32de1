//! Instructions per call, counted by callgrind (rule 9.2). A run of `repeat` with so many calls and one with twice as many differ
//! by just these calls; what the program does before and after is in both.

use super::PerKind;
use super::command::run;
use defer_benches::KINDS;
use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

/// Both numbers have three digits, so that even the arguments of the two runs are equally long.
const CALLS: u64 = 100;

/// Counts all of them, as many at once as there are cores: other processes don't change the counts.
pub fn count(programs: &Path) -> io::Result<PerKind<u64>> {
    let repeat = programs.join("repeat");
    let counts = Mutex::new(PerKind::default());
    let kinds = counts.lock().map_or(0, |counts| counts.as_flattened().len());
    let next = AtomicUsize::new(0);
    let worker = || {
        loop {
            let at = next.fetch_add(1, Relaxed);
            if at >= kinds {
                return Ok(());
            }
            let count = per_call(&repeat, at / KINDS.len(), at % KINDS.len())?;
            if let Ok(mut counts) = counts.lock() {
                counts.as_flattened_mut()[at] = count;
            }
        }
    };
    thread::scope(|scope| {
        let cores = thread::available_parallelism()?.get();
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .unwrap_or_else(|_| Err(io::Error::other("a worker panicked")))
        })
    })?;
    counts.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

fn per_call(repeat: &Path, case: usize, kind: usize) -> io::Result<u64> {
    let once = executed(repeat, case, kind, CALLS)?;
    let twice = executed(repeat, case, kind, 2 * CALLS)?;
    Ok((twice.saturating_sub(once) + CALLS / 2) / CALLS)
}

/// The instructions of a whole run.
fn executed(repeat: &Path, case: usize, kind: usize, calls: u64) -> io::Result<u64> {
    let output = run(Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(repeat)
        .args([case.to_string(), kind.to_string(), calls.to_string()]))?;
    // `==1234== Collected : 5678`
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|line| line.split_once("Collected :"));
    collected
        .and_then(|(_, count)| count.trim().parse().ok())
        .ok_or_else(|| io::Error::other(format!("callgrind counted nothing:\n{said}")))
}
