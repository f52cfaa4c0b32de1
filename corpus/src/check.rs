//! Compiles a sprinkled crate, and leaves out the places that no longer compile until it does.

use crate::krate::Krate;
use crate::place::{self, Function, Kind, Place};
use crate::rustc::{self, Error};
use crate::text::{self, Written};
use crate::trial::Trial;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A place by its file and number.
pub type Id = (PathBuf, usize);

/// What became of the places of a crate.
#[derive(Default)]
pub struct Outcome {
    /// Those that are compiled in.
    pub places: BTreeMap<Id, Place>,
    /// Those that had to be left out, and why.
    pub lost: BTreeMap<Id, Lost>,
    /// Those whose local is moved behind them: a guard that borrows it was in the way.
    pub moved: BTreeSet<Id>,
}

/// Why a place was left out.
#[derive(Clone)]
pub struct Lost {
    pub code: String,
    pub text: String,
    function: (PathBuf, Function),
    /// Whether the error says so itself.
    is_named: bool,
    /// What has been left out last is what was wrong.
    order: usize,
}

impl Outcome {
    pub fn count(&self, kinds: &[Kind]) -> usize {
        self.places.values().filter(|place| kinds.contains(&place.kind)).count()
    }

    pub fn kept(&self, kinds: &[Kind]) -> usize {
        let kept = self.places.iter().filter(|(id, _)| !self.lost.contains_key(id));
        kept.filter(|(_, place)| kinds.contains(&place.kind)).count()
    }
}

/// Sprinkles the crate until it compiles, but for the places to skip.
pub fn settle(krate: &Krate, trial: &Trial, skipped: &BTreeSet<Id>, tests: bool) -> io::Result<Outcome> {
    let mut settling = Settling {
        krate,
        trial,
        skipped,
        tests,
        outcome: Outcome::default(),
        order: 0,
    };
    settling.until_it_compiles()?;
    // An error says where it is, and not always what it comes from. What was left out on a guess gets a second chance,
    // but for the last of a function.
    if settling.give_back() {
        settling.until_it_compiles()?;
    }
    Ok(settling.outcome)
}

struct Settling<'a> {
    krate: &'a Krate,
    trial: &'a Trial,
    skipped: &'a BTreeSet<Id>,
    /// Whether the unit tests have to compile, too.
    tests: bool,
    outcome: Outcome,
    order: usize,
}

/// The sources as they have been written.
#[derive(Default)]
struct Sources {
    places: BTreeMap<Id, Place>,
    calls: BTreeMap<PathBuf, Vec<Written>>,
}

