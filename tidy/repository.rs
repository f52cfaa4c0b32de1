//! The files of the repository that cite rules.

use crate::citations;
use std::path::{Path, PathBuf};

/// Where the rooms are; the unit tests in there are tests.
const SOURCES: &[&str] = &["defer-macros/src", "defer-runtime/src"];
/// Where the tests are, but for the unit tests.
const TESTS: &[&str] = &["tests", "ui-tests", "ecosystem", "model", "benches"];

/// A file, or the unit tests of one.
pub struct File {
    /// From the root of the repository.
    pub path: String,
    /// Whether it tests.
    pub is_test: bool,
    /// The rules that its comments cite.
    pub cited: Vec<String>,
    /// The rules of which it is the room.
    pub implemented: Vec<String>,
}

/// The folder of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate is in a workspace")
}

/// All files, in the order of their paths.
pub fn files() -> Vec<File> {
    let mut files = Vec::new();
    for folder in SOURCES {
        for (path, source) in read(folder) {
            let is_test = path.ends_with("tests.rs");
            let (code, unit_tests) = source.split_once("#[cfg(test)]\nmod tests {").unwrap_or((&source, ""));
            files.push(file(&path, code, is_test));
            files.push(file(&path, unit_tests, true));
        }
    }
    for folder in TESTS {
        files.extend(read(folder).iter().map(|(path, source)| file(path, source, true)));
    }
    files
}

fn file(path: &str, source: &str, is_test: bool) -> File {
    File {
        path: path.to_owned(),
        is_test,
        cited: citations::cited(source),
        implemented: if is_test {
            Vec::new()
        } else {
            citations::implemented(source)
        },
    }
}

/// The Rust files below a folder, with their paths from the root.
fn read(folder: &str) -> Vec<(String, String)> {
    let mut paths = Vec::new();
    collect(&root().join(folder), &mut paths);
    paths.sort();
    assert!(!paths.is_empty(), "`{folder}` holds no Rust file");
    paths.iter().map(|path| (from_root(path), text(path))).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).expect("the file is text")
}

fn from_root(path: &Path) -> String {
    let parts = path.strip_prefix(root()).expect("it was found below").iter();
    let parts: Vec<_> = parts.map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
