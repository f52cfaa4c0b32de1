//! What follows when the end of a block is reached.

use super::facts::{BlockEnd, BlockId, Facts, FrameId, ScopeKind};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// The function or closure ends with the value of the block.
    Value,
    /// The function ends with its named result.
    Named,
    /// The next iteration of a loop.
    Iteration(FrameId),
    /// What stands behind the block that the scope is, which has a value.
    Block(FrameId),
    /// What stands behind an inner block, which has a value.
    Inner,
    /// Nothing: the block is never left at its end.
    Nowhere { is_scope: bool },
}

impl Next {
    /// Whether it is that of a scope which `return` leaves, too.
    pub fn is_inside_function(self) -> bool {
        matches!(
            self,
            Next::Iteration(_) | Next::Block(_) | Next::Nowhere { is_scope: true }
        )
    }

    /// Whether the block has a value, which stays in the function.
    pub fn has_value(self) -> bool {
        matches!(self, Next::Block(_) | Next::Inner)
    }
}

impl Facts {
    pub fn next(&self, id: BlockId) -> Next {
        let block = &self.blocks[id];
        match (block.end, self.scopes[block.scope].kind) {
            (BlockEnd::Value, _) => Next::Inner,
            (BlockEnd::Never, _) => Next::Nowhere {
                is_scope: self.is_whole_scope(id),
            },
            (BlockEnd::Scope, ScopeKind::Iteration(frame)) => Next::Iteration(frame),
            (BlockEnd::Scope, ScopeKind::Block(frame)) => Next::Block(frame),
            (BlockEnd::Scope, ScopeKind::Function { is_named: true }) => Next::Named,
            (BlockEnd::Scope, _) => Next::Value,
        }
    }
}
