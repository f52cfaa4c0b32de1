//! Makes a program smaller that shows a difference.

use crate::compare::{Difference, FAULTS};
use crate::compile::{Outcome, Workshop};
use crate::lang::{Awaited, Block, Expr, Form, Function, Program, Repeat, Stmt, When, each_block, each_expr};
use crate::print_rust::print;
use crate::rules::Hits;
use crate::runs::runs;
use crate::verdict::{Summary, verdict};
use std::io;
use std::time::{Duration, Instant};

/// How many smaller programs are compiled at a time.
const BATCH: usize = 60;

/// How long a difference is worth.
const PATIENCE: Duration = Duration::from_secs(120);

/// The smallest program that was found to differ in the same way.
///
/// # Errors
///
/// If programs can't be compiled at all.
pub fn shrink(workshop: &Workshop, mut difference: Difference) -> io::Result<Difference> {
    let start = Instant::now();
    loop {
        let mut candidates = smaller(&difference.program);
        candidates.sort_by_key(size);
        let mut found = None;
        for batch in candidates.chunks(BATCH) {
            if start.elapsed() > PATIENCE {
                break;
            }
            found = first_that_differs(workshop, batch, &difference)?;
            if found.is_some() {
                break;
            }
        }
        match found {
            Some(smaller) => difference = smaller,
            None => return Ok(difference),
        }
    }
}

fn first_that_differs(workshop: &Workshop, batch: &[Program], like: &Difference) -> io::Result<Option<Difference>> {
    let mut candidates = Vec::new();
    for program in batch {
        if let Ok(expected) = runs(program, FAULTS, &mut Hits::default()) {
            candidates.push((program, expected));
        }
    }
    let programs: Vec<_> = candidates.iter().map(|(program, _)| *program).collect();
    let outcomes = workshop.run(&programs, FAULTS)?;
    for ((program, expected), got) in candidates.into_iter().zip(outcomes) {
        let is_alike = match (&like.got, &got) {
            (Outcome::Ran(_), Outcome::Ran(_)) => !verdict(program, &expected, &got, &mut Summary::default()),
            (Outcome::Refused(errors), Outcome::Refused(others)) => errors.first() == others.first(),
            _ => false,
        };
        if is_alike {
            return Ok(Some(Difference {
                seed: like.seed,
                program: program.clone(),
                expected,
                got,
            }));
        }
    }
    Ok(None)
}

fn size(program: &Program) -> usize {
    print(program, "program").split_whitespace().count()
}

/// The program with one thing left out or made simpler, in each way.
fn smaller(program: &Program) -> Vec<Program> {
    let mut all = smaller_functions(program);
    let mut lengths = Vec::new();
    each_block(&mut program.clone(), &mut |block| lengths.push(block.0.len()));
    for (at, length) in lengths.into_iter().enumerate() {
        if length > 1 {
            for half in [0..length / 2, length / 2..length] {
                all.push(with_block(program, at, |block| drop(block.0.drain(half.clone()))));
            }
        }
        for stmt in 0..length {
            all.push(with_block(program, at, |block| drop(block.0.remove(stmt))));
            for part in 0..3 {
                all.push(with_block(program, at, |block| open(block, stmt, part)));
            }
        }
    }
    let mut count = 0;
    each_expr(&mut program.clone(), &mut |_| count += 1);
    for at in 0..count {
        for way in 0..3 {
            all.push(with_expr(program, at, |expr| simpler(expr, way)));
        }
    }
    let text = print(program, "program");
    all.retain(|smaller| print(smaller, "program") != text);
    all
}

