//! A future that is dropped (8.2, 8.3).

use crate::small::{async_function, block, deferred, first, int, later, pause, pause_later, times, var};
use defer_model::interpret::interpret;
use defer_model::lang::{Awaited, Block, Expr, Form, Give, Program, Stmt, Type, When};
use defer_model::rules::Hits;
use defer_model::runs::{Fault, Plan};
use pretty_assertions::assert_eq;

/// What is said, and how it ends, if the future is dropped after so many polls, or not at all.
#[track_caller]
fn assert_dropped(program: &Program, fault: Fault, expected: &[(Option<u64>, &str, &str)]) {
    let got: Vec<_> = expected
        .iter()
        .map(|&(polls, ..)| {
            let told = interpret(program, Plan { fault, polls }, &mut Hits::default()).unwrap();
            (polls, told.run.trace, told.run.outcome)
        })
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|&(polls, trace, outcome)| (polls, trace.to_owned(), outcome.to_owned()))
        .collect();
    assert_eq!(got, expected);
}

fn unit(body: Vec<Stmt>) -> Program {
    async_function(Type::Unit, body, None, Vec::new())
}

fn named(n: i64) -> Stmt {
    Stmt::LetNamed(format!("n{n}"), n)
}

fn recover() -> Stmt {
    block(vec![Stmt::Recover(Block::default(), false)])
}

#[test]
fn what_is_registered_runs() {
    let program = unit(vec![later(int(1)), pause(8), later(int(2)), pause(9), later(int(3))]);
    assert_dropped(
        &program,
        Fault::None,
        &[
            (Some(0), "", "dropped"),
            (Some(1), "pause 8, cut 8, 1", "dropped"),
            (Some(2), "pause 8, paused 8, pause 9, cut 9, 2, 1", "dropped"),
            (None, "pause 8, paused 8, pause 9, paused 9, 3, 2, 1", "returned ()"),
        ],
    );
}

/// 6.6
#[test]
fn says_how_it_is_left() {
    let program = unit(vec![
        block(vec![Stmt::Leaving]),
        block(vec![Stmt::Leaving, Stmt::Panic(int(1))]),
        pause(8),
    ]);
    assert_dropped(
        &program,
        Fault::None,
        &[
            (
                Some(1),
                "pause 8, cut 8, Cancelled, Panicking",
                "dropped, panicked boom 1",
            ),
            (None, "pause 8, paused 8, Normally, Panicking", "panicked boom 1"),
        ],
    );
}

#[test]
fn with_the_values_of_that_moment() {
    let program = unit(vec![
        named(1),
        Stmt::Let("x".into(), int(2)),
        block(vec![Stmt::Say(var("x"))]),
        named(3),
        Stmt::Set("x".into(), int(4)),
        pause(8),
        Stmt::Set("x".into(), int(5)),
        pause(9),
    ]);
    assert_dropped(
        &program,
        Fault::None,
        &[
            (Some(1), "pause 8, cut 8, drop 3, 4, drop 1", "dropped"),
            (
                Some(2),
                "pause 8, paused 8, pause 9, cut 9, drop 3, 5, drop 1",
                "dropped",
            ),
        ],
    );
}

#[test]
fn it_is_a_failure_without_an_error() {
    let say = |n| Form::Say(vec![int(n)]);
    let program = async_function(
        Type::Result,
        vec![
            deferred(When::Failure, say(1)),
            deferred(When::Success, say(2)),
            deferred(
                When::Error("e".into()),
                Form::Block(Block(vec![Stmt::Say(int(3))]), false),
            ),
            recover(),
            pause(9),
        ],
        Some(Give::Ok(int(0))),
        Vec::new(),
    );
    assert_dropped(
        &program,
        Fault::None,
        &[
            (Some(1), "pause 9, cut 9, 1", "dropped"),
            (None, "pause 9, paused 9, 2", "returned Ok(0)"),
        ],
    );
}

