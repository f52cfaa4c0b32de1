//! Instructions per call, counted by callgrind (rule 9.2). A run of `repeat` with so many calls and one with twice as many differ
//! by just these calls; what the program does before and after is in both.

use super::{PerKind, callgrind, workers};
use defer_benches::KINDS;
use std::io;
use std::path::Path;

/// Both numbers have three digits, so that even the arguments of the two runs are equally long.
const CALLS: u64 = 100;

/// Counts all of them.
pub fn count(programs: &Path) -> io::Result<PerKind<u64>> {
    let repeat = programs.join("repeat");
    let mut counts = PerKind::default();
    let kinds = counts.as_flattened().len();
    let counted = workers::each(kinds, |at| per_call(&repeat, at / KINDS.len(), at % KINDS.len()))?;
    counts.as_flattened_mut().copy_from_slice(&counted);
    Ok(counts)
}

fn per_call(repeat: &Path, case: usize, kind: usize) -> io::Result<u64> {
    let once = executed(repeat, case, kind, CALLS)?;
    let twice = executed(repeat, case, kind, 2 * CALLS)?;
    Ok((twice.saturating_sub(once) + CALLS / 2) / CALLS)
}

/// The instructions of a whole run.
fn executed(repeat: &Path, case: usize, kind: usize, calls: u64) -> io::Result<u64> {
    callgrind::count(
        callgrind::command(&[])
            .arg(repeat)
            .args([case.to_string(), kind.to_string(), calls.to_string()]),
    )
}
