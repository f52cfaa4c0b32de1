//! Small programs.

use defer_model::lang::{
    Awaited, Block, Deferred, Expr, Form, Function, Give, Loop, Program, Repeat, Stmt, Type, When,
};

pub fn int(n: i64) -> Expr {
    Expr::Int(n)
}

pub fn var(name: &str) -> Expr {
    Expr::Var(name.into())
}

pub fn deferred(when: When, form: Form) -> Stmt {
    Stmt::Defer(Deferred { when, form })
}

pub fn later(expr: Expr) -> Stmt {
    deferred(When::Always, Form::Say(vec![expr]))
}

pub fn block(statements: Vec<Stmt>) -> Stmt {
    deferred(When::Always, Form::Block(Block(statements), false))
}

pub fn times(times: i64, body: Vec<Stmt>) -> Stmt {
    Stmt::Loop(Loop {
        label: None,
        repeat: Repeat::For {
            variable: "i".into(),
            before: Block::default(),
            times,
        },
        body: Block(body),
    })
}

pub fn function(returns: Type, body: Vec<Stmt>, tail: Option<Give>) -> Program {
    Program {
        function: Function {
            parameters: Vec::new(),
            tokens: Vec::new(),
            returns,
            body: Block(body),
            tail,
        },
        result: None,
        is_async: false,
        has_block_scopes: false,
        awaited: Vec::new(),
    }
}

/// An async function without parameters, and those that it awaits.
pub fn async_function(returns: Type, body: Vec<Stmt>, tail: Option<Give>, awaited: Vec<Program>) -> Program {
    Program {
        is_async: true,
        awaited,
        ..function(returns, body, tail)
    }
}

/// `pause(n).await;`
pub fn pause(n: i64) -> Stmt {
    Stmt::Do(Expr::Await(Awaited::Pause, vec![int(n)]))
}

/// `defer!(pause(n).await);`
pub fn pause_later(n: i64) -> Stmt {
    deferred(When::Always, Form::Await(Awaited::Pause, vec![int(n)]))
}

/// The first of the functions that a program awaits, without arguments.
pub fn first() -> Awaited {
    Awaited::Function(0, false)
}
