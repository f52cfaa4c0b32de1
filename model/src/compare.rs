//! Holds the compiled programs against the model.

use crate::aside::Excused;
use crate::compile::{Outcome, Workshop};
use crate::generate::{Dialect, generate};
use crate::lang::{Expr, Form, Program, Stmt, each_expr, each_stmt};
use crate::print_rust::print;
use crate::rules::Hits;
use crate::runs::{Run, runs};
use crate::shrink::shrink;
use pretty_assertions::StrComparison;
use std::fmt;
use std::io;

/// How many faults of a kind a program is run with at most.
pub const FAULTS: u64 = 40;

/// What was compared.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// The rules that were hit.
    pub hits: Hits,
    /// How many programs were compiled.
    pub programs: u64,
    /// How many of those that may be refused were.
    pub refused: u64,
    /// How many programs differ only in what is known not to be kept.
    pub not_kept: u64,
    /// How many of their lines were set aside.
    pub lines_aside: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary {
            hits,
            programs,
            refused,
            not_kept,
            lines_aside,
        } = self;
        writeln!(f, "{hits}")?;
        writeln!(f, "{programs} programs; refused, as they may be: {refused}")?;
        write!(
            f,
            "3.5 not kept yet: {not_kept} programs, {lines_aside} drop lines set aside"
        )
    }
}

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

/// Runs the programs of these seeds, in this dialect; gives the differences, at most `limit` of them shrunk, and adds to the summary.
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

/// Whether the macro did what it has to, for all that is known.
pub fn verdict(program: &Program, expected: &[Run], got: &Outcome, summary: &mut Summary) -> bool {
    match got {
        Outcome::Ran(got) if got == expected => true,
        Outcome::Ran(got) => match Excused::new(program).all_lines(expected, got) {
            Some(lines) => {
                summary.not_kept += 1;
                summary.lines_aside += lines;
                true
            }
            None => false,
        },
        Outcome::Refused(errors) => {
            let has_item = has_stmt(program, |stmt| matches!(stmt, Stmt::Item(..)));
            let is_told = |error: &String| REFUSALS.iter().any(|told| error.contains(told));
            let is_of_item = has_item && errors.iter().all(is_told);
            // 0: that a method takes its receiver can't be told.
            let is_of_method = takes_by_method(program) && errors.iter().all(|error| error.contains("E0382"));
            let may_be = may_be_refused(program) || is_of_item || is_of_method;
            summary.refused += u64::from(may_be);
            may_be
        }
    }
}

/// What the macro refuses in so many words of items, which only a program with an item may be refused for.
const REFUSALS: &[&str] = &[
    "is out of sight: write the item",
    "are out of sight, and may use one without naming it",
];

/// Whether a method takes a token.
fn takes_by_method(program: &Program) -> bool {
    let mut found = false;
    each_expr(&mut program.clone(), &mut |expr| {
        found |= matches!(expr, Expr::Method(name, _) if name.starts_with(['t', 'u']));
    });
    found
}

fn has_stmt(program: &Program, is_one: impl Fn(&Stmt) -> bool) -> bool {
    let mut found = false;
    each_stmt(&mut program.clone(), &mut |stmt| found |= is_one(stmt));
    found
}

/// Whether a program has what the macro, or Rust, may refuse: references across deferred calls, a callee that a macro
/// binds (2.5). What is not right is to compile and do something else.
pub fn may_be_refused(program: &Program) -> bool {
    has_stmt(program, |stmt| match stmt {
        Stmt::LetReference { .. } => true,
        Stmt::Defer(deferred) => matches!(deferred.form, Form::Bound(..)),
        _ => false,
    })
}
