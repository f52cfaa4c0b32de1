//! Whether what became of a program is right, for all that is known, and how often that took an excuse.

use crate::aside::Excused;
use crate::compile::Outcome;
use crate::lang::{Deferred, Expr, Form, Program, Stmt, When, each_expr, each_stmt};
use crate::print_rust::print;
use crate::rules::Hits;
use crate::runs::Run;
use std::collections::BTreeMap;
use std::fmt;

/// What was compared.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// The rules that were hit.
    pub hits: Hits,
    /// How many programs were compiled.
    pub programs: u64,
    /// How many were refused, by what they may be refused for.
    pub refused: BTreeMap<&'static str, u64>,
    /// How many programs differ only in what 3.5 excepts.
    pub excepted: u64,
    /// How many of their lines were set aside.
    pub lines_aside: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary {
            hits,
            programs,
            refused,
            excepted,
            lines_aside,
        } = self;
        writeln!(f, "{hits}")?;
        writeln!(f, "{programs} programs")?;
        for (excuse, count) in refused {
            writeln!(f, "refused for {excuse}: {count}")?;
        }
        write!(
            f,
            "3.5, the exceptions: {excepted} programs, {lines_aside} drop lines set aside"
        )
    }
}

/// Whether the macro did what it has to, for all that is known.
pub fn verdict(program: &Program, expected: &[Run], got: &Outcome, summary: &mut Summary) -> bool {
    match got {
        Outcome::Ran(got) if got == expected => true,
        Outcome::Ran(got) => match Excused::new(program).all_lines(expected, got) {
            Some(lines) => {
                summary.excepted += 1;
                summary.lines_aside += lines;
                true
            }
            None => false,
        },
        Outcome::Refused(errors) => match excuse(program, errors) {
            Some(excuse) => {
                *summary.refused.entry(excuse).or_default() += 1;
                true
            }
            None => false,
        },
    }
}

/// What the macro refuses in so many words.
const OUT_OF_SIGHT: &[&str] = &[
    "is out of sight: write the item",
    "are out of sight, and may use one without naming it",
];

/// Why the macro, or Rust, may refuse a program with these errors. What is not right is to compile and do something
/// else.
pub fn excuse(program: &Program, errors: &[String]) -> Option<&'static str> {
    let has = |is_one: fn(&Stmt) -> bool| {
        let mut found = false;
        each_stmt(&mut program.clone(), &mut |stmt| found |= is_one(stmt));
        found
    };
    let is_out_of_sight = |error: &String| OUT_OF_SIGHT.iter().any(|text| error.contains(text));
    let is_of_wrong_guess = |error: &String| error.contains("E0793") || error.contains("E0382");
    // A program may be refused for that, and for something else, too.
    let told = !errors.is_empty();
    let mut errors = errors.to_vec();
    if has(|stmt| matches!(stmt, Stmt::Item(..))) && errors.iter().any(is_out_of_sight) {
        errors.retain(|error| !is_out_of_sight(error));
    }
    let is_of_resumed = |error: &String| error.contains("E0382") && error.contains("`panic`");
    if has(|stmt| matches!(stmt, Stmt::LetReference { .. })) {
        Some("4.1 a reference across a deferred call")
    } else if has(|stmt| matches!(stmt, Stmt::Defer(deferred) if matches!(deferred.form, Form::Bound(..)))) {
        Some("2.5 a callee that a macro binds")
    } else if told && errors.is_empty() {
        Some("3.4 an item of an inner block")
    } else if has_method(program, takes) && errors.iter().all(|error| error.contains("E0382")) {
        Some("0 a method that takes its receiver, which can't be told")
    } else if has_method(program, |name| !takes(name)) && errors.iter().all(is_of_wrong_guess) {
        Some("0 a method that is taken to take its receiver by its name, and borrows it")
    } else if has(|stmt| matches!(stmt, Stmt::Recover(_, true))) && errors.iter().all(is_of_resumed) {
        Some("0 `panic.resume()`, which takes its receiver")
    } else if is_of_success(program, &errors) {
        Some("6.5 `errdefer!` that moves what success takes along")
    } else {
        None
    }
}

/// Whether all errors are about what code of `errdefer!` moves, and a success takes along: a *Difference* of 6.5.
fn is_of_success(program: &Program, errors: &[String]) -> bool {
    let mut moved = Vec::new();
    each_stmt(&mut program.clone(), &mut |stmt| {
        if let Stmt::Defer(Deferred {
            when: When::Failure | When::Error(_),
            form: Form::Block(block, _),
        }) = stmt
        {
            let mut code = program.clone();
            (code.function.body, code.function.tail, code.awaited) = (block.clone(), None, Vec::new());
            each_stmt(&mut code, &mut |stmt| {
                if let Stmt::Spend(name) | Stmt::PlusToken(name, _) = stmt {
                    moved.push(name.clone());
                }
            });
        }
    });
    let text = print(program, "program");
    moved.retain(|name| text.contains(&format!("Ok({name})")));
    let is_moved = |error: &String| moved.iter().any(|name| error.contains(&format!("`{name}`")));
    !errors.is_empty() && errors.iter().all(|error| error.contains("E0382") && is_moved(error))
}

/// Whether a method has such a receiver.
fn has_method(program: &Program, of: impl Fn(&str) -> bool) -> bool {
    let mut found = false;
    each_expr(&mut program.clone(), &mut |expr| {
        found |= matches!(expr, Expr::Method(name, _) if of(name));
    });
    found
}

/// Whether it is a token, whose methods take it.
fn takes(name: &str) -> bool {
    name.starts_with(['t', 'u'])
}
