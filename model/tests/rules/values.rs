//! What is a value of now (chapter 2), and what names mean (0, 1.6).

use crate::plain::assert_runs;
use crate::small::{block, deferred, function, int, later, times, var};
use defer_model::lang::{Expr, Form, Item, Parts, Place, Stmt, Type, When};

fn place(parts: Parts, part: usize, index: Option<Expr>) -> Place {
    Place {
        name: "s".into(),
        parts,
        part,
        index: index.map(Box::new),
    }
}

/// 2.4: an address is taken at exit, and the index in it is a value of now.
#[test]
fn places() {
    let body = vec![
        Stmt::Let("i".into(), int(1)),
        Stmt::LetParts(Parts::Array, "s".into(), [int(10), int(20), int(30)]),
        deferred(When::Always, Form::Look(place(Parts::Array, 0, Some(var("i"))))),
        deferred(
            When::Always,
            Form::BumpAt(place(Parts::Array, 0, Some(var("i"))), var("i")),
        ),
        Stmt::Set("i".into(), int(2)),
        Stmt::AddAt(place(Parts::Array, 1, None), int(5)),
    ];
    assert_runs(
        &function(Type::Unit, body, None),
        &[
            ("no fault", "bump 25 1, look 26", "returned ()"),
            ("panic at step 1", "look 25", "panicked fault"),
            ("panic at step 2", "bump 25 1", "panicked fault"),
        ],
    );
}

/// 2.4: a reference is lent at exit; through it, everyone sees the same variable.
#[test]
fn references() {
    let body = vec![
        Stmt::Let("x".into(), int(1)),
        Stmt::LetReference {
            name: "r".into(),
            to: "x".into(),
            is_mut: true,
        },
        deferred(When::Always, Form::BumpThrough("r".into(), int(3))),
        Stmt::AddThrough("r".into(), int(1)),
        Stmt::Say(var("x")),
    ];
    assert_runs(
        &function(Type::Unit, body, None),
        &[
            ("no fault", "2, bump 2 3", "returned ()"),
            ("panic at step 1", "bump 2 3", "panicked fault"),
            ("panic at step 2", "2", "panicked fault"),
        ],
    );
}

/// 0: an item is in view in all of its block, and nowhere else.
#[test]
fn items() {
    let limit = || Stmt::Say(Expr::Item(Item::Constant));
    let inner = vec![limit(), block(vec![limit()]), Stmt::Item(Item::Constant, 5)];
    let body = vec![times(1, inner), limit()];
    assert_runs(
        &function(Type::Unit, body, None),
        &[
            ("no fault", "5, 5, 0", "returned ()"),
            ("panic at step 1", "", "panicked fault"),
            ("panic at step 2", "5", "panicked fault"),
            ("panic at step 3", "5, 5", "panicked fault"),
        ],
    );
}

/// 1.6: what is not compiled in is not there.
#[test]
fn not_compiled_in() {
    let cfg = |is_there, stmt| Stmt::Cfg(is_there, Box::new(stmt));
    let body = vec![
        Stmt::LetToken("t".into(), 1),
        cfg(false, later(int(8))),
        cfg(true, later(int(7))),
        cfg(false, Stmt::Spend("t".into())),
        cfg(false, Stmt::Break(None, None)),
    ];
    assert_runs(
        &function(Type::Unit, body, None),
        &[
            ("no fault", "7, drop t1", "returned ()"),
            ("panic at step 1", "drop t1", "panicked fault"),
        ],
    );
}