/// The program, or one that it awaits, without its named result or the last of those that it awaits.
fn smaller_functions(program: &Program) -> Vec<Program> {
    let mut all = Vec::new();
    let mut add = |without: Program| all.push(without);
    if program.result.is_some() {
        add(Program {
            result: None,
            ..program.clone()
        });
    }
    if program.has_block_scopes {
        add(Program {
            has_block_scopes: false,
            ..program.clone()
        });
    }
    let mut without = program.clone();
    if without.awaited.pop().is_some() {
        add(without);
    }
    for (index, awaited) in program.awaited.iter().enumerate() {
        for smaller in smaller_functions(awaited) {
            let mut changed = program.clone();
            changed.awaited[index] = smaller;
            add(changed);
        }
    }
    all
}

fn with_block(program: &Program, wanted: usize, change: impl Fn(&mut Block)) -> Program {
    let mut program = program.clone();
    let mut at = 0;
    each_block(&mut program, &mut |block| {
        if at == wanted {
            change(block);
        }
        at += 1;
    });
    program
}

fn with_expr(program: &Program, wanted: usize, change: impl Fn(&mut Expr)) -> Program {
    let mut program = program.clone();
    let mut at = 0;
    each_expr(&mut program, &mut |expr| {
        if at == wanted {
            change(expr);
        }
        at += 1;
    });
    program
}

/// Replaces a statement by what stands in it.
fn open(block: &mut Block, at: usize, part: usize) {
    let inner = match &mut block.0[at] {
        Stmt::Block(_, inner) if part == 0 => std::mem::take(inner),
        Stmt::Block(label, _) if part == 1 => return *label = None,
        Stmt::If(_, then, _) if part == 0 => std::mem::take(then),
        Stmt::If(_, _, otherwise) if part == 1 => std::mem::take(otherwise),
        Stmt::Match(_, arms) if part < arms.len() => std::mem::take(&mut arms[part].1),
        Stmt::Cfg(_, inner) if part == 0 => Block(vec![(**inner).clone()]),
        Stmt::Recover(inner, _) if part == 0 => std::mem::take(inner),
        Stmt::Do(expr) if part == 0 => match called(expr) {
            Some(function) => std::mem::take(&mut function.body),
            None => return,
        },
        Stmt::Loop(repeated) if part == 0 => std::mem::take(&mut repeated.body),
        Stmt::Loop(repeated) => {
            let (Repeat::For { times, .. } | Repeat::While { times, .. } | Repeat::Loop { times, .. }) =
                &mut repeated.repeat;
            return *times = part as i64;
        }
        Stmt::Defer(deferred) if part == 0 && deferred.when != When::Always => return deferred.when = When::Always,
        Stmt::Defer(deferred) if part == 1 => return simpler_form(&mut deferred.form),
        _ => return,
    };
    block.0.splice(at..=at, inner.0);
}

/// The closure or block that is called or awaited on the spot.
fn called(expr: &mut Expr) -> Option<&mut Function> {
    match expr {
        Expr::Call(function, _) | Expr::Await(Awaited::Closure(function) | Awaited::Block(function), _) => {
            Some(function)
        }
        _ => None,
    }
}

/// A call of something else.
fn simpler_form(form: &mut Form) {
    match form {
        Form::Await(Awaited::Pause, args) => *form = Form::Say(std::mem::take(args)),
        Form::Await(..) => *form = Form::Await(Awaited::Pause, vec![Expr::Int(1)]),
        Form::Say(_) => {}
        _ => *form = Form::Say(vec![Expr::Int(1)]),
    }
}

fn simpler(expr: &mut Expr, way: usize) {
    let simple = match (&mut *expr, way) {
        (Expr::Int(_), _) => return,
        (_, 0) => Expr::Int(1),
        (Expr::Binary(left, _, _), 1) => (**left).clone(),
        (Expr::Binary(_, _, right), _) => (**right).clone(),
        (Expr::Eval(inner) | Expr::Capital(_, inner) | Expr::Try(_, inner), 1) => (**inner).clone(),
        (Expr::Await(Awaited::Pause, args), 1) => args[0].clone(),
        (Expr::Await(..), 1) => Expr::Await(Awaited::Pause, vec![Expr::Int(1)]),
        _ => return,
    };
    *expr = simple;
}
