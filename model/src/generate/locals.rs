//! Tokens that get another value, locals that get their first one late, and what is not compiled in.

use super::Generator;
use super::around::{Holds, Variable};
use super::shapes::{Shape, avoided};
use crate::lang::{Block, Cond, Deferred, Expr, Form, Give, Kind, Name, Stmt, Type, When};

impl Generator<'_> {
    /// Tokens that may be given another value here: those that have one, and those of this block.
    pub(super) fn settable(&self) -> Vec<Name> {
        let (closures, loops, depth) = (self.around.closures, self.around.loops(), self.depth);
        self.visible(|v| {
            v.closures == closures
                && match v.holds {
                    Holds::Token | Holds::UsedToken => true,
                    Holds::Moved if avoided(Shape::ValueOfMoved) => false,
                    Holds::Moved => v.name.starts_with('t') && v.loops == loops && v.depth == depth,
                    _ => false,
                }
        })
    }

    pub(super) fn set_token(&mut self, out: &mut Vec<Stmt>, name: Name) {
        if !self.visible(|v| v.holds == Holds::Token).contains(&name) {
            self.mark(&name, Holds::UsedToken);
        }
        self.next += 1;
        out.push(Stmt::SetToken(name, self.next as i64));
    }

    /// The locals of this block that have no value yet.
    pub(super) fn late(&self) -> Vec<(Name, Kind)> {
        let (closures, loops, depth) = (self.around.closures, self.around.loops(), self.depth);
        let here = |v: &&Variable| v.closures == closures && v.loops == loops && v.depth == depth;
        let kind = |v: &Variable| match v.holds {
            Holds::Late(kind) => Some((v.name.clone(), kind)),
            _ => None,
        };
        self.variables.iter().filter(here).filter_map(kind).collect()
    }

    /// Gives it one, in both branches maybe.
    pub(super) fn give_late(&mut self, out: &mut Vec<Stmt>, name: Name, kind: Kind) {
        if self.budget > 3 && self.random.chance(40) {
            let alone = avoided(Shape::FirstValueBesideCallInBranch) && !self.may_be_late(kind);
            let cond = if alone {
                Cond::Less(self.simple(), self.simple())
            } else {
                self.cond()
            };
            let [then, otherwise] = [0, 1].map(|_| {
                self.targeted(None, false, false, |this| {
                    // Behind a recovery it would have no value.
                    if let Some(target) = this.around.targets.last_mut().filter(|_| this.has_block_scopes) {
                        target.moves = true;
                    }
                    if alone {
                        return Block(vec![this.first_value(&name, kind)]);
                    }
                    this.nested(|this| {
                        let (mut block, ended) = this.statements(0);
                        match block.0.last() {
                            Some(Stmt::Panic(_)) => return Block(vec![this.first_value(&name, kind)]),
                            _ if !ended => block.0.push(this.first_value(&name, kind)),
                            _ => {}
                        }
                        block
                    })
                })
            });
            out.push(Stmt::If(cond, then, otherwise));
        } else {
            let first = self.first_value(&name, kind);
            out.push(first);
        }
        let holds = match kind {
            Kind::Int => Holds::Int,
            Kind::Constant => Holds::Constant,
            Kind::Named | Kind::Token => Holds::Token,
        };
        self.mark(&name, holds);
    }

    /// Whether deferred calls may stand between a local and its first value: it is not dropped, and is one of its scope's own block.
    pub(super) fn may_be_late(&self, kind: Kind) -> bool {
        matches!(kind, Kind::Int | Kind::Constant) && self.depth == self.around.scope
    }

    fn first_value(&mut self, name: &str, kind: Kind) -> Stmt {
        match kind {
            Kind::Int | Kind::Constant => Stmt::Set(name.into(), self.expr(1)),
            Kind::Named | Kind::Token => {
                self.next += 1;
                Stmt::SetToken(name.into(), self.next as i64)
            }
        }
    }

    /// What is not compiled in: it may be anything that Rust can parse.
    pub(super) fn left_out(&mut self) -> Stmt {
        let n = Expr::Int(self.number());
        let token = self.some(|v| {
            matches!(
                v.holds,
                Holds::Token | Holds::UsedToken | Holds::PinnedToken | Holds::UndoneToken | Holds::OwedToken
            )
        });
        let later = Stmt::Defer(Deferred {
            when: if self.random.chance(60) {
                When::Always
            } else {
                When::Failure
            },
            form: Form::Say(vec![n.clone()]),
        });
        let question = !avoided(Shape::QuestionNotCompiledIn);
        let leave = !avoided(Shape::LeaveNotCompiledIn);
        let moves = !avoided(Shape::MoveNotCompiledIn);
        let calls = !avoided(Shape::CallNotCompiledIn) && !self.around.in_arguments;
        match (self.random.below(9), token) {
            (0..3, Some(name)) if moves => Stmt::Spend(name),
            (0 | 3, _) if question => Stmt::Say(Expr::Try(Type::Result, Box::new(n))),
            (1 | 4, _) if leave => Stmt::Break(None, None),
            (2, _) if leave => Stmt::Continue(None),
            (5, _) if leave => Stmt::Return(Give::Int(n)),
            (6, Some(name)) if moves && calls => {
                Stmt::Block(None, Block(vec![later, Stmt::Spend(name), Stmt::Return(Give::None)]))
            }
            (6 | 7, _) if calls => later,
            _ if avoided(Shape::LetNotCompiledIn) => Stmt::Say(n),
            _ => {
                let name = self.some(|v| v.holds == Holds::Int).unwrap_or("x".into());
                Stmt::Let(name, n)
            }
        }
    }
}

/// It is one statement, that may have an attribute.
pub(super) fn can_have_attribute(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Let(..)
        | Stmt::LetNamed(..)
        | Stmt::LetToken(..)
        | Stmt::LetPair(_)
        | Stmt::Spend(_)
        | Stmt::Show(_)
        | Stmt::Say(_)
        | Stmt::Call(_)
        | Stmt::Block(..)
        | Stmt::If(..)
        | Stmt::Break(..)
        | Stmt::Continue(_)
        | Stmt::Return(_) => true,
        Stmt::Defer(deferred) if avoided(Shape::CfgOnCallWithValues) => matches!(deferred.form, Form::Block(..)),
        Stmt::Defer(deferred) => !matches!(deferred.form, Form::Local(..) | Form::Bound(..)),
        _ => false,
    }
}
