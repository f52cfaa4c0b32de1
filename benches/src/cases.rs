//! The table of all cases. In each, `by_hand` cleans up at every way out but a panic and a cancellation, unless the
//! case is about these; a guard's user writes a cell where the cleanup and the code before it need the same value.

mod awaits;
mod failure;
mod loops;
mod panics;
mod resources;
mod straight;

use crate::Case;

/// All cases.
pub const CASES: [Case; 16] = [
    straight::one::CASE,
    straight::three::CASE,
    straight::named_result::CASE,
    straight::conditional::CASE,
    failure::question_mark::CASE,
    failure::on_error::CASE,
    loops::ways_out::CASE,
    loops::tiny::CASE,
    loops::question_mark::CASE,
    resources::lock::CASE,
    resources::file::CASE,
    resources::kept::CASE,
    panics::one_level::CASE,
    panics::ten_levels::CASE,
    awaits::ready::CASE,
    awaits::suspended::CASE,
];

/// A guard as one writes it for a single use.
struct Close<'l> {
    ledger: &'l mut crate::Ledger,
    id: u64,
}

impl Drop for Close<'_> {
    fn drop(&mut self) {
        self.ledger.close(self.id);
    }
}
