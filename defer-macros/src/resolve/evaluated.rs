//! What a macro would move that is given statements in braces. Whether it comes to them can't be told: where that decides the drop order, it
//! is checked in the expansion.

use super::facts::{How, LocalId};
use super::source::Hole;
use super::walk::Walk;
use crate::syntax::evaluated::{self, By, Moved};
use crate::syntax::names;
use crate::syntax::takes::{Stands, Takes};
use proc_macro2::Ident;
use syn::{Expr, Macro, StmtMacro};

impl Walk<'_> {
    /// Notes what such a macro would move; gives the uses, their names, and whether those are receivers.
    pub fn moved_by_statements(&mut self, call: &Macro) -> Vec<(usize, Ident, bool)> {
        if self.place.site.is_some() || self.place.is_quiet || self.place.in_macro {
            return Vec::new();
        }
        let mut moved = Vec::new();
        for Moved { name, by } in evaluated::moved_in(call) {
            let local = self.local_named(&names::name_of(&name));
            let Some(local) = local.filter(|local| self.may_move(*local, &by)) else {
                continue;
            };
            moved.push((self.facts.uses.len(), name.clone(), matches!(by, By::Method(_))));
            self.is_evaluated(|walk| walk.uses(local, How::Taken, None, name.span()));
        }
        moved
    }

    fn may_move(&self, local: LocalId, by: &By) -> bool {
        let takes = self.facts.locals[local].takes;
        let is_taken = match by {
            By::Method(call) => takes.is_taken_by(call, Stands::Elsewhere),
            // Of another type it may be a number.
            By::Argument => matches!(takes, Takes::Generic | Takes::Called),
            By::Call => takes == Takes::Called,
        };
        is_taken && self.may_be_taken(local)
    }

    /// What stands in the place of such a call.
    pub fn take_out_evaluated(&mut self, call: &StmtMacro, moved: Vec<(usize, Ident, bool)>, is_last: bool) -> Expr {
        self.take_out(Hole::Evaluated {
            call: call.mac.clone(),
            attrs: call.attrs.clone(),
            semicolon: call.semi_token,
            moved,
            is_value: is_last && call.semi_token.is_none() && evaluated::has_value(&call.mac),
        })
    }
}
