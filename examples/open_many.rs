//! Opens and closes a file N times in one loop: `cargo run --example open_many N`.

mod descriptors;

use defer_runtime::{defer, with_defer};
use descriptors::{open_now, shown};
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

#[with_defer]
fn open_each(path: &Path, count: usize, mut look: impl FnMut()) -> io::Result<u64> {
    let mut bytes = 0;
    for _ in 0..count {
        let file = File::open(path)?;
        defer! { drop(file); }
        bytes += file.metadata()?.len();
        look();
    }
    Ok(bytes)
}

fn main() -> io::Result<ExitCode> {
    let Some(count) = std::env::args().nth(1).map_or(Some(10_000), |count| count.parse().ok()) else {
        eprintln!("usage: cargo run --example open_many [N]");
        return Ok(ExitCode::FAILURE);
    };
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("data");
    fs::write(&path, "some bytes")?;

    // Counting takes longer than opening, so that the loop is timed in a run of its own.
    let start = Instant::now();
    let bytes = open_each(&path, count, || ())?;
    let time = start.elapsed();

    let before = open_now();
    let mut peak = before;
    open_each(&path, count, || peak = peak.max(open_now()))?;

    println!("opened and closed  {count} times, {bytes} bytes seen");
    println!(
        "open descriptors   {} before, {} at the peak",
        shown(before),
        shown(peak)
    );
    println!("time               {time:.2?}");
    Ok(ExitCode::SUCCESS)
}
