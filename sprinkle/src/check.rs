//! Compiles a sprinkled crate, and leaves out the places that no longer compile until it does.

use crate::krate::Krate;
use crate::place::{self, Kind, Place};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What became of the places of a crate.
#[derive(Default)]
pub struct Outcome {
    pub functions: usize,
    pub loops: usize,
    pub lost: Vec<Lost>,
}

/// A place that had to be left out.
pub struct Lost {
    pub kind: Kind,
    pub file: String,
    pub name: String,
    pub why: String,
}

impl Outcome {
    pub fn lost_of(&self, kind: Kind) -> usize {
        self.lost.iter().filter(|lost| lost.kind == kind).count()
    }
}

/// Sprinkles the crate until it compiles.
pub fn settle(krate: &Krate) -> io::Result<Outcome> {
    let mut left_out: BTreeMap<PathBuf, BTreeSet<usize>> = BTreeMap::new();
    let mut outcome = Outcome::default();
    for _ in 0..40 {
        let places = write_sources(krate, &left_out)?;
        let of_kind = |kind| {
            places
                .values()
                .flatten()
                .filter(|place: &&Place| place.kind == kind)
                .count()
        };
        (outcome.functions, outcome.loops) = (of_kind(Kind::Function), of_kind(Kind::Loop));
        let errors = errors_of(krate)?;
        if errors.is_empty() {
            return Ok(outcome);
        }
        // What else is wrong in a place that is left out now may be gone in the next round.
        let before = left_out.clone();
        let mut found = false;
        for error in errors {
            for (file, line) in &error.lines {
                let Some(place) = innermost(&places, &before, file, *line) else {
                    continue;
                };
                found = true;
                if left_out.entry(file.clone()).or_default().insert(place.number) {
                    outcome.lost.push(Lost {
                        kind: place.kind,
                        file: file.display().to_string(),
                        name: place.name.clone(),
                        why: error.text.clone(),
                    });
                }
                break;
            }
        }
        if !found {
            return Err(io::Error::other(format!("{}: an error is at no place", krate.name)));
        }
    }
    Err(io::Error::other(format!("{}: does not settle", krate.name)))
}

/// Writes the sprinkled sources; gives the places in each.
fn write_sources(
    krate: &Krate,
    left_out: &BTreeMap<PathBuf, BTreeSet<usize>>,
) -> io::Result<BTreeMap<PathBuf, Vec<Place>>> {
    let mut places = BTreeMap::new();
    let none = BTreeSet::new();
    for entry in walkdir::WalkDir::new(&krate.original).sort_by_file_name() {
        let entry = entry?;
        let is_source = entry.path().extension().is_some_and(|extension| extension == "rs");
        let Ok(relative) = entry.path().strip_prefix(&krate.original) else {
            continue;
        };
        if !is_source {
            continue;
        }
        let Ok(mut file) = syn::parse_file(&fs::read_to_string(entry.path())?) else {
            continue;
        };
        place::sprinkle(&mut file, left_out.get(relative).unwrap_or(&none));
        if relative == Path::new("lib.rs") {
            // Where every async function awaits another, rustc looks deeper than it does by default.
            file.attrs.insert(0, syn::parse_quote!(#![recursion_limit = "512"]));
        }
        let text = prettyplease::unparse(&file);
        fs::write(krate.folder.join("src").join(relative), &text)?;
        if let Ok(written) = syn::parse_file(&text) {
            places.insert(relative.to_owned(), place::find(&written));
        }
    }
    Ok(places)
}

/// The innermost place around the line that has its deferred call still.
fn innermost<'a>(
    places: &'a BTreeMap<PathBuf, Vec<Place>>,
    left_out: &BTreeMap<PathBuf, BTreeSet<usize>>,
    file: &Path,
    line: usize,
) -> Option<&'a Place> {
    let out = left_out.get(file);
    places
        .get(file)?
        .iter()
        .filter(|place| place.lines.0 <= line && line <= place.lines.1)
        .filter(|place| !out.is_some_and(|out| out.contains(&place.number)))
        .min_by_key(|place| place.lines.1 - place.lines.0)
}

/// An error of rustc, and where it may come from: its own lines first, then those of the macro calls around.
struct Error {
    text: String,
    lines: Vec<(PathBuf, usize)>,
}

fn errors_of(krate: &Krate) -> io::Result<Vec<Error>> {
    let output = krate
        .cargo(&["check", "--lib", "--quiet", "--message-format=json"])
        .output()?;
    let errors: Vec<Error> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|message| error_of(&message["message"]))
        .collect();
    if errors.is_empty() && !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    Ok(errors)
}

fn error_of(message: &Value) -> Option<Error> {
    if message["level"] != "error" {
        return None;
    }
    let code = message["code"]["code"].as_str().unwrap_or("error");
    let text: String = message["message"].as_str()?.chars().take(90).collect();
    let mut lines = Vec::new();
    let mut spans: Vec<&Value> = message["spans"].as_array()?.iter().collect();
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
    (!lines.is_empty()).then(|| Error {
        text: format!("{code}: {text}"),
        lines,
    })
}
