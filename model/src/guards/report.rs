//! Runs many functions, and says what became of them: how many runs differ by each cause, what was refused and why, and
//! each function in which something is unexplained.

use super::cause::Cause;
use super::check::{Verdict, check, errors_of, kind_of};
use super::features::{Feature, Hits};
use super::generate::{Dialect, generate};
use super::print::{Version, print};
use super::program::Program;
use super::shrink::shrink;
use crate::compile::Workshop;
use pretty_assertions::StrComparison;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::ops::Range;

/// How many seeds of a kind a summary names.
const NAMED: usize = 12;

/// What became of functions.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    functions: usize,
    runs: usize,
    /// Without a difference in any run.
    same: usize,
    /// Runs and seeds by cause.
    causes: BTreeMap<Cause, (usize, Vec<u64>)>,
    /// Seeds by the first error.
    refused: BTreeMap<String, Vec<u64>>,
    /// What the generator did wrong.
    invalid: BTreeMap<String, Vec<u64>>,
    /// In how many functions each row of the tables is that ran, that were refused, and that are no Rust.
    ways: BTreeMap<&'static str, [usize; 3]>,
    /// What the functions show that ran.
    pub hits: Hits,
    /// The functions in which something is unexplained.
    pub faults: Vec<u64>,
}

impl Summary {
    fn add(&mut self, seed: u64, program: &Program, verdict: &Verdict) {
        let became = match verdict {
            Verdict::Ran(..) => 0,
            Verdict::Refused(_) => 1,
            Verdict::Invalid(_) => 2,
        };
        for way in program.ways() {
            self.ways.entry(way).or_default()[became] += 1;
        }
        match verdict {
            Verdict::Ran(runs, pairs) => {
                self.functions += 1;
                self.runs += runs;
                self.hits.add(program.features());
                if pairs.is_empty() {
                    self.same += 1;
                }
                for pair in pairs {
                    let (count, seeds) = self.causes.entry(pair.cause).or_default();
                    *count += 1;
                    if seeds.last() != Some(&seed) {
                        seeds.push(seed);
                    }
                }
                if verdict.faults().next().is_some() {
                    self.faults.push(seed);
                }
            }
            Verdict::Refused(errors) => self.refused.entry(kind_of(errors)).or_default().push(seed),
            Verdict::Invalid(errors) => self.invalid.entry(kind_of(errors)).or_default().push(seed),
        }
    }

    /// The rows of the tables, with how many functions that have one ran, were refused, and are no Rust.
    pub fn ways(&self) -> String {
        let rows = self.ways.iter();
        let rows = rows.map(|(way, [ran, refused, invalid])| format!("{ran:>6} {refused:>6} {invalid:>6}  {way}\n"));
        rows.collect()
    }

    /// How many functions are refused.
    pub fn refused(&self) -> usize {
        self.refused.values().map(Vec::len).sum()
    }

    /// How many functions are no Rust, whatever the macro does.
    pub fn invalid(&self) -> usize {
        self.invalid.values().map(Vec::len).sum()
    }
}

/// What is reported.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// How many functions are shrunk.
    pub shrunk: usize,
    /// Those that are refused, too.
    pub refused: bool,
}

/// Runs the functions of these seeds; reports of those in which something is unexplained go to `tell`.
///
/// # Errors
///
/// If functions can't be compiled at all.
pub fn run(
    workshop: &Workshop,
    dialect: Dialect,
    seeds: Range<u64>,
    told: Told,
    summary: &mut Summary,
    mut tell: impl FnMut(String),
) -> io::Result<()> {
    let mut shrunk = summary.faults.len();
    let all: Vec<(u64, Program)> = seeds.map(|seed| (seed, generate(seed, dialect))).collect();
    let programs: Vec<_> = all.iter().map(|(_, program)| program).collect();
    let verdicts = check(workshop, &programs)?;
    for ((seed, program), verdict) in all.iter().zip(verdicts) {
        summary.add(*seed, program, &verdict);
        let is_refused = matches!(verdict, Verdict::Refused(_)) && told.refused;
        if verdict.faults().next().is_some() || is_refused {
            let (program, verdict) = if shrunk < told.shrunk {
                shrunk += 1;
                shrink(workshop, program, &verdict)?
            } else {
                (program.clone(), verdict)
            };
            tell(report(*seed, &program, &verdict));
        }
    }
    Ok(())
}

/// The function of a seed as it is, and what the compiler says of it.
///
/// # Errors
///
/// If cargo can't be run.
pub fn show(workshop: &Workshop, dialect: Dialect, seed: u64) -> io::Result<String> {
    let program = generate(seed, dialect);
    let errors = errors_of(workshop, &program)?;
    let [guard, defer] = [Version::Guard, Version::Defer].map(|version| print(&program, "shown", version));
    Ok(format!("{guard}{defer}{errors}"))
}

/// Both versions, and the first pair of runs that nothing excuses.
fn report(seed: u64, program: &Program, verdict: &Verdict) -> String {
    let guard = print(program, "guard", Version::Guard);
    let defer = print(program, "defer", Version::Defer);
    let difference = verdict.faults().next().map(|pair| {
        let text =
            |run: &crate::runs::Run| format!("{}\n{}\n{}\n", run.fault, run.trace.replace(", ", "\n"), run.outcome);
        let differing = super::cause::Facts::of(program).differing(&pair.guard, &pair.defer);
        let texts = StrComparison::new(&text(&pair.guard), &text(&pair.defer)).to_string();
        format!(
            "{}; what makes the difference, each alone: {differing:?}\nguard < > defer\n{texts}",
            pair.cause
        )
    });
    let refusal = match verdict {
        Verdict::Refused(errors) => errors.join("\n"),
        _ => String::new(),
    };
    let mut features = program.features();
    features.sort_unstable();
    features.dedup();
    let shows: Vec<_> = features.into_iter().map(Feature::text).collect();
    format!(
        "seed {seed}, shows {shows:?}\n{guard}{defer}{refusal}{}",
        difference.unwrap_or_default()
    )
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.hits)?;
        let mut table = |title: &str, rows: Vec<(String, &Vec<u64>)>| {
            writeln!(f, "{title}")?;
            for (text, seeds) in rows {
                let named = &seeds[..seeds.len().min(NAMED)];
                let more = if seeds.len() > NAMED { " …" } else { "" };
                writeln!(f, "{:>8}  {text}  {named:?}{more}", seeds.len())?;
            }
            fmt::Result::Ok(())
        };
        let causes = Cause::ALL.iter().map(|cause| {
            let (runs, seeds) = match self.causes.get(cause) {
                Some((runs, seeds)) => (*runs, seeds),
                None => (0, const { &Vec::new() }),
            };
            (format!("{cause}, in {runs} runs"), seeds)
        });
        let title = format!(
            "{} functions in {} runs, {} the same in all; functions that differ, by cause:",
            self.functions, self.runs, self.same
        );
        table(&title, causes.collect())?;
        table(
            "refused, by the first error:",
            self.refused.iter().map(|(text, seeds)| (text.clone(), seeds)).collect(),
        )?;
        table(
            "no Rust with guards, by the first error:",
            self.invalid.iter().map(|(text, seeds)| (text.clone(), seeds)).collect(),
        )
    }
}
