//! A crate from the registry, unpacked to be changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// An unpacked crate.
#[derive(Clone)]
pub struct Krate {
    pub name: String,
    pub version: String,
    pub folder: PathBuf,
    /// The sources as they came.
    pub original: PathBuf,
    target: PathBuf,
}

/// Fetches the crates and makes each ready: a workspace of its own that depends on the runtime.
pub fn fetch(workspace: &Path, folder: &Path, names: &[String]) -> io::Result<Vec<Krate>> {
    let probe = folder.join("probe");
    write(&probe.join("Cargo.toml"), PROBE_MANIFEST)?;
    write(&probe.join("src/lib.rs"), PROBE)?;
    let wanted = folder.join("wanted");
    let dependencies: String = names
        .iter()
        .map(|name| format!("{name} = \"{}\"\n", wanted_version(name)))
        .collect();
    write(
        &wanted.join("Cargo.toml"),
        &format!(
            "[package]\nname = \"wanted\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n\
             [dependencies]\n{dependencies}"
        ),
    )?;
    write(&wanted.join("src/lib.rs"), "")?;
    let vendored = Command::new("cargo")
        .args(["vendor", "--quiet", "--versioned-dirs", "vendor"])
        .current_dir(&wanted)
        .output()?;
    if !vendored.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&vendored.stderr).into_owned()));
    }
    names.iter().map(|name| unpack(workspace, folder, name)).collect()
}

/// Some of the crates would be taken in an old version, since another one depends on that.
fn wanted_version(name: &str) -> &'static str {
    match name {
        "textwrap" => ">=0.16",
        _ => "*",
    }
}

fn unpack(workspace: &Path, folder: &Path, name: &str) -> io::Result<Krate> {
    let unpacked = folder.join("crates").join(name);
    if unpacked.exists() {
        fs::remove_dir_all(&unpacked)?;
    }
    copy(&newest(&folder.join("wanted/vendor"), name)?, &unpacked)?;
    for made in [".cargo-checksum.json", "Cargo.lock", "Cargo.toml.orig"] {
        let _ = fs::remove_file(unpacked.join(made));
    }
    let manifest = fs::read_to_string(unpacked.join("Cargo.toml"))?;
    let version = manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = "))
        .map(|version| version.trim_matches('"').to_owned())
        .unwrap_or_default();
    let manifest = format!(
        "{}\n[workspace]\n[dependencies.sprinkle_probe]\npath = \"{}\"\n[dependencies.defer-runtime]\npath = \"{}\"\n",
        without_other_targets(&manifest),
        folder.join("probe").display(),
        workspace.join("defer-runtime").display(),
    );
    fs::write(unpacked.join("Cargo.toml"), manifest)?;
    let original = unpacked.join("src.original");
    copy(&unpacked.join("src"), &original)?;
    Ok(Krate {
        name: name.to_owned(),
        version,
        folder: unpacked,
        original,
        target: folder.join("target"),
    })
}

/// The newest version of a crate: an older one may be there that another crate depends on.
fn newest(vendored: &Path, name: &str) -> io::Result<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(vendored)? {
        let path = entry?.path();
        let folder = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let version = folder.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
        let numbers = version.map(|version| version.split('.').map(str::parse::<u64>).collect::<Result<Vec<_>, _>>());
        found.extend(numbers.and_then(Result::ok).map(|version| (version, path)));
    }
    found.sort();
    let (_, path) = found
        .pop()
        .ok_or_else(|| io::Error::other(format!("{name} is not there")))?;
    Ok(path)
}

/// The manifest without its examples, benchmarks and integration tests, which need more dependencies.
fn without_other_targets(manifest: &str) -> String {
    let mut kept = String::new();
    let mut keeps = true;
    for line in manifest.lines() {
        if line.starts_with('[') {
            keeps = !["[[bench]]", "[[example]]", "[[test]]", "[[bin]]"].contains(&line.trim());
        }
        if keeps {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

impl Krate {
    /// The same, built in a folder that no other worker waits for.
    pub fn built_by(&self, worker: usize) -> Krate {
        Krate {
            target: self.target.join(worker.to_string()),
            ..self.clone()
        }
    }

    /// A cargo command on the crate, lints off but for one.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new("cargo");
        cargo
            .args(arguments)
            .current_dir(&self.folder)
            // What calls the probe is deprecated: so rustc tells which places are compiled in.
            .env("RUSTFLAGS", "--cap-lints=allow --force-warn=deprecated")
            // Many checks, each of which expands every function, and nobody to debug.
            .env("CARGO_PROFILE_DEV_BUILD_OVERRIDE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_TARGET_DIR", &self.target);
        cargo
    }

    /// How many of the crate's own unit tests pass and fail; nothing where they don't compile.
    pub fn own_tests(&self) -> io::Result<Option<(usize, usize)>> {
        let output = self.cargo(&["test", "--quiet", "--lib"]).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let count = |word: &str| {
            text.lines()
                .filter(|line| line.starts_with("test result"))
                .filter_map(|line| line.split([';', '.']).find(|part| part.contains(word)))
                .filter_map(|part| part.split_whitespace().next()?.parse::<usize>().ok())
                .next_back()
        };
        Ok(count(" passed").zip(count(" failed")))
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry?;
        let Ok(relative) = entry.path().strip_prefix(from) else {
            continue;
        };
        let target = to.join(relative);
        if entry.file_type().is_dir() {
            fs::create_dir_all(target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

const PROBE_MANIFEST: &str =
    "[package]\nname = \"sprinkle_probe\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n";

/// What the calls do.
const PROBE: &str = "#![no_std]
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
pub static TICKS: AtomicU64 = AtomicU64::new(0);

#[deprecated]
#[inline]
pub fn tick(_number: u32) {
    TICKS.fetch_add(1, Relaxed);
}

#[deprecated]
#[inline]
pub fn touch<T: ?Sized>(_number: u32, _local: &T) {
    TICKS.fetch_add(1, Relaxed);
}

#[deprecated]
#[inline]
pub fn guard<T: ?Sized>(_number: u32, local: &T) -> Guard<'_, T> {
    Guard(local)
}

pub struct Guard<'a, T: ?Sized>(&'a T);

impl<T: ?Sized> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        let _local: &T = self.0;
        TICKS.fetch_add(1, Relaxed);
    }
}
";
