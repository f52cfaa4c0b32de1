//! Makes a function smaller in which something is unexplained. rustc says which of the smaller ones are functions.

use super::check::{Verdict, check};
use super::program::{Block, Piece, Program};
use crate::compile::Workshop;
use std::io;
use std::ops::Range;
use std::time::{Duration, Instant};

/// How many smaller functions are compiled at a time.
const BATCH: usize = 40;

/// How long a difference is worth.
const PATIENCE: Duration = Duration::from_secs(90);

/// The smallest function that was found in which something is unexplained.
///
/// # Errors
///
/// If functions can't be compiled at all.
pub fn shrink(workshop: &Workshop, program: &Program, verdict: &Verdict) -> io::Result<(Program, Verdict)> {
    let start = Instant::now();
    let mut smallest = (program.clone(), verdict.clone());
    while start.elapsed() < PATIENCE {
        let Some(found) = first_that_differs(workshop, &smaller(&smallest.0))? else {
            break;
        };
        smallest = found;
    }
    Ok(smallest)
}

fn first_that_differs(workshop: &Workshop, candidates: &[Program]) -> io::Result<Option<(Program, Verdict)>> {
    for batch in candidates.chunks(BATCH) {
        let programs: Vec<_> = batch.iter().collect();
        let verdicts = check(workshop, &programs)?;
        let mut both = batch.iter().zip(verdicts);
        if let Some((program, verdict)) = both.find(|(_, verdict)| verdict.faults().next().is_some()) {
            return Ok(Some((program.clone(), verdict)));
        }
    }
    Ok(None)
}

/// The function without some statements, without a parameter, or with a block's statements in the place of the block.
fn smaller(program: &Program) -> Vec<Program> {
    let mut all = Vec::new();
    let mut lengths = Vec::new();
    program.clone().body.each_block(&mut |block| lengths.push(block.stmts.len()));
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
    all.retain(|smaller| size(smaller) < whole || smaller.parameters.len() < program.parameters.len());
    all
}

fn with_block(program: &Program, wanted: usize, change: impl Fn(&mut Block)) -> Program {
    let mut program = program.clone();
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
