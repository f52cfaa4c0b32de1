//! Nanoseconds per call, measured by criterion.

use super::PerKind;
use super::command::{cargo, run};
use defer_benches::KINDS;
use defer_benches::cases::CASES;
use serde_json::Value;
use std::fs;
use std::io;
use std::path::Path;

/// Runs the benchmark `times`, and reads the samples that criterion leaves in files. Of these the fastest counts, which
/// other processes have disturbed least.
pub fn measure(workspace: &Path, scratch: &Path) -> io::Result<PerKind<f64>> {
    let results = scratch.join("criterion");
    let target = scratch.parent().and_then(Path::parent);
    run(cargo()
        .args([
            "bench",
            "--quiet",
            "-p",
            "defer-benches",
            "--bench",
            "times",
            "--features",
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
            if let (Some(case), Some(kind)) = (case, kind) {
                times[case][kind] = fastest(&read(&new.join("sample.json"))?);
            }
        }
    }
    match times.as_flattened().iter().all(|time| time.is_normal()) {
        true => Ok(times),
        false => Err(io::Error::other("criterion left out a case")),
    }
}

/// A sample is how often the function was called in how many nanoseconds.
fn fastest(samples: &Value) -> f64 {
    let numbers = |name: &str| samples[name].as_array().into_iter().flatten().filter_map(Value::as_f64);
    let per_call = numbers("times").zip(numbers("iters")).map(|(time, calls)| time / calls);
    per_call.fold(f64::INFINITY, f64::min)
}

fn read(path: &Path) -> io::Result<Value> {
    Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
}
