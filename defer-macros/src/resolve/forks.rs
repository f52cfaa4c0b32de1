//! Where the ways of control part: `if`, `match`, loops, and what is evaluated only if something else has come out so.

use super::facts::{BlockEnd, Bound, Fork, ForkId, ForkKind, FrameId, How, LoopEnd, Position, Use};
use super::outside::{Matched, Matching};
use super::source::{Hole, hole_of};
use super::walk::Walk;
use crate::syntax::{names, patterns};
use std::collections::BTreeMap;
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprBinary, Pat};

impl Walk<'_> {
    pub fn branch(&mut self, expr: &mut Expr, is_tail: bool) {
        let Expr::If(branch) = expr else { return };
        let matching = std::mem::replace(&mut self.place.matching, Matching::Inside);
        let is_outside = matching != Matching::Inside;
        let has_all = branch.else_branch.is_some();
        let kind = ForkKind::Choice { has_all };
        let first = self.facts.uses.len();
        let mut fork = None;
        self.scoped(|walk| {
            let outer = walk.in_view();
            let hidden = match &*branch.cond {
                Expr::Let(condition) => walk.bound(&condition.pat),
                _ => Bound::default(),
            };
            let apart = match &mut *branch.cond {
                Expr::Let(condition) if is_outside => walk.matched_outside(condition, matching),
                Expr::Let(condition) => walk.matched(condition),
                condition => {
                    walk.visit_expr_mut(condition);
                    None
                }
            };
            let bound = walk.locals_since(outer);
            fork = walk.open_fork(kind);
            if let Some(fork) = fork {
                walk.facts.forks[fork].bound.push(hidden);
            }
            let block = &mut branch.then_branch;
            walk.in_arm(fork, |walk| {
                if let (Some(local), Expr::Let(condition)) = (apart, &*branch.cond) {
                    let matched = Matched {
                        local,
                        is_refutable: true,
                        is_outside,
                    };
                    walk.takes_apart(local, &condition.pat, matched.apart(&condition.pat));
                }
                (walk.place.is_tail, walk.place.gives_unit) = (is_tail, !has_all);
                walk.block(block, BlockEnd::Value, bound);
            });
        });
        if let Some((_, otherwise)) = &mut branch.else_branch {
            self.place.is_tail = is_tail;
            self.in_arm(fork, |walk| walk.visit_expr_mut(otherwise));
        }
        self.close_choice(fork, first, expr);
    }

    pub fn choice(&mut self, expr: &mut Expr, is_tail: bool) {
        let Expr::Match(choice) = expr else { return };
        let matching = std::mem::replace(&mut self.place.matching, Matching::Inside);
        let is_outside = matching != Matching::Inside;
        let pats = choice.arms.iter().map(|arm| &arm.pat);
        let apart = match is_outside {
            true => self.followed(&choice.expr, matching),
            false => self.taken_apart(&choice.expr, pats.clone()),
        };
        let is_refutable = choice.arms.len() > 1;
        let sources = match is_outside {
            true => self.used_by(|walk| walk.visit_expr_mut(&mut choice.expr)),
            false => self.scrutinee(&mut choice.expr, pats, is_refutable),
        };
        let matched = |local| Matched {
            local,
            is_refutable,
            is_outside,
        };
        let first = self.facts.uses.len();
        let fork = self.open_fork(ForkKind::Choice { has_all: true });
        for arm in &mut choice.arms {
            let bound = self.bound(&arm.pat);
            let begin = self.in_arm(fork, |walk| {
                walk.scoped(|walk| walk.arm(arm, &sources, apart.map(matched), is_tail))
            });
            if let Some(fork) = fork {
                let fork = &mut self.facts.forks[fork];
                fork.begins.push(begin);
                fork.bound.push(bound);
            }
        }
        self.close_choice(fork, first, expr);
    }

    /// What a pattern that comes next could bind under other names.
    fn bound(&mut self, pat: &Pat) -> Bound {
        Bound {
            before: self.tick(),
            names: patterns::renamable(pat).map(names::name_of).collect(),
        }
    }

    /// `&&` and `||`.
    pub fn maybe(&mut self, both: &mut ExprBinary) {
        self.visit_expr_mut(&mut both.left);
        self.may_happen(|walk| {
            walk.with(
                |place| &mut place.is_unsure,
                true,
                |walk| walk.visit_expr_mut(&mut both.right),
            );
        });
    }

    /// Code that is reached or not.
    pub fn may_happen<T>(&mut self, walk: impl FnOnce(&mut Self) -> T) -> T {
        let fork = self.open_fork(ForkKind::Choice { has_all: false });
        let found = self.in_arm(fork, walk);
        self.close_fork(fork);
        found
    }

    /// Uses of which it is checked that they are reached.
    pub fn is_evaluated(&mut self, walk: impl FnOnce(&mut Self)) {
        let first = self.facts.uses.len();
        let fork = self.open_fork(ForkKind::Choice { has_all: false });
        self.in_arm(fork, walk);
        self.close_fork(fork);
        if let Some(fork) = fork {
            let uses = self.facts.uses[first..].iter();
            self.facts.forks[fork].evaluated = uses.map(|used| (used.local, used.at)).collect();
        }
    }

    /// A loop, or a block with a label. It is taken out where that is of use, unless it is a scope, which is anyway.
    pub fn framed(
        &mut self,
        frame: Option<FrameId>,
        comes_to: LoopEnd,
        expr: &mut Expr,
        walk: impl FnOnce(&mut Self, &mut Expr),
    ) {
        let fork = frame.and_then(|frame| self.open_fork(ForkKind::Frame { frame, comes_to }));
        let first = self.facts.uses.len();
        self.in_arm(fork, |this| walk(this, expr));
        self.close_choice(fork, first, expr);
    }

    /// Nothing in closures without deferred calls, which are evaluated in one.
    fn open_fork(&mut self, kind: ForkKind) -> Option<ForkId> {
        if self.place.opaque_since.is_some() || self.place.is_quiet {
            return None;
        }
        let start = self.tick();
        Some(self.facts.forks.push(Fork {
            span: start..start,
            scope: self.place.scope,
            around: self.place.fork,
            kind,
            is_taken_out: false,
            arms: Vec::new(),
            begins: Vec::new(),
            bound: Vec::new(),
            evaluated: BTreeMap::new(),
        }))
    }

    fn in_arm<T>(&mut self, fork: Option<ForkId>, walk: impl FnOnce(&mut Self) -> T) -> T {
        let start = self.tick();
        let around = fork.or(self.place.fork);
        let found = self.with(|place| &mut place.fork, around, walk);
        let end = self.tick();
        if let Some(fork) = fork {
            self.facts.forks[fork].arms.push(start..end);
        }
        found
    }

    fn close_fork(&mut self, fork: Option<ForkId>) {
        if let Some(fork) = fork {
            self.facts.forks[fork].span.end = self.tick();
        }
    }

    /// Takes a fork out where something from in front of it may be gone behind it, or there, by the uses from this one on.
    fn close_choice(&mut self, fork: Option<ForkId>, first: usize, expr: &mut Expr) {
        self.close_fork(fork);
        let Some(id) = fork else { return };
        let start = self.facts.forks[id].span.start;
        if !self.facts.uses[first..].iter().any(|used| self.changes(used, start)) {
            return;
        }
        self.facts.forks[id].is_taken_out = true;
        if let Some(hole) = hole_of(expr) {
            // A loop or block that is a scope.
            self.source.forks.insert(hole, id);
            return;
        }
        let taken = std::mem::replace(expr, Expr::PLACEHOLDER);
        *expr = self.take_out(Hole::Fork { fork: id, expr: taken });
    }

    /// Whether a use moves a local from in front of a position, or gives it a value.
    fn changes(&self, used: &Use, start: Position) -> bool {
        let local = &self.facts.locals[used.local];
        let is_part = || self.facts.by_value.contains(&used.at) && self.facts.own.contains(&used.local);
        let changes = !matches!(used.how, How::Mentioned | How::MaybeMoved) || is_part();
        local.from < start && !local.is_copy && changes
    }
}