#[test]
fn innermost_scope_first() {
    let inner = unit(vec![later(int(3)), pause(9)]);
    let wait = Stmt::Do(Expr::Await(first(), Vec::new()));
    let body = vec![later(int(1)), times(2, vec![later(int(2)), wait])];
    let program = async_function(Type::Unit, body, None, vec![inner]);
    assert_dropped(
        &program,
        Fault::None,
        &[
            (Some(1), "pause 9, cut 9, 3, 2, 1", "dropped"),
            (Some(2), "pause 9, paused 9, 3, 2, pause 9, cut 9, 3, 2, 1", "dropped"),
        ],
    );
}

#[test]
fn blocks_and_closures_are_scopes() {
    let body = vec![later(int(2)), pause(9)];
    let function = Box::new(crate::small::function(Type::Unit, body, None).function);
    for awaited in [Awaited::Block(function.clone()), Awaited::Closure(function)] {
        let program = unit(vec![
            later(int(1)),
            Stmt::Do(Expr::Await(awaited, Vec::new())),
            Stmt::Say(int(3)),
        ]);
        assert_dropped(
            &program,
            Fault::None,
            &[
                (Some(1), "pause 9, cut 9, 2, 1", "dropped"),
                (None, "pause 9, paused 9, 2, 3, 1", "returned ()"),
            ],
        );
    }
}

/// A deferred call is polled once; its own ones run where it is cut.
#[test]
fn what_still_waits_is_cut() {
    let waits = block(vec![
        Stmt::Say(int(2)),
        deferred(When::Failure, Form::Say(vec![int(3)])),
        named(4),
        pause(5),
        Stmt::Say(int(6)),
    ]);
    let program = unit(vec![later(int(1)), waits, pause_later(7), pause(8)]);
    let all = "pause 8, paused 8, pause 7, paused 7, 2, pause 5, paused 5, 6, drop 4, 1";
    assert_dropped(
        &program,
        Fault::None,
        &[
            (
                Some(1),
                "pause 8, cut 8, pause 7, cut 7, 2, pause 5, cut 5, drop 4, 3, 1",
                "dropped",
            ),
            (
                Some(2),
                "pause 8, paused 8, pause 7, cut 7, 2, pause 5, cut 5, drop 4, 3, 1",
                "dropped",
            ),
            (
                Some(3),
                "pause 8, paused 8, pause 7, paused 7, 2, pause 5, cut 5, drop 4, 3, 1",
                "dropped",
            ),
            (None, all, "returned ()"),
        ],
    );
}

/// So is a function that it awaits.
#[test]
fn what_is_awaited_is_cut() {
    let inner = unit(vec![later(int(2)), Stmt::Say(int(3)), pause(4), Stmt::Say(int(5))]);
    let waits = deferred(When::Always, Form::Await(first(), Vec::new()));
    let program = async_function(Type::Unit, vec![later(int(1)), waits, pause(9)], None, vec![inner]);
    assert_dropped(
        &program,
        Fault::None,
        &[
            (Some(1), "pause 9, cut 9, 3, pause 4, cut 4, 2, 1", "dropped"),
            (Some(2), "pause 9, paused 9, 3, pause 4, cut 4, 2, 1", "dropped"),
        ],
    );
}

/// What does not wait goes to its end, and succeeds.
#[test]
fn what_does_not_wait_is_not_cut() {
    let ok = deferred(When::Success, Form::Say(vec![int(2)]));
    let program = unit(vec![block(vec![ok, times(2, vec![later(var("i"))])]), pause(9)]);
    assert_dropped(
        &program,
        Fault::None,
        &[(Some(1), "pause 9, cut 9, 0, 1, 2", "dropped")],
    );
}

