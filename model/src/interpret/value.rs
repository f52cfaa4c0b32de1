//! What a function returns, and the ways out of what is being executed.

use crate::lang::{Name, Type};

/// What a function returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Unit,
    Int(i64),
    Ok(i64),
    Err(i64),
    Some(i64),
    None,
    Size(i64),
    /// `Ok` of a token: its number, and which one it is.
    OkToken(i64, i64),
}

impl Value {
    pub(super) fn zero(returns: Type) -> Self {
        match returns {
            Type::Unit => Value::Unit,
            Type::Int => Value::Int(0),
            Type::Result => Value::Ok(0),
            Type::Option => Value::None,
            Type::Size => Value::Size(0),
            Type::Held => Value::Err(0),
        }
    }

    /// As the function `code` of the printed programs.
    pub(super) fn code(self) -> i64 {
        match self {
            Value::Unit => 0,
            Value::Int(n) | Value::Ok(n) | Value::Some(n) | Value::Size(n) | Value::OkToken(n, _) => n,
            Value::Err(n) => n.wrapping_add(1000),
            Value::None => -1,
        }
    }

    pub(super) fn is_failure(self) -> bool {
        matches!(self, Value::Err(_) | Value::None)
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Unit => write!(f, "()"),
            Value::Int(n) => write!(f, "{n}"),
            Value::OkToken(n, id) => write!(f, "Ok(Token({n}, {id}))"),
            other => write!(f, "{other:?}"),
        }
    }
}

/// A way out of what is being executed.
#[derive(Clone, Debug)]
pub(super) enum Exit {
    Break(Option<Name>, Option<i64>),
    Continue(Option<Name>),
    Return(Value),
    /// A return of what the named result is in the end (4.1).
    ReturnNamed,
    Panic(String),
    /// The future is dropped, or was when a deferred call came to an await (8.3); with the panic under way.
    Cancelled(Option<String>),
    /// The program makes no sense, or goes on for too long.
    Stuck(String),
}

pub(super) type Step<T> = Result<T, Exit>;

pub(super) fn stuck<T>(why: impl Into<String>) -> Step<T> {
    Err(Exit::Stuck(why.into()))
}
