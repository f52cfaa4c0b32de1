//! What is dropped when (3.5), and what is evaluated on the way out (4.1).

use crate::plain::assert_runs;
use crate::small::{block, deferred, function, int, later, times, var};
use defer_model::lang::{Block, Capital, Cond, Expr, Form, Function, Give, Kind, Made, Program, Stmt, Type, When};
use defer_model::rules::Hits;
use defer_model::runs::runs;
use pretty_assertions::assert_eq;

/// What is said without a fault.
#[track_caller]
fn assert_says(program: &Program, expected: &str) {
    let runs = runs(program, 0, &mut Hits::default()).unwrap();
    assert_eq!(runs[0].trace, expected);
}

fn token(n: i64) -> Stmt {
    Stmt::LetToken(format!("t{n}"), n)
}

fn when(is_so: bool, then: Vec<Stmt>) -> Stmt {
    let cond = Cond::Equal(int(0), int(i64::from(!is_so)));
    Stmt::If(cond, Block(then), Block::default())
}

/// Those from behind the call before it, those from before it behind it, on each way out that does not move them.
#[test]
fn tokens() {
    let spend = |n: i64| Stmt::Spend(format!("t{n}"));
    let program = |is_so| {
        let body = vec![token(1), token(2), later(int(7)), when(is_so, vec![spend(1)]), token(3)];
        function(Type::Unit, body, None)
    };
    assert_says(&program(false), "drop t3, 7, drop t2, drop t1");
    assert_says(&program(true), "spend 1, drop t3, 7, drop t2");
}

/// What is declared without a value is declared there; the locals of a pattern keep their order, and so do parameters.
#[test]
fn declarations() {
    let late = Stmt::LetLate("u".into(), Kind::Token);
    let pair = Stmt::LetPair([("a".into(), 1), ("b".into(), 2)]);
    let body = vec![late, pair, later(int(7)), Stmt::SetToken("u".into(), 3)];
    let closure = Function {
        parameters: Vec::new(),
        tokens: vec![("p".into(), 4), ("q".into(), 5)],
        returns: Type::Unit,
        body: Block(body),
        tail: None,
    };
    let call = Expr::Call(Box::new(closure), Vec::new());
    let program = function(Type::Unit, vec![Stmt::Do(call)], None);
    assert_says(&program, "7, drop t2, drop t1, drop t3, drop t5, drop t4");
}

/// What is returned is moved out; an error that comes in its place ends it.
#[test]
fn returned() {
    let fails = |n| deferred(When::Always, Form::Try(Type::Result, int(n)));
    let body = |n| vec![token(1), fails(n), later(int(7))];
    let program = |n| function(Type::Held, body(n), Some(Give::OkToken("t1".into())));
    assert_runs(
        &program(3),
        &[
            ("no fault", "7, call 3, drop t1", "returned Err(3)"),
            ("panic at step 1", "drop t1, call 3", "panicked fault"),
            ("error in call 1", "7, call 3, drop t1", "returned Err(3)"),
        ],
    );
    assert_says(&program(2), "7, call 2, drop t1");
}

/// A method may take its receiver, and may not.
#[test]
fn methods() {
    let named = Stmt::LetNamed("n".into(), 2);
    let method = |name: &str| Stmt::Call(Expr::Method(name.into(), 0));
    let body = vec![token(1), named, later(int(7)), method("t1"), method("n")];
    assert_runs(
        &function(Type::Unit, body, None),
        &[
            ("no fault", "end 1, see 2, 7, drop 2", "returned ()"),
            ("panic at step 1", "drop t1, 7, drop 2", "panicked fault"),
            ("panic at step 2", "end 1, 7, drop 2", "panicked fault"),
            ("panic at step 3", "end 1, see 2, drop 2", "panicked fault"),
        ],
    );
}

/// What is returned is evaluated first, whatever its functions are called, and a panic in them is one of the scope.
#[test]
fn named_like_structs() {
    let recover = block(vec![Stmt::Recover(Block::default(), false)]);
    let read = Expr::Capital(Capital::Free, Box::new(Expr::Temporary(3)));
    let body = vec![recover, later(int(7)), Stmt::Return(Give::Size(Made::Function, read))];
    assert_runs(
        &function(Type::Size, vec![times(1, body)], Some(Give::Size(Made::Struct, int(9)))),
        &[
            ("no fault", "read 3, make 3, drop t3, 7", "returned Size(3)"),
            ("panic at step 1", "drop t3, 7, recovered fault", "returned Size(9)"),
            (
                "panic at step 2",
                "read 3, drop t3, 7, recovered fault",
                "returned Size(9)",
            ),
            (
                "panic at step 3",
                "read 3, make 3, drop t3, recovered fault",
                "returned Size(9)",
            ),
        ],
    );
}

/// Of a condition, they go before its branch.
#[test]
fn temporaries() {
    let cond = Cond::Less(Expr::Temporary(1), Expr::Temporary(2));
    let body = vec![Stmt::If(cond, Block(vec![Stmt::Say(int(7))]), Block::default())];
    assert_says(&function(Type::Unit, body, None), "drop t2, drop t1, 7");
    let body = vec![Stmt::Let("x".into(), Expr::Temporary(1)), Stmt::Say(var("x"))];
    assert_says(&function(Type::Unit, body, None), "drop t1, 1");
}
