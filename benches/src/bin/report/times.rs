//! Nanoseconds per call, measured by criterion.

use super::PerKind;
use super::command::{cargo, run};
use defer_benches::KINDS;
use defer_benches::cases::CASES;
use serde_json::Value;
use std::fs;
use std::io;
use std::path::Path;

/// Runs the benchmark `times`, and reads the medians that criterion leaves in files.
pub fn measure(workspace: &Path, scratch: &Path) -> io::Result<PerKind<f64>> {
    let results = scratch.join("criterion");
    let target = scratch.parent().and_then(Path::parent);
    run(cargo()
        .args([
            "bench",
            "--offline",
            "--quiet",
            "-p",
            "defer-benches",
            "--bench",
            "times",
        ])
        .arg("--target-dir")
        .arg(target.unwrap_or(scratch))
        .current_dir(workspace)
        .env("CRITERION_HOME", &results))?;
    let mut times = PerKind::default();
    for group in fs::read_dir(&results)? {
        for function in fs::read_dir(group?.path())? {
            let new = function?.path().join("new");
            // Beside the functions there may be a summary of the group.
            if !new.is_dir() {
                continue;
            }
            let benchmark = read(&new.join("benchmark.json"))?;
            let case = CASES.iter().position(|case| benchmark["group_id"] == case.title);
            let kind = KINDS.iter().position(|kind| benchmark["function_id"] == *kind);
            let median = &read(&new.join("estimates.json"))?["median"]["point_estimate"];
            if let (Some(case), Some(kind), Some(median)) = (case, kind, median.as_f64()) {
                times[case][kind] = median;
            }
        }
    }
    match times.as_flattened().contains(&0.0) {
        true => Err(io::Error::other("criterion left out a case")),
        false => Ok(times),
    }
}

fn read(path: &Path) -> io::Result<Value> {
    Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
}
