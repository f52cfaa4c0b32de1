//! What is passed to a function, or awaited: it could be taken out of a place there, rather than go along with each rest (rule 8.6).

use super::facts::How;
use super::source::Hole;
use super::walk::Walk;
use crate::syntax::names;
use crate::syntax::takes::Takes;
use syn::Expr;

impl Walk<'_> {
    /// Notes that an expression, which is all that has been walked since this use, could take its local out of a place.
    pub fn could_be_handed(&mut self, expr: &mut Expr, used: usize, is_awaited: bool) {
        let [only] = self.facts.uses[used..] else { return };
        let is_moved = matches!(only.how, How::Moved | How::Passed);
        if !is_moved || !self.is_in_place(only.local) || !is_awaited && names::bare_name(expr).is_none() {
            return;
        }
        self.facts.could_be_handed.insert(used, is_awaited);
        if self.place.is_unsure && self.facts.locals[only.local].takes == Takes::Called {
            self.facts.unsure.insert(used);
        }
        let expr_itself = std::mem::replace(expr, Expr::PLACEHOLDER);
        *expr = self.take_out(Hole::Handed {
            expr: expr_itself,
            used,
        });
    }

    /// Whether a local may be more than a reference or a number, and what is done here is done once by what has declared it.
    fn is_in_place(&self, local: super::facts::LocalId) -> bool {
        let (known, place) = (&self.facts.locals[local], &self.place);
        let is_small =
            known.is_copy || known.is_copy_by_name || known.is_cursor || known.is_lent || known.is_reborrowed;
        let is_own = !known.is_late && !known.is_self && known.owner == place.owner;
        // Otherwise that would be refused, as it can't be told on which ways it is moved.
        let is_unsure = place.is_unsure && known.takes == Takes::Called;
        let is_here = (place.in_async || is_unsure) && place.opaque_since.is_none() && place.leaving_since.is_none();
        let is_code = !place.in_macro && !place.is_written && !place.is_quiet;
        is_own && !is_small && is_here && is_code && !self.is_again(local)
    }
}
