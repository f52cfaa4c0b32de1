//! What code does to locals.

use super::{ExitId, LocalId, Position};

/// A place where a local of further out or in is named.
#[derive(Debug, Clone, Copy)]
pub struct Use {
    pub at: Position,
    pub local: LocalId,
    pub how: How,
    /// Of [`How::Advanced`] by way of another local, from where on that one is in view: it is none to a rest that begins later.
    pub since: Option<Position>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum How {
    Mentioned,
    /// Moved in whole or in part, borrowed or copied, which the code doesn't tell: the receiver of a method, what a pattern takes apart, what a
    /// macro is given.
    MaybeMoved,
    /// The same of a receiver that is moved as far as the method's name tells. Where that decides anything it is checked in the expansion.
    Taken,
    /// The same of what a pattern takes apart that leaves nothing behind.
    TakenApart,
    /// Moved if it isn't `Copy`: an operand, a field, an assigned or returned value.
    Moved,
    /// An argument: moved as well, but for a `&mut` reference, which is reborrowed.
    Passed,
    /// Moved, or only looked at, by what it is given as its new value: the receiver of that, or what that takes apart.
    Refreshed,
    /// Assigned as a whole.
    Assigned,
    /// Assigned something made from itself, as a reference is that walks a structure: a reference is moved by that.
    Advanced,
    /// Part of the value that leaves by this exit, which may be built behind the deferred calls.
    Leaves(ExitId),
}

impl How {
    /// Whether it can't be told whether it moves.
    pub fn is_doubtful(self) -> bool {
        self == How::MaybeMoved || self.is_guess()
    }

    /// Whether it may move what it names, as far as that is named: all but a mention and a new value do.
    pub fn may_move(self) -> bool {
        !matches!(self, How::Mentioned | How::Assigned)
    }

    /// Whether it is taken to move.
    pub fn is_guess(self) -> bool {
        matches!(self, How::Taken | How::TakenApart)
    }
}
