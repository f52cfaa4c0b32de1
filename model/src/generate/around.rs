//! What the generator knows at the place that it is at: the variables in sight, and what stands around it.

use crate::lang::{Kind, Name, Parts, Type};

#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) name: Name,
    pub(super) holds: Holds,
    /// How many loops and closures were around its declaration.
    pub(super) loops: usize,
    /// How many loops and blocks that are scopes were, in its closure.
    pub(super) targets: usize,
    pub(super) closures: usize,
    /// How many blocks were.
    pub(super) depth: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Int,
    /// A loop variable or a parameter.
    Constant,
    Named,
    Token,
    /// A token that has been moved and came back.
    UsedToken,
    /// A token that a deferred block reads: it can't be moved any more.
    PinnedToken,
    /// A token that `errdefer!` reads: it can only be read, and taken along by a success.
    UndoneToken,
    /// A token that a deferred block moves: it can only be read.
    OwedToken,
    Moved,
    /// A token, or a number, that was given no value yet.
    Late(Kind),
    /// What has parts.
    Parts(Parts),
    /// A reference to a number.
    Reference {
        is_mut: bool,
    },
}

/// What a label or a loop is to `break` and `continue`, or a block that is a scope, to which nothing leaves.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) label: Option<Name>,
    pub(super) is_loop: bool,
    pub(super) has_value: bool,
    /// Its body moves locals from outside, and recovers from no panic, behind which they would be missing.
    pub(super) moves: bool,
}

/// What stands around the code that is generated.
#[derive(Clone, Debug)]
pub(super) struct Around {
    pub(super) returns: Type,
    /// The named result is this function's own.
    pub(super) is_named: bool,
    /// The type of the named result, where it is in sight.
    pub(super) result: Option<Type>,
    /// What `?` may stand on.
    pub(super) question: Option<Type>,
    pub(super) is_deferred: bool,
    /// `.await` may stand here.
    pub(super) is_async: bool,
    /// No `return` may stand here.
    pub(super) no_return: bool,
    pub(super) targets: Vec<Target>,
    /// How many of those may not be left from here: something has been moved that would be missing where a loop goes on.
    pub(super) closed: usize,
    /// `recover!()` may stand here.
    pub(super) recover: bool,
    /// `leaving!()` may.
    pub(super) leaving: bool,
    pub(super) error: Option<Name>,
    /// How many closures and deferred blocks are around.
    pub(super) closures: usize,
    /// How many blocks are around the innermost scope, and its own.
    pub(super) scope: usize,
    /// Among the arguments of a deferred call.
    pub(super) in_arguments: bool,
    /// How many deferred calls are around, however far out.
    pub(super) deferred: usize,
    /// What is evaluated leaves the function: it may move what stands outside of loops, and nothing comes behind it.
    pub(super) is_returned: bool,
    /// Nothing may be moved here.
    pub(super) no_moves: bool,
    /// In a closure without a written type.
    pub(super) is_literal: bool,
}

impl Around {
    pub(super) fn loops(&self) -> usize {
        self.targets.iter().filter(|target| target.is_loop).count()
    }

    /// Whether deferred code of the innermost scope may recover: behind that a loop goes on, and a block without a value.
    pub(super) fn may_recover(&self, function_may: bool) -> bool {
        match self.targets.last() {
            Some(target) => !target.moves && (target.is_loop || !target.has_value),
            None => function_may,
        }
    }

    /// How many of the loops move locals from outside, from the innermost on and with the blocks in them.
    pub(super) fn moving_loops(&self) -> usize {
        let moving = self.targets.iter().rev().take_while(|target| target.moves);
        moving.filter(|target| target.is_loop).count()
    }

    /// Whether all blocks around that are scopes, behind a variable's declaration, may move it.
    pub(super) fn may_leave_blocks(&self, variable: &Variable) -> bool {
        let since = self.targets.iter().skip(variable.targets);
        let mut blocks = since.filter(|target| !target.is_loop);
        variable.closures != self.closures || blocks.all(|target| target.moves)
    }

    /// What `break` and `continue` may leave.
    pub(super) fn named_targets(&self) -> Vec<Target> {
        let has_name = |target: &&Target| target.is_loop || target.label.is_some();
        self.targets
            .iter()
            .skip(self.closed)
            .filter(has_name)
            .cloned()
            .collect()
    }
}
