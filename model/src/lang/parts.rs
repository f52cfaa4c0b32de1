//! Small things of the mini language: places, items, and functions and methods whose names say nothing of what they do.

use super::{Expr, Name};

/// How a `Size` is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// `Size(n)`
    Struct,
    /// `MakeSize(n)`, a function.
    Function,
    /// `Size::Of(n)`, an associated one.
    Associated,
}

/// A function that is named like a struct or a variant, or one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capital {
    /// `ReadValue(n)`
    Free,
    /// `Maker::Make(n)`
    Associated,
    /// `i64::Make(n)`, of a trait.
    Trait,
    /// `Size(n).0`, which is one.
    Struct,
    /// `code(Side::Left(n))`, which is one.
    Variant,
}

/// Methods that a token and a `Named` have, and what they are given: of most, the name is one of a method of std that
/// takes its receiver.
pub const METHODS: &[(&str, &str)] = &[
    ("finish", ""),
    ("unwrap", ""),
    ("into_inner", ""),
    ("expect", "\"there\""),
    ("map", "|n| n"),
    ("collect", ""),
    ("cloned", ""),
    ("unwrap_or", "0"),
    ("close", ""),
    ("build", ""),
    ("len", ""),
];

/// Something with parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// `Pair { f, g }`
    Struct,
    /// `[a, b, c]`
    Array,
    /// `Box::new(a)`
    Box,
    /// `((a, b), c)`
    Tuple,
}

/// What has an address.
#[derive(Clone, Debug)]
pub struct Place {
    /// The variable.
    pub name: Name,
    /// What it is.
    pub parts: Parts,
    /// Which part of it, if it is no array.
    pub part: usize,
    /// Which part of an array.
    pub index: Option<Box<Expr>>,
}

impl Place {
    /// The variables of its parts.
    pub fn slots(&self) -> Vec<Name> {
        (0..3).map(|part| self.slot(part)).collect()
    }

    /// The variable of one of its parts.
    pub fn slot(&self, part: usize) -> Name {
        part_of(&self.name, part)
    }
}

/// The variable of a part, which has a number for each.
pub fn part_of(name: &str, part: usize) -> Name {
    format!("{name}.{part}")
}

impl Parts {
    /// How many numbers it is made of.
    pub fn count(self) -> usize {
        match self {
            Parts::Struct => 2,
            Parts::Array | Parts::Tuple => 3,
            Parts::Box => 1,
        }
    }
}

/// What a block may have one of its own of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// `fn helper() -> i64`
    Function,
    /// `const LIMIT: i64`
    Constant,
}