impl Settling<'_> {
    fn until_it_compiles(&mut self) -> io::Result<()> {
        for _ in 0..60 {
            let sources = self.write_sources()?;
            let report = rustc::check(self.krate, self.tests)?;
            if report.errors.is_empty() {
                let mut compiled: BTreeSet<Id> = self.outcome.lost.keys().cloned().collect();
                for (file, lines) in &report.seen {
                    let calls = sources.calls.get(file).map_or(&[][..], Vec::as_slice);
                    let numbers = text::numbers_at(calls, lines);
                    compiled.extend(numbers.into_iter().map(|number| (file.clone(), number)));
                }
                self.outcome.places = sources.places;
                self.outcome.places.retain(|id, _| compiled.contains(id));
                return Ok(());
            }
            self.leave_out(&sources, &report.errors)?;
        }
        Err(io::Error::other(format!("{}: does not settle", self.krate.name)))
    }

    /// Leaves out what the errors are about.
    fn leave_out(&mut self, sources: &Sources, errors: &[Error]) -> io::Result<()> {
        let mut at_calls: Vec<(&Error, &Path, &Written)> = errors
            .iter()
            .filter_map(|error| blamed(&sources.calls, error).map(|(file, call)| (error, file, call)))
            .collect();
        let is_named = |error: &Error, file: &Path, call: &Written| {
            error.lines.iter().any(|(at, line)| at == file && *line == call.line)
        };
        at_calls.sort_by_key(|(error, file, call)| !is_named(error, file, call));
        let mut touched = BTreeSet::new();
        for (error, file, call) in &at_calls {
            let id = (file.to_path_buf(), call.number);
            self.outcome.moved.extend(moved_by(sources, error));
            let Some(place) = sources.places.get(&id) else { continue };
            // Of a call in an inner block, rustc may show the local where it is declared.
            if error.code == "E0382" && error.moves().is_some() && error.moves() == place.local.as_deref() {
                self.outcome.moved.insert(id.clone());
            }
            let function = (file.to_path_buf(), place.function.clone());
            // Where the error doesn't name the call, what is left out first may mend the others.
            if !touched.insert(function.clone()) && !is_named(error, file, call) {
                continue;
            }
            self.order += 1;
            self.outcome.lost.entry(id).or_insert_with(|| Lost {
                code: error.code.clone(),
                text: error.text.clone(),
                function,
                is_named: is_named(error, file, call),
                order: self.order,
            });
        }
        if !at_calls.is_empty() {
            return Ok(());
        }
        let first = errors.first().map(|error| error.text.as_str());
        Err(io::Error::other(format!(
            "{}: an error is at no place: {}",
            self.krate.name,
            first.unwrap_or_default()
        )))
    }

    /// Puts back what was guessed, and isn't the last that was left out of its function. Whether there is any.
    fn give_back(&mut self) -> bool {
        let mut last = BTreeMap::new();
        let lost = &self.outcome.lost;
        for lost in lost.values() {
            let order = last.entry(&lost.function).or_insert(0);
            *order = lost.order.max(*order);
        }
        let is_early = |lost: &Lost| !lost.is_named && lost.order < last[&lost.function];
        let early: Vec<Id> = lost
            .iter()
            .filter(|(_, lost)| is_early(lost))
            .map(|(id, _)| id.clone())
            .collect();
        for id in &early {
            self.outcome.lost.remove(id);
        }
        !early.is_empty()
    }

    /// Writes the sprinkled sources.
    fn write_sources(&self) -> io::Result<Sources> {
        let mut sources = Sources::default();
        for entry in walkdir::WalkDir::new(&self.krate.original).sort_by_file_name() {
            let entry = entry?;
            let is_source = entry.path().extension().is_some_and(|extension| extension == "rs");
            let Ok(relative) = entry.path().strip_prefix(&self.krate.original) else {
                continue;
            };
            if !is_source {
                continue;
            }
            let Ok(mut file) = syn::parse_file(&fs::read_to_string(entry.path())?) else {
                continue;
            };
            let out = self.outcome.lost.keys().chain(self.skipped);
            let left_out = out.filter(|id| id.0 == relative).map(|id| id.1).collect();
            let places = place::sprinkle(&mut file, self.trial, salt_of(relative), &left_out);
            if relative == Path::new("lib.rs") {
                // Where every async function awaits another, rustc looks deeper than it does by default.
                file.attrs.insert(0, syn::parse_quote!(#![recursion_limit = "512"]));
            }
            let text = prettyplease::unparse(&file);
            let target = self.krate.folder.join("src").join(relative);
            // What is as it was is not touched, for cargo's sake.
            if fs::read_to_string(&target).ok().as_deref() != Some(text.as_str()) {
                fs::write(target, &text)?;
            }
            sources.calls.insert(relative.to_owned(), text::find(&text));
            let numbered = places
                .into_iter()
                .map(|place| ((relative.to_owned(), place.number), place));
            sources.places.extend(numbered);
        }
        Ok(sources)
    }
}

/// The call that an error is about.
fn blamed<'a>(calls: &'a BTreeMap<PathBuf, Vec<Written>>, error: &'a Error) -> Option<(&'a Path, &'a Written)> {
    error.lines.iter().find_map(|(file, _)| {
        let lines: Vec<usize> = error
            .lines
            .iter()
            .filter(|(other, _)| other == file)
            .map(|(_, line)| *line)
            .collect();
        let call = text::blamed(calls.get(file)?, &lines)?;
        Some((file.as_path(), call))
    })
}

/// The places whose local the error says is moved while their guard borrows it.
fn moved_by<'a>(sources: &'a Sources, error: &'a Error) -> impl Iterator<Item = Id> + 'a {
    let at = error.lines.iter().flat_map(|(file, line)| {
        let there = sources
            .calls
            .get(file)
            .into_iter()
            .flatten()
            .filter(move |call| call.line == *line);
        there.map(|call| (file.clone(), call.number))
    });
    at.filter(|id| {
        let local = sources.places.get(id).and_then(|place| place.local.as_deref());
        error.moves().is_some_and(|moved| Some(moved) == local)
    })
}

/// The sum of FNV-1a: the same on each machine, other than that of std.
fn salt_of(file: &Path) -> u64 {
    let bytes = file.as_os_str().as_encoded_bytes();
    let step = |sum: u64, byte: &u8| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
