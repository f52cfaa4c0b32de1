//! Compiles functions in both versions and runs them: as often as conditions come out in another way, each time without
//! a fault, with an error in each fallible call, with a panic at each step, and, if they are async, dropped after each
//! poll.

use super::cause::{Cause, Facts};
use super::print::{Version, call, print};
use super::program::Program;
use crate::compile::{Printed, Workshop, errors, parse};
use crate::runs::Run;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

/// In how many ways the conditions come out.
const CHOICES: usize = 3;

/// How many faults of a kind a function is run with at most.
const FAULTS: u64 = 24;

/// What became of a function.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It ran so often; the runs that differ, each with its cause.
    Ran(usize, Vec<Pair>),
    /// The macro, or rustc behind it, refuses it: the first line of each error.
    Refused(Vec<String>),
    /// It is no Rust: the generator is wrong.
    Invalid(Vec<String>),
}

/// Two runs that differ.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Why.
    pub cause: Cause,
    /// With guards.
    pub guard: Run,
    /// With deferred calls.
    pub defer: Run,
}

impl Verdict {
    /// The runs that no cause excuses.
    pub fn faults(&self) -> impl Iterator<Item = &Pair> {
        let pairs: &[Pair] = match self {
            Verdict::Ran(_, pairs) => pairs,
            _ => &[],
        };
        pairs.iter().filter(|pair| pair.cause.is_fault())
    }
}

/// Compiles and runs these.
///
/// # Errors
///
/// If they can't be compiled at all.
pub fn check(workshop: &Workshop, programs: &[&Program]) -> io::Result<Vec<Verdict>> {
    let mut verdicts: BTreeMap<usize, Verdict> = BTreeMap::new();
    loop {
        let files = write(workshop, programs, &verdicts)?;
        let output = workshop.build()?;
        if output.status.success() {
            break;
        }
        let found = errors(&output, &files);
        if found.is_empty() {
            return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        for (index, errors) in found {
            let (index, version) = (index / 2, index % 2);
            if version == Version::Guard as usize {
                verdicts.insert(index, Verdict::Invalid(errors));
            } else {
                verdicts.entry(index).or_insert(Verdict::Refused(errors));
            }
        }
    }
    let mut ran: BTreeMap<usize, Vec<Run>> = BTreeMap::new();
    for part in 0..workshop.parts {
        let output = workshop.run_part(part, FAULTS)?;
        if !output.status.success() {
            return Err(io::Error::other(format!("part {part}: {}", output.status)));
        }
        for (index, run) in String::from_utf8_lossy(&output.stdout).lines().filter_map(parse) {
            ran.entry(index).or_default().push(run);
        }
    }
    let verdict = |(index, program): (usize, &&Program)| {
        let verdict = verdicts.remove(&index);
        verdict.unwrap_or_else(|| {
            let facts = Facts::of(program);
            let (mut count, mut pairs) = (0, Vec::new());
            for choices in 0..CHOICES {
                let mut runs = |version| ran.remove(&entry(index, version, choices)).unwrap_or_default();
                let (guards, defers) = (runs(Version::Guard), runs(Version::Defer));
                count += guards.len();
                pairs.extend(differences(&facts, guards, defers));
            }
            Verdict::Ran(count, pairs)
        })
    };
    Ok(programs.iter().enumerate().map(verdict).collect())
}

fn differences(facts: &Facts, guards: Vec<Run>, defers: Vec<Run>) -> Vec<Pair> {
    let nothing = Run {
        fault: "no such run".into(),
        trace: String::new(),
        outcome: String::new(),
    };
    let count = guards.len().max(defers.len());
    let fill = |runs: Vec<Run>| runs.into_iter().chain(std::iter::repeat(nothing.clone())).take(count);
    let pairs = fill(guards).zip(fill(defers));
    pairs
        .filter_map(|(guard, defer)| {
            let cause = facts.cause(&guard, &defer)?;
            Some(Pair { cause, guard, defer })
        })
        .collect()
}

/// The first error, without the names in it.
pub fn kind_of(errors: &[String]) -> String {
    let first = errors.first().map_or("?", String::as_str);
    let parts = first.split('`').enumerate();
    let text: String = parts.map(|(at, part)| if at % 2 == 0 { part } else { "`…`" }).collect();
    text.chars().take(150).collect()
}

/// The number of a version of a program with its conditions, in the table of what runs.
fn entry(index: usize, version: Version, choices: usize) -> usize {
    (index * 2 + version as usize) * CHOICES + choices
}

/// What the compiler says about the version with deferred calls, in full.
///
/// # Errors
///
/// If cargo can't be run.
pub fn errors_of(workshop: &Workshop, program: &Program) -> io::Result<String> {
    write(workshop, &[program], &BTreeMap::new())?;
    let output = workshop.cargo(&["build", "--bins"])?;
    Ok(String::from_utf8_lossy(&output.stderr).into_owned())
}

fn write(workshop: &Workshop, programs: &[&Program], without: &BTreeMap<usize, Verdict>) -> io::Result<Vec<Printed>> {
    let mut files = Vec::new();
    for part in 0..workshop.parts {
        let mut text = String::from(
            "#![allow(warnings)]\n\
             #[path = \"../support.rs\"]\n\
             mod support;\n\
             #[path = \"../futures.rs\"]\n\
             mod futures;\n\
             #[path = \"../guards.rs\"]\n\
             mod guards;\n\
             use defer_runtime::{defer, with_defer};\n\
             use futures::*;\n\
             use guards::*;\n\
             use support::*;\n",
        );
        let (mut plain, mut futures) = (String::new(), String::new());
        let mut lines = BTreeMap::new();
        for (index, program) in programs.iter().enumerate() {
            if index % workshop.parts != part || without.contains_key(&index) {
                continue;
            }
            for (version, letter) in [(Version::Guard, 'g'), (Version::Defer, 'd')] {
                let module = format!("{letter}{index}");
                let from = text.lines().count() + 1;
                text += &print(program, &module, version);
                lines.insert(index * 2 + version as usize, from..text.lines().count() + 1);
                let call = call(program, &module);
                for choices in 0..CHOICES {
                    let entry = entry(index, version, choices);
                    _ = if program.is_async {
                        writeln!(
                            futures,
                            "({entry}, || {{ choices({choices}); Box::pin(async {{ text({call}.await) }}) }}),"
                        )
                    } else {
                        writeln!(plain, "({entry}, || {{ choices({choices}); text({call}) }}),")
                    };
                }
            }
        }
        _ = writeln!(text, "fn main() {{\nrun(&[\n{plain}]);\nrun_async(&[\n{futures}]);\n}}");
        let name = workshop.write_part(part, &text)?;
        files.push(Printed { name, lines });
    }
    Ok(files)
}
