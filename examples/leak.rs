//! Why a deferred call runs once per iteration: what N iterations hold at once if their cleanup waits for the end of the
//! function, as in Go, and if it doesn't. Counted by a heap profiler; as a table, a picture and profiles, and beside Go where a `go` is
//! installed. `cargo run --example leak N`

mod descriptors;
#[path = "leak/go.rs"]
mod go;
#[path = "leak/picture.rs"]
mod picture;

use defer_runtime::{defer, with_defer};
use descriptors::{open_now, shown};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::ExitCode;

#[global_allocator]
static HEAP: dhat::Alloc = dhat::Alloc;

/// What stands in a `for` with Go's `defer`: all that is opened stays open until the function ends.
fn piled_up(path: &Path, count: usize, mut look: impl FnMut()) -> io::Result<usize> {
    let (mut longest, mut line) = (0, String::new());
    let mut guards = Vec::new();
    for _ in 0..count {
        let mut reader = BufReader::new(File::open(path)?);
        line.clear();
        longest = longest.max(reader.read_line(&mut line)?);
        guards.push(reader);
        look();
    }
    Ok(longest)
}

#[with_defer]
fn each_time(path: &Path, count: usize, mut look: impl FnMut()) -> io::Result<usize> {
    let (mut longest, mut line) = (0, String::new());
    for _ in 0..count {
        let mut reader = BufReader::new(File::open(path)?);
        defer! { drop(reader); }
        line.clear();
        longest = longest.max(reader.read_line(&mut line)?);
        look();
    }
    Ok(longest)
}

/// How the cleanup of an iteration is written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    PiledUp,
    EachTime,
}

impl Form {
    const ALL: [Form; 2] = [Form::PiledUp, Form::EachTime];

    fn run(self, path: &Path, count: usize, look: impl FnMut()) -> io::Result<usize> {
        match self {
            Form::PiledUp => piled_up(path, count, look),
            Form::EachTime => each_time(path, count, look),
        }
    }

    fn title(self) -> &'static str {
        match self {
            Form::PiledUp => "piled up to the end",
            Form::EachTime => "once per iteration",
        }
    }
}

/// What a run holds when it holds most.
#[derive(Clone, Copy, Debug)]
struct Peak {
    /// Beside those that were open before, where they can be counted.
    descriptors: Option<usize>,
    bytes: usize,
    allocations: usize,
}

/// Counted in two runs, since to count the descriptors takes memory. The profile goes to the file, if any.
fn measure(form: Form, path: &Path, count: usize, profile: Option<&Path>) -> io::Result<Peak> {
    let before = open_now();
    let mut most = before;
    form.run(path, count, || most = most.max(open_now()))?;

    let heap = dhat::Profiler::builder();
    let heap = match profile {
        Some(profile) => heap.file_name(profile).build(),
        None => heap.testing().build(),
    };
    form.run(path, count, || ())?;
    let counted = dhat::HeapStats::get();
    drop(heap);

    Ok(Peak {
        descriptors: most.zip(before).map(|(most, before)| most - before),
        bytes: counted.max_bytes,
        allocations: counted.max_blocks,
    })
}

/// Where the curves of the picture are measured.
const STEPS: usize = 8;

/// A process may have no more than 256 descriptors open on some systems.
const ITERATIONS: usize = 200;

/// Both forms at growing numbers of iterations.
struct Curve {
    form: Form,
    peaks: Vec<(usize, Peak)>,
}

impl Curve {
    fn measure(form: Form, path: &Path, count: usize, profile: &Path) -> io::Result<Self> {
        let peaks = (1..=STEPS).map(|step| {
            let iterations = count * step / STEPS;
            let profile = (step == STEPS).then_some(profile);
            Ok((iterations, measure(form, path, iterations, profile)?))
        });
        Ok(Self {
            form,
            peaks: peaks.collect::<io::Result<_>>()?,
        })
    }

    /// The one of all iterations.
    fn last(&self) -> Option<Peak> {
        self.peaks.last().map(|(_, peak)| *peak)
    }
}

fn print_row(title: &str, peak: &Peak) {
    let descriptors = shown(peak.descriptors);
    println!(
        "{title:26} {descriptors:>12} {:>12} {:>12}",
        peak.bytes, peak.allocations
    );
}

fn main() -> io::Result<ExitCode> {
    let Some(count) = std::env::args()
        .nth(1)
        .map_or(Some(ITERATIONS), |count| count.parse().ok())
    else {
        eprintln!("usage: cargo run --example leak [N]");
        return Ok(ExitCode::FAILURE);
    };
    let folder = std::env::temp_dir().join("defer-leak");
    fs::create_dir_all(&folder)?;
    let path = folder.join("data");
    fs::write(&path, "a line\nand another\n")?;

    let curves = Form::ALL.map(|form| Curve::measure(form, &path, count, &folder.join(format!("{form:?}.json"))));
    let [piled_up, each_time] = curves;
    let curves = [piled_up?, each_time?];

    println!("{count} iterations, at the peak  descriptors   heap bytes  allocations");
    for curve in &curves {
        if let Some(peak) = curve.last() {
            print_row(curve.form.title(), &peak);
        }
    }
    match go::measure(&path, count, &folder)? {
        Some(peaks) => peaks.iter().for_each(|(title, peak)| print_row(title, peak)),
        None => println!("(no `go` is installed to compare with)"),
    }
    picture::draw(&folder.join("leak.svg"), &curves).map_err(|error| io::Error::other(error.to_string()))?;
    println!("\nThe picture and the profiles are in {}.", folder.display());
    Ok(ExitCode::SUCCESS)
}

/// One test, as one profiler counts what all threads allocate.
#[cfg(test)]
#[test]
fn only_one_of_the_two_piles_up() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("data");
    fs::write(&path, "a line\n")?;
    for count in [10, 100] {
        let [piled_up, each_time] = Form::ALL.map(|form| measure(form, &path, count, None));
        let (piled_up, each_time) = (piled_up?, each_time?);
        // The readers, the line, and the `Vec` of guards.
        assert_eq!((piled_up.allocations, each_time.allocations), (count + 2, 2));
        assert!(piled_up.bytes > count * each_time.bytes / 2);
        if let Some(descriptors) = piled_up.descriptors.zip(each_time.descriptors) {
            assert_eq!(descriptors, (count, 1));
        }
    }
    Ok(())
}
