//! What rustc says about a crate, by file and line.

use crate::krate::Krate;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;

/// What one check of a crate gave.
#[derive(Default)]
pub struct Report {
    pub errors: Vec<Error>,
    /// The lines at which the probe is called in code that is compiled in.
    pub seen: BTreeMap<PathBuf, BTreeSet<usize>>,
}

/// An error, and where it may come from: its own lines first, then those of the macro calls around.
pub struct Error {
    pub code: String,
    pub text: String,
    pub lines: Vec<(PathBuf, usize)>,
}

impl Error {
    /// The local that is moved while it is borrowed, or before deferred code uses it.
    pub fn moves(&self) -> Option<&str> {
        let before = match self.code.as_str() {
            "E0505" => "cannot move out of `",
            "E0382" => "moved value: `",
            _ => return None,
        };
        let (_, place) = self.text.split_once(before)?;
        let name = place.trim_start_matches(['*', '(']);
        let end = name
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(name.len());
        Some(&name[..end])
    }
}

/// Checks the crate, and then its unit tests if they are of use.
pub fn check(krate: &Krate, tests: bool) -> io::Result<Report> {
    let mut report = Report::default();
    for more in [&[][..], &["--profile=test"]] {
        if !more.is_empty() && !tests {
            continue;
        }
        let arguments = [&["check", "--lib", "--quiet", "--message-format=json"], more].concat();
        let output = krate.cargo(&arguments).output()?;
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            if let Ok(line) = serde_json::from_str::<Value>(line) {
                report.add(&line["message"]);
            }
        }
        if !output.status.success() {
            return if report.errors.is_empty() {
                Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
            } else {
                Ok(report)
            };
        }
    }
    Ok(report)
}

impl Report {
    fn add(&mut self, message: &Value) {
        let code = message["code"]["code"].as_str().unwrap_or("error");
        if message["level"] == "error" {
            let lines = lines_of(message);
            if !lines.is_empty() {
                self.errors.push(Error {
                    code: code.to_owned(),
                    text: message["message"].as_str().unwrap_or_default().to_owned(),
                    lines,
                });
            }
        } else if code == "deprecated" {
            for (file, line) in lines_of(message) {
                self.seen.entry(file).or_default().insert(line);
            }
        }
    }
}

fn lines_of(message: &Value) -> Vec<(PathBuf, usize)> {
    let mut lines = Vec::new();
    let mut spans: Vec<&Value> = message["spans"].as_array().into_iter().flatten().collect();
    spans.sort_by_key(|span| span["is_primary"] != true);
    for span in spans {
        let mut span = span;
        loop {
            let file = span["file_name"].as_str().unwrap_or_default();
            if let (Some(relative), Some(line)) = (file.strip_prefix("src/"), span["line_start"].as_u64()) {
                lines.push((PathBuf::from(relative), usize::try_from(line).unwrap_or(0)));
            }
            match &span["expansion"]["span"] {
                Value::Null => break,
                outer => span = outer,
            }
        }
    }
    lines
}
