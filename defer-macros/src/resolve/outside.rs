//! A `match` or `if let` on a place that is all that stands behind a function's one deferred call. It is matched outside of the closure, which
//! is that of an arm: so what a pattern takes a part of, and leaves the rest of, stays where it is.

use super::facts::{LocalId, ReturnedShape, ScopeKind};
use super::walk::Walk;
use crate::syntax::names::{self, Names};
use crate::syntax::takes::Apart;
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr, Pat, Stmt, parse_quote_spanned};

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
        base_of(self.place)
    }

    /// Where what is matched is a part of a local, or all of it.
    fn is_part(&self) -> bool {
        names::bare_name(self.place).is_none()
    }

    /// Whether what follows names the local, but for the one arm of an irrefutable pattern: that may use other parts.
    fn is_named(&self, base: &String) -> bool {
        let is_only = self.arms.len() == 1 && self.otherwise.is_empty();
        let bodies = self.arms.iter().map(|(_, body)| body).chain([&self.otherwise]);
        !is_only && bodies.into_iter().any(|body| body.contains(base))
    }

    /// Whether each pattern says by names alone what it takes, and what that leaves isn't named behind it: a closure could hold it by that.
    fn is_sound(&self, base: &String) -> bool {
        let is_only_part = self.is_part() && self.arms.len() == 1 && self.otherwise.is_empty();
        self.arms.iter().all(|(pat, body)| {
            let lends = names::bound_in_choice(pat).iter().any(|bound| bound.by_ref.is_some());
            let is_plain = names::macros_of(pat).is_empty() && !matches!(pat, Pat::Guard(_)) && !lends;
            let takes = Apart::of(pat, true) != Apart::Nothing;
            is_plain && (!takes || is_only_part || !body.contains(base))
        })
    }

    /// Whether one of them leaves something of what it takes a part of.
    fn leaves_some(&self) -> bool {
        self.arms.iter().any(|(pat, _)| match Apart::of(pat, true) {
            Apart::PartOfMore | Apart::Part => true,
            Apart::Whole => self.is_part(),
            Apart::Nothing | Apart::Outside => false,
        })
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
        let base = choice.as_ref().and_then(Choice::base);
        let (Some(choice), Some(base)) = (choice, base) else {
            return Matching::Inside;
        };
        match self.owns(&base) && choice.leaves_some() && choice.is_sound(&base) {
            false => Matching::Inside,
            true if choice.is_named(&base) => Matching::OutsideAndNamed,
            true => Matching::Outside,
        }
    }

    /// Whether the name is that of a local that is no reference, as far as the way it is written tells.
    fn owns(&self, name: &str) -> bool {
        self.local_named(name).is_some_and(|local| {
            let known = &self.facts.locals[local];
            (known.is_boxed || self.facts.own.contains(&local)) && !known.is_copy
        })
    }

    /// What a pattern of this `match` or `if let` may take apart, where that is followed.
    pub fn followed(&self, place: &Expr, matching: Matching) -> Option<LocalId> {
        match matching {
            Matching::OutsideAndNamed => self.local_named(&base_of(place)?),
            Matching::Inside | Matching::Outside => None,
        }
    }

    /// Has a part that is all of the statement, or that goes out of a box into a call that is, be taken in front of that, to be matched outside.
    pub fn take_part_first(&self, stmt: &mut Stmt) {
        let Stmt::Expr(expr, None) = stmt else { return };
        if self.facts.sites.len() != 1 {
            return;
        }
        let part = match &mut *expr {
            Expr::Field(_) => Some(&mut *expr),
            Expr::Call(call) if is_place(&call.func) => {
                let boxed = |part: &Expr| {
                    let base = base_of(part).and_then(|base| self.local_named(&base));
                    base.is_some_and(|base| self.facts.locals[base].is_boxed)
                };
                let mut arguments = call.args.iter_mut().take_while(|argument| is_place(argument));
                arguments.find(|argument| matches!(argument, Expr::Field(_)) && boxed(argument))
            }
            _ => None,
        };
        let Some(part) = part.filter(|part| base_of(part).is_some_and(|base| self.owns(&base))) else {
            return;
        };
        let there = Span::mixed_site().located_at(part.span());
        let name = Ident::new("taken_first", there);
        let place = std::mem::replace(part, parse_quote_spanned!(there=> #name));
        *expr = parse_quote_spanned!(there=> match #place { #name => #expr });
    }
}

fn base_of(place: &Expr) -> Option<String> {
    names::base_of_fields(place).map(names::name_of)
}

/// Whether evaluating this does nothing else.
fn is_place(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(_) | Expr::Lit(_)) || names::path_of_fields(expr).is_some()
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
