//! Expressions, and what is returned.

use super::Generator;
use super::around::{Holds, Variable};
use super::shapes::{Shape, avoided};
use crate::lang::{Block, Cond, Expr, Give, Operator, Type};

#[derive(Clone, Copy)]
pub(super) enum Node {
    Int,
    Var,
    Field,
    Error,
    Result,
    Binary,
    Eval,
    Try,
    Call,
    Block,
    If,
    Loop,
    Await,
}

impl Generator<'_> {
    pub(super) fn number(&mut self) -> i64 {
        self.random.below(9) as i64 - 1
    }

    pub(super) fn start(&mut self, returns: Type) -> Give {
        let n = Expr::Int(self.number());
        match returns {
            Type::Unit => Give::Nothing,
            Type::Int => Give::Int(n),
            Type::Result if self.random.chance(50) => Give::Ok(n),
            Type::Result => Give::Err(n),
            Type::Option => Give::Some(n),
        }
    }

    pub(super) fn give(&mut self, returns: Type) -> Give {
        if self.around.is_named && self.random.chance(25) {
            return Give::Nothing;
        }
        self.value(returns)
    }

    pub(super) fn value(&mut self, returns: Type) -> Give {
        let choice = self.random.below(10);
        let mut expr = || self.value_on_the_way_out(2);
        match (returns, choice) {
            (Type::Unit, _) => Give::Nothing,
            (Type::Int, _) => Give::Int(expr()),
            (Type::Result, 0..5) => Give::Ok(expr()),
            (Type::Result, 5..8) => Give::Err(expr()),
            (Type::Option, 0..5) => Give::Some(expr()),
            (Type::Option, 5..8) => Give::None,
            _ => Give::Fallible(returns, expr()),
        }
    }

    pub(super) fn cond(&mut self) -> Cond {
        let (left, right) = (self.expr(2), self.expr(1));
        if self.random.chance(60) {
            Cond::Less(left, right)
        } else {
            Cond::Equal(left, right)
        }
    }

    /// An expression that does nothing and borrows nothing that may be changed.
    pub(super) fn simple(&mut self) -> Expr {
        match self.some(|v| v.holds == Holds::Constant) {
            Some(name) if self.random.chance(50) => Expr::Var(name),
            _ => Expr::Int(self.number()),
        }
    }

    /// What `break` or `return` takes along.
    pub(super) fn value_on_the_way_out(&mut self, depth: usize) -> Expr {
        let expr = self.expr(depth);
        match &expr {
            Expr::Var(name) if self.around.loops() > 0 && avoided(Shape::ShadowedOnTheWayOut) => {
                let all = self.variables.iter().filter(|variable| variable.name == *name);
                if all.count() < 2 {
                    return expr;
                }
                Expr::Binary(Box::new(expr), Operator::Add, Box::new(Expr::Int(0)))
            }
            _ => expr,
        }
    }

    pub(super) fn expr(&mut self, depth: usize) -> Expr {
        self.budget -= 1;
        let weight = |is_possible: bool, weight: usize| if is_possible { weight } else { 0 };
        let has = |passes: &dyn Fn(&Variable) -> bool| !self.visible(passes).is_empty();
        let around = &self.around;
        let inner = depth > 0 && self.budget > 0;
        let large = depth > 1 && self.budget > 4 && self.depth < 3;
        let is_number = |v: &Variable| matches!(v.holds, Holds::Int | Holds::Constant);
        // Tokens are read where they may be moved as well; deferred blocks pin those they read.
        let closures = around.closures;
        let avoids = around.in_arguments && avoided(Shape::FieldOfMovedInArguments);
        let has_field = |v: &Variable| {
            v.holds == Holds::Named
                || v.closures == closures
                    && matches!(
                        v.holds,
                        Holds::Token | Holds::UsedToken | Holds::PinnedToken | Holds::OwedToken
                    )
                    && !avoids
        };
        let shapes = [
            (5, Node::Int),
            (weight(has(&is_number), 10), Node::Var),
            (weight(has(&has_field), 2), Node::Field),
            (weight(around.error.is_some(), 4), Node::Error),
            (weight(around.result.is_some(), 2), Node::Result),
            (weight(inner, 5), Node::Binary),
            (weight(inner, 3), Node::Eval),
            (weight(inner && around.question.is_some(), 3), Node::Try),
            (weight(large, 1), Node::Call),
            (weight(large && !self.for_go, 1), Node::Block),
            (weight(large && !self.for_go, 1), Node::If),
            (weight(large && !self.for_go && around.loops() < 3, 2), Node::Loop),
            (weight(inner && around.is_async, 4), Node::Await),
        ];
        match self.random.weighted(&shapes) {
            Node::Int => Expr::Int(self.number()),
            Node::Var => match self.some(is_number) {
                Some(name) => Expr::Var(name),
                None => Expr::Int(0),
            },
            Node::Field => match self.some(has_field) {
                Some(name) => Expr::Field(name),
                None => Expr::Int(0),
            },
            Node::Error => match &self.around.error {
                Some(name) => Expr::Error(name.clone()),
                None => Expr::Int(0),
            },
            Node::Result => Expr::Result,
            Node::Binary => {
                let operator = self
                    .random
                    .weighted(&[(5, Operator::Add), (3, Operator::Sub), (1, Operator::Mul)]);
                let (left, right) = (self.expr(depth - 1), self.expr(depth - 1));
                Expr::Binary(Box::new(left), operator, Box::new(right))
            }
            Node::Eval => Expr::Eval(Box::new(self.expr(depth - 1))),
            Node::Try => match self.around.question {
                Some(question) => Expr::Try(question, Box::new(self.expr(depth - 1))),
                None => Expr::Int(0),
            },
            Node::Call => self.call(),
            Node::Block => {
                let label = self.random.chance(60).then(|| self.fresh("b"));
                let (block, value) = self.targeted(label.clone(), false, true, Self::value_block);
                Expr::Block(label, block, value)
            }
            Node::If => {
                let cond = self.cond();
                Expr::If(Box::new(cond), self.value_block(), self.value_block())
            }
            Node::Loop => Expr::Loop(Box::new(self.repeated(true))),
            Node::Await => self.awaited(depth),
        }
    }

    pub(super) fn value_block(&mut self) -> (Block, Box<Expr>) {
        self.nested(|this| {
            let (block, _) = this.statements(1);
            (block, Box::new(this.expr(1)))
        })
    }
}
