//! What is not async.

use crate::small::{block, deferred, function, int, later, times, var};
use defer_model::lang::{Block, Cond, Form, Give, NamedResult, Program, Stmt, Type, When};
use defer_model::rules::Hits;
use defer_model::runs::runs;
use pretty_assertions::assert_eq;

/// What each run says, and how it ends.
#[track_caller]
pub fn assert_runs(program: &Program, expected: &[(&str, &str, &str)]) {
    let runs = runs(program, 9, &mut Hits::default()).unwrap();
    let got: Vec<_> = runs
        .iter()
        .map(|run| (run.fault.as_str(), run.trace.as_str(), run.outcome.as_str()))
        .collect();
    assert_eq!(got, expected);
}

/// 3.1, 3.3, 7.1
#[test]
fn iterations_and_lifo() {
    let body = vec![later(int(8)), later(int(9)), times(2, vec![later(var("i"))])];
    let program = function(Type::Unit, body, None);
    assert_runs(
        &program,
        &[
            ("no fault", "0, 1, 9, 8", "returned ()"),
            ("panic at step 1", "9, 8", "panicked fault"),
            ("panic at step 2", "0, 9, 8", "panicked fault"),
            ("panic at step 3", "0, 1, 8", "panicked fault"),
            ("panic at step 4", "0, 1, 9", "panicked fault"),
        ],
    );
}

/// 3.4, 3.5
#[test]
fn drops() {
    let named = |n: i64| Stmt::LetNamed(format!("n{n}"), n);
    let show = |n: i64| deferred(When::Always, Form::Show(format!("n{n}")));
    let inner = Stmt::Block(None, Block(vec![named(1), named(2), later(int(3)), show(2)]));
    let body = vec![named(4), inner, later(int(5)), named(6)];
    let program = function(Type::Unit, body, None);
    let runs = runs(&program, 0, &mut Hits::default()).unwrap();
    assert_eq!(runs[0].trace, "drop 1, drop 6, 5, show 2, drop 2, 3, drop 4");
}

/// 2.1, 2.2, 5.2
#[test]
fn now_and_then() {
    let mut program = function(
        Type::Int,
        vec![
            Stmt::Let("x".into(), int(1)),
            block(vec![Stmt::Say(var("x")), Stmt::SetResult(Give::Int(var("x")))]),
            later(var("x")),
            Stmt::Set("x".into(), int(2)),
        ],
        Some(Give::Int(int(3))),
    );
    program.result = Some(NamedResult { start: None });
    assert_runs(
        &program,
        &[
            ("no fault", "1, 2", "returned 2"),
            ("panic at step 1", "2", "panicked fault"),
            ("panic at step 2", "1", "panicked fault"),
        ],
    );
}

/// 6.1, 6.3
#[test]
fn failures() {
    let body = vec![
        deferred(When::Failure, Form::Say(vec![int(1)])),
        deferred(When::Always, Form::Try(Type::Result, int(4))),
        deferred(When::Success, Form::Say(vec![int(2)])),
    ];
    let program = function(Type::Result, body, Some(Give::Fallible(Type::Result, int(5))));
    assert_runs(
        &program,
        &[
            ("no fault", "call 5, 2, call 4", "returned Ok(5)"),
            ("panic at step 1", "call 5, call 4, 1", "panicked fault"),
            ("error in call 1", "call 5, call 4, 1", "returned Err(5)"),
            ("error in call 2", "call 5, 2, call 4, 1", "returned Err(4)"),
        ],
    );
}

/// 7.2, 7.3
#[test]
fn recovery() {
    let recover = block(vec![Stmt::Recover(Block::default(), false)]);
    let panic = Stmt::If(
        Cond::Equal(var("i"), int(0)),
        Block(vec![Stmt::Panic(int(7))]),
        Block::default(),
    );
    let program = function(Type::Int, vec![times(2, vec![recover, panic])], Some(Give::Int(int(1))));
    assert_runs(
        &program,
        &[
            ("no fault", "recovered boom 7", "returned 1"),
            ("panic at step 1", "", "panicked fault"),
        ],
    );
}
