//! A `match` or `if let` on a place that is all that stands behind a function's one deferred call. It is matched outside of the closure, which
//! is that of an arm: so what a pattern takes a part of, and leaves the rest of, stays where it is.

use super::facts::{LocalId, ReturnedShape, ScopeKind};
use super::walk::Walk;
use crate::syntax::names::{self, Names};
use crate::syntax::takes::Apart;
use quote::ToTokens;
use syn::{Expr, Pat, Stmt};

/// Where the statement that comes next is matched.
#[derive(Clone, Copy, PartialEq)]
pub enum Matching {
    Inside,
    /// Outside of the closure. Nothing that follows in it names the local.
    Outside,
    /// The same where an arm names it that leaves it whole, and may move it.
    OutsideAndNamed,
}

/// What is matched, and what each pattern does with it where it matches.
#[derive(Clone, Copy)]
pub struct Matched {
    pub local: LocalId,
    pub is_refutable: bool,
    pub is_outside: bool,
}

impl Matched {
    pub fn apart(self, pat: &Pat) -> Apart {
        match Apart::of(pat, self.is_refutable) {
            Apart::Nothing => Apart::Nothing,
            _ if self.is_outside => Apart::Outside,
            apart => apart,
        }
    }
}

/// What is matched by which patterns, and the names in what follows where each matches.
struct Choice<'e> {
    place: &'e Expr,
    arms: Vec<(&'e Pat, Names)>,
    /// Where none does.
    otherwise: Names,
}

impl Choice<'_> {
    fn base(&self) -> Option<String> {
        names::base_of_fields(self.place).map(names::name_of)
    }

    /// Whether what follows names what is matched.
    fn is_named(&self) -> bool {
        let bodies = self.arms.iter().map(|(_, body)| body).chain([&self.otherwise]);
        self.base()
            .is_some_and(|base| bodies.into_iter().any(|body| body.contains(&base)))
    }
}

impl Walk<'_> {
    /// Whether these statements end with one that is matched outside, if that leaves anything.
    pub fn may_match_outside(&self, stmts: &[Stmt]) -> bool {
        let [.., Stmt::Macro(call), Stmt::Expr(last, None)] = stmts else {
            return false;
        };
        let scope = &self.facts.scopes[self.place.scope];
        let is_body = scope.kind == (ScopeKind::Function { is_named: false }) && scope.block == self.place.block;
        let written = self.written;
        let is_plain = !written.is_async && !written.detaches && !written.has_block_scopes;
        let code = last.to_token_stream();
        call.mac.path.segments.last().is_some_and(|last| last.ident == "defer")
            && is_body
            && is_plain
            && scope.returned != ReturnedShape::Never
            && !names::mentions_deferred_call(&code)
    }

    /// Outside, if what the only deferred call is followed by leaves something of a place that it takes a part of: a closure would hold that.
    pub fn matching_of(&self, stmt: &Stmt) -> Matching {
        let choice = match stmt {
            Stmt::Expr(expr, None) if self.facts.sites.len() == 1 => choice_of(expr),
            _ => None,
        };
        match choice.filter(|choice| self.leaves_some(choice)) {
            None => Matching::Inside,
            Some(choice) if choice.is_named() => Matching::OutsideAndNamed,
            Some(_) => Matching::Outside,
        }
    }

    fn leaves_some(&self, choice: &Choice<'_>) -> bool {
        let Some(base) = choice.base() else { return false };
        let local = self.local_named(&base);
        let is_own = local.is_some_and(|local| self.facts.own.contains(&local) && !self.facts.locals[local].is_copy);
        let is_part = names::bare_name(choice.place).is_none();
        let is_sound = |(pat, body): &(&Pat, Names)| {
            let lends = names::bound_in_choice(pat).iter().any(|bound| bound.by_ref.is_some());
            let is_plain = names::macros_of(pat).is_empty() && !matches!(pat, Pat::Guard(_)) && !lends;
            // What is left of it would be that closure's all the same.
            let is_named = body.contains(&base) && (is_part || Apart::of(pat, true) != Apart::Nothing);
            is_plain && !is_named
        };
        let leaves = |(pat, _): &(&Pat, Names)| match Apart::of(pat, true) {
            Apart::PartOfMore | Apart::Part => true,
            Apart::Whole => is_part,
            Apart::Nothing | Apart::Outside => false,
        };
        is_own
            && choice.arms.iter().any(leaves)
            && choice.arms.iter().all(is_sound)
            && !(is_part && choice.otherwise.contains(&base))
    }
}

fn choice_of(expr: &Expr) -> Option<Choice<'_>> {
    let names = |code: &dyn ToTokens| names::all_in(code.to_token_stream());
    match expr {
        Expr::Match(choice) if choice.attrs.is_empty() => Some(Choice {
            place: &choice.expr,
            arms: choice.arms.iter().map(|arm| (&arm.pat, names(&arm.body))).collect(),
            otherwise: Names::new(),
        }),
        Expr::If(branch) if branch.attrs.is_empty() => {
            let Expr::Let(condition) = &*branch.cond else {
                return None;
            };
            let (_, otherwise) = branch.else_branch.as_ref()?;
            Some(Choice {
                place: &condition.expr,
                arms: vec![(&condition.pat, names(&branch.then_branch))],
                otherwise: names(otherwise),
            })
        }
        _ => None,
    }
}
