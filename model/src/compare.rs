//! Holds the compiled programs against the model.

use crate::aside::Excused;
use crate::compile::{Outcome, Workshop};
use crate::generate::{Dialect, generate};
use crate::lang::Program;
use crate::print_rust::print;
use crate::runs::{Run, runs};
use crate::shrink::shrink;
use crate::verdict::{Summary, verdict};
use pretty_assertions::StrComparison;
use std::io;

/// How many faults of a kind a program is run with at most.
pub const FAULTS: u64 = 40;

/// A program of which the macro makes something else than the model.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The seed it was generated from.
    pub seed: u64,
    /// The program, shrunk.
    pub program: Program,
    /// What the model says.
    pub expected: Vec<Run>,
    /// What the macro makes.
    pub got: Outcome,
}

impl Difference {
    /// What a test fails with: seed, program, and the first run that differs.
    pub fn report(&self, workshop: &Workshop) -> String {
        let program = print(&self.program, "program");
        let difference = match &self.got {
            Outcome::Refused(_) => workshop
                .errors_of(&self.program)
                .unwrap_or_else(|error| error.to_string()),
            Outcome::Ran(got) => {
                let (mut left, mut right) = (None, None);
                let excused = Excused::new(&self.program);
                for at in 0..self.expected.len().max(got.len()) {
                    (left, right) = (self.expected.get(at), got.get(at));
                    if left
                        .zip(right)
                        .and_then(|(left, right)| excused.lines(left, right))
                        .is_none()
                    {
                        break;
                    }
                }
                let text = |run: Option<&Run>| match run {
                    Some(run) => format!("{}\n{}\n{}\n", run.fault, run.trace.replace(", ", "\n"), run.outcome),
                    None => "no such run".into(),
                };
                format!("model < > macro\n{}", StrComparison::new(&text(left), &text(right)))
            }
        };
        format!("seed {}\n{program}\n{difference}", self.seed)
    }
}

/// Runs the programs of these seeds, in this dialect; gives the differences, at most `limit` of them shrunk, and adds
/// to the summary.
///
/// # Errors
///
/// If the programs can't be compiled at all.
pub fn compare(
    workshop: &Workshop,
    dialect: Dialect,
    seeds: impl IntoIterator<Item = u64>,
    limit: usize,
    summary: &mut Summary,
) -> io::Result<Vec<Difference>> {
    let mut programs = Vec::new();
    for seed in seeds {
        let program = generate(seed, dialect);
        match runs(&program, FAULTS, &mut summary.hits) {
            Ok(expected) => programs.push((seed, program, expected)),
            // Loops in loops may take too long for a test.
            Err(why) if why.contains("too long") => {}
            Err(why) => {
                let text = print(&program, "program");
                return Err(io::Error::other(format!("seed {seed} makes no sense: {why}\n{text}")));
            }
        }
    }
    let list: Vec<_> = programs.iter().map(|(_, program, _)| program).collect();
    let outcomes = workshop.run(&list, FAULTS)?;
    let mut differences = Vec::new();
    for ((seed, program, expected), got) in programs.into_iter().zip(outcomes) {
        summary.programs += 1;
        if !verdict(&program, &expected, &got, summary) {
            let difference = Difference {
                seed,
                program,
                expected,
                got,
            };
            differences.push(if differences.len() < limit {
                shrink(workshop, difference)?
            } else {
                difference
            });
        }
    }
    Ok(differences)
}