/// Cancelled while an error is on its way.
#[test]
fn on_the_way_out() {
    let program = async_function(
        Type::Result,
        vec![
            deferred(When::Failure, Form::Say(vec![int(1)])),
            deferred(When::Success, Form::Say(vec![int(2)])),
            pause_later(9),
        ],
        Some(Give::Fallible(Type::Result, int(4))),
        Vec::new(),
    );
    let dropped = (Some(1), "call 4, pause 9, cut 9, 1", "dropped");
    let (ok, err) = ("call 4, pause 9, paused 9, 2", "call 4, pause 9, paused 9, 1");
    assert_dropped(&program, Fault::None, &[dropped, (None, ok, "returned Ok(4)")]);
    assert_dropped(&program, Fault::Error(1), &[dropped, (None, err, "returned Err(4)")]);
}

/// Cancelled while a panic is under way: the call that is cut replaces it, and nothing goes on.
#[test]
fn during_a_panic() {
    let panics = |before: Vec<Stmt>| {
        let mut body = before;
        body.extend([pause_later(9), Stmt::Panic(int(7))]);
        unit(vec![later(int(1)), times(2, body), Stmt::Say(int(2))])
    };
    assert_dropped(
        &panics(Vec::new()),
        Fault::None,
        &[
            (Some(1), "pause 9, cut 9, 1", "dropped"),
            (None, "pause 9, paused 9, 1", "panicked boom 7"),
        ],
    );
    assert_dropped(
        &panics(vec![recover()]),
        Fault::None,
        &[
            (Some(1), "pause 9, cut 9, 1", "dropped"),
            (
                Some(2),
                "pause 9, paused 9, recovered boom 7, pause 9, cut 9, 1",
                "dropped",
            ),
        ],
    );
}

/// A panic of a deferred call is one under way from then on, in the functions that wait, too.
#[test]
fn panics_of_deferred_calls() {
    let panics = |n| block(vec![Stmt::Panic(int(n))]);
    let inner = |first| unit(vec![first, panics(2), pause(9)]);
    let outer = |first, inner| {
        let wait = Stmt::Do(Expr::Await(Awaited::Function(0, false), Vec::new()));
        async_function(Type::Unit, vec![later(int(1)), first, wait], None, vec![inner])
    };
    let nothing = || Stmt::Let("x".into(), int(0));
    for (program, trace, outcome) in [
        (
            outer(nothing(), inner(nothing())),
            "pause 9, cut 9, 1",
            "dropped, panicked boom 2",
        ),
        (
            outer(nothing(), inner(panics(3))),
            "pause 9, cut 9, 1",
            "dropped, panicked boom 3",
        ),
        (
            outer(nothing(), inner(recover())),
            "pause 9, cut 9, recovered boom 2, 1",
            "dropped",
        ),
        (
            outer(recover(), inner(nothing())),
            "pause 9, cut 9, recovered boom 2, 1",
            "dropped",
        ),
        (
            outer(pause_later(8), inner(nothing())),
            "pause 9, cut 9, pause 8, cut 8, 1",
            "dropped",
        ),
    ] {
        assert_dropped(&program, Fault::None, &[(Some(1), trace, outcome)]);
    }
}

/// An error of a deferred call changes nothing, and is no way back.
#[test]
fn errors_of_deferred_calls() {
    let fails = deferred(When::Always, Form::Try(Type::Result, int(3)));
    let waits = deferred(When::Always, Form::Await(Awaited::Fallible(Type::Result), vec![int(3)]));
    let body = vec![later(int(1)), times(2, vec![fails, waits, pause(9)])];
    let program = async_function(Type::Result, body, Some(Give::Ok(int(0))), Vec::new());
    assert_dropped(
        &program,
        Fault::None,
        &[
            (Some(1), "pause 9, cut 9, pause 3, cut 3, call 3, 1", "dropped"),
            (
                None,
                "pause 9, paused 9, pause 3, paused 3, call 3, call 3, 1",
                "returned Err(3)",
            ),
        ],
    );
}
