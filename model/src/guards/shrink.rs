//! Makes a function smaller in which something is unexplained, or that is refused. rustc says which of the smaller ones are functions.

use super::check::{Verdict, check, kind_of};
use super::program::{Block, Piece, Program};
use crate::compile::Workshop;
use std::io;
use std::ops::Range;
use std::time::{Duration, Instant};

/// How many smaller functions are compiled at a time.
const BATCH: usize = 40;

/// How long a difference is worth.
const PATIENCE: Duration = Duration::from_secs(90);

/// The smallest function that was found of which the same becomes: the same cause, or the same refusal.
///
/// # Errors
///
/// If functions can't be compiled at all.
pub fn shrink(workshop: &Workshop, program: &Program, verdict: &Verdict) -> io::Result<(Program, Verdict)> {
    let start = Instant::now();
    let wanted = kind(verdict);
    let mut smallest = (program.clone(), verdict.clone());
    while start.elapsed() < PATIENCE {
        let Some(found) = first_that_differs(workshop, &smaller(&smallest.0), &wanted)? else {
            break;
        };
        smallest = found;
    }
    Ok(smallest)
}

fn first_that_differs(
    workshop: &Workshop,
    candidates: &[Program],
    wanted: &str,
) -> io::Result<Option<(Program, Verdict)>> {
    for batch in candidates.chunks(BATCH) {
        let programs: Vec<_> = batch.iter().collect();
        // One that has lost the end of a loop ends all of its batch.
        let Ok(verdicts) = check(workshop, &programs) else {
            continue;
        };
        let mut both = batch.iter().zip(verdicts);
        if let Some((program, verdict)) = both.find(|(_, verdict)| kind(verdict) == wanted) {
            return Ok(Some((program.clone(), verdict)));
        }
    }
    Ok(None)
}

fn kind(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Refused(errors) => kind_of(errors),
        verdict => {
            let causes = verdict.faults().map(|pair| pair.cause);
            causes.max().map_or(String::new(), |cause| cause.to_string())
        }
    }
}

/// The function without some statements, without a parameter, or with a block's statements in the place of the block.
fn smaller(program: &Program) -> Vec<Program> {
    let mut all = Vec::new();
    let mut lengths = Vec::new();
    program
        .clone()
        .body
        .each_block(&mut |block| lengths.push(block.stmts.len()));
    for (at, length) in lengths.into_iter().enumerate() {
        if length > 3 {
            for half in [0..length / 2, length / 2..length] {
                all.push(with_block(program, at, |block| remove(block, half.clone())));
            }
        }
        for stmt in 0..length {
            all.push(with_block(program, at, |block| remove(block, stmt..stmt + 1)));
        }
        for stmt in 0..length {
            for part in 0..2 {
                all.push(with_block(program, at, |block| open(block, stmt, part)));
            }
        }
    }
    for at in 0..program.parameters.len() {
        let mut without = program.clone();
        without.parameters.remove(at);
        all.push(without);
    }
    let size = |program: &Program| format!("{:?}", program.body).len();
    let whole = size(program);
    all.retain(Program::has_sites_in_scopes_only);
    all.retain(|smaller| size(smaller) < whole || smaller.parameters.len() < program.parameters.len());
    all
}

fn with_block(program: &Program, wanted: usize, change: impl Fn(&mut Block)) -> Program {
    let mut program = program.clone();
    program.is_shrunk = true;
    let mut at = 0;
    program.body.each_block(&mut |block| {
        if at == wanted {
            change(block);
        }
        at += 1;
    });
    program
}

/// Removes what a loop can be without.
fn remove(block: &mut Block, range: Range<usize>) {
    let mut at = 0;
    block.stmts.retain(|stmt| {
        at += 1;
        stmt.is_needed || !range.contains(&(at - 1))
    });
}

/// Replaces a statement by those of a block in it.
fn open(block: &mut Block, at: usize, part: usize) {
    let blocks = block.stmts[at].code.iter().filter_map(|piece| match piece {
        Piece::Block(block) => Some(block),
        _ => None,
    });
    let Some(inner) = blocks.skip(part).map(|block| block.stmts.clone()).next() else {
        return;
    };
    block.stmts.splice(at..=at, inner);
}
