//! Expressions, and what is returned or goes out with a `break`: there, functions and methods are more frequent whose
//! names say nothing of what they do.

use super::Generator;
use super::around::{Holds, Variable};
use super::shapes::{Shape, avoided};
use crate::lang::{Block, Capital, Cond, Expr, Give, Item, METHODS, Made, Name, Operator, Parts, Place, Type};

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
    Capital,
    Method,
    Temporary,
    At,
    Item,
    Reference,
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
            Type::Size => Give::Size(Made::Struct, n),
            Type::Held => Give::Err(n),
        }
    }

    pub(super) fn give(&mut self, returns: Type) -> Give {
        if self.around.is_named && self.random.chance(50) {
            return Give::Nothing;
        }
        self.value(returns)
    }

    pub(super) fn value(&mut self, returns: Type) -> Give {
        let choice = self.random.below(10);
        if returns == Type::Held && choice < 6 {
            let undone = self.undone_to_return();
            if let Some(name) = undone.filter(|_| self.random.chance(60)) {
                return Give::OkToken(name);
            }
            let token = self.movable();
            return match token {
                Some(name) => {
                    self.mark(&name, Holds::Moved);
                    Give::OkToken(name)
                }
                None => {
                    self.next += 1;
                    Give::OkNew(self.next as i64)
                }
            };
        }
        let checks = !self.for_go && !avoided(Shape::FunctionNamedLikeStruct);
        let mut expr = || self.value_on_the_way_out(2);
        match (returns, choice) {
            (Type::Unit, 0..6) if checks => Give::Check(expr()),
            (Type::Unit, _) => Give::Nothing,
            (Type::Int, _) => Give::Int(expr()),
            (Type::Result, 0..5) => Give::Ok(expr()),
            (Type::Result, 5..8) => Give::Err(expr()),
            (Type::Option, 0..5) => Give::Some(expr()),
            (Type::Option, 5..8) => Give::None,
            (Type::Size, 0..4) => Give::Size(Made::Struct, expr()),
            (Type::Size, 4..8) if !avoided(Shape::FunctionNamedLikeStruct) => Give::Size(Made::Function, expr()),
            (Type::Size, 8..) if !avoided(Shape::FunctionNamedLikeStruct) => Give::Size(Made::Associated, expr()),
            (Type::Size, _) => Give::Size(Made::Struct, expr()),
            (Type::Held, _) => Give::Err(expr()),
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
        if let Some(name) = self.aliased.clone()
            && self.random.chance(40)
            && self.visible(|v| v.holds == Holds::Int).contains(&name)
        {
            return Expr::Var(name);
        }
        if !self.for_go {
            match self.random.below(12) {
                0..2 => {
                    if let Some(method) = self.method(true) {
                        return method;
                    }
                }
                2..4 if !avoided(Shape::FunctionNamedLikeStruct) => return self.capital(1),
                4 => return self.temporary(),
                _ => {}
            }
        }
        let expr = self.expr(depth);
        if let Expr::Capital(_, arg) = &expr
            && avoided(Shape::FunctionNamedLikeStruct)
        {
            return (**arg).clone();
        }
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

    /// A token that may be moved here.
    pub(super) fn movable(&mut self) -> Option<Name> {
        let around = &self.around;
        if around.no_moves {
            return None;
        }
        let (closures, loops) = (around.closures, around.loops());
        let moving = if around.is_returned { around.moving_loops() } else { 0 };
        let blocks = around.clone();
        self.some(|v| {
            matches!(v.holds, Holds::Token | Holds::UsedToken)
                && v.closures == closures
                && v.loops + moving >= loops
                && blocks.may_leave_blocks(v)
        })
    }

    /// A method of a token, which takes it, or of what it only borrows.
    pub(super) fn method(&mut self, takes: bool) -> Option<Expr> {
        let token = if takes { self.movable() } else { None };
        if let Some(name) = &token {
            self.mark(name, Holds::Moved);
        }
        let is_borrowed = token.is_none();
        let name = match token {
            Some(name) => name,
            None => self.some(|v| v.holds == Holds::Named)?,
        };
        if is_borrowed && avoided(Shape::MethodThatBorrows) {
            return Some(Expr::Method(name, METHODS.len() - 1));
        }
        Some(Expr::Method(name, self.random.below(METHODS.len())))
    }

    fn capital(&mut self, depth: usize) -> Expr {
        let capital = self.random.weighted(&[
            (4, Capital::Free),
            (2, Capital::Associated),
            (2, Capital::Trait),
            (1, Capital::Struct),
            (1, Capital::Variant),
        ]);
        let arg = if self.random.chance(50) {
            self.simple_variable()
        } else {
            self.expr(depth)
        };
        Expr::Capital(capital, Box::new(arg))
    }

    fn simple_variable(&mut self) -> Expr {
        match self.some(|v| matches!(v.holds, Holds::Int | Holds::Constant)) {
            Some(name) => Expr::Var(name),
            None => Expr::Int(self.number()),
        }
    }

    fn temporary(&mut self) -> Expr {
        self.next += 1;
        Expr::Temporary(self.next as i64)
    }

    /// A part of a variable, of which there are some in sight.
    pub(super) fn place(&mut self, index: impl FnOnce(&mut Self) -> Expr) -> Option<Place> {
        let name = self.some(|v| matches!(v.holds, Holds::Parts(_)))?;
        let variable = self.variables.iter().rev().find(|variable| variable.name == name)?;
        let Holds::Parts(parts) = variable.holds else {
            return None;
        };
        let part = self.random.below(parts.count());
        let index = (parts == Parts::Array && self.random.chance(70)).then(|| Box::new(index(self)));
        Some(Place {
            name,
            parts,
            part,
            index,
        })
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
                        Holds::Token | Holds::UsedToken | Holds::PinnedToken | Holds::UndoneToken | Holds::OwedToken
                    )
                    && !avoids
        };
        let more = |is_possible: bool, weight: usize| if is_possible && !self.for_go { weight } else { 0 };
        let has_named = has(&|v| v.holds == Holds::Named);
        let has_parts = has(&|v| matches!(v.holds, Holds::Parts(_)));
        let has_reference = has(&|v| matches!(v.holds, Holds::Reference { .. }));
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
            (more(inner, 2), Node::Capital),
            (more(has_named, 1), Node::Method),
            (more(!around.in_arguments, 1), Node::Temporary),
            (more(has_parts, 3), Node::At),
            (more(true, 1), Node::Item),
            (more(has_reference, 6), Node::Reference),
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
                let [then, otherwise] = [0, 1].map(|_| self.targeted(None, false, true, Self::value_block));
                Expr::If(Box::new(cond), then, otherwise)
            }
            Node::Loop => Expr::Loop(Box::new(self.repeated(true))),
            Node::Await => self.awaited(depth),
            Node::Capital => self.capital(depth - 1),
            Node::Method => self.method(false).unwrap_or(Expr::Int(0)),
            Node::Temporary => self.temporary(),
            Node::At => match self.place(Self::simple) {
                Some(place) => Expr::At(place),
                None => Expr::Int(0),
            },
            Node::Item if self.random.chance(60) => Expr::Item(Item::Function),
            Node::Item => Expr::Item(Item::Constant),
            Node::Reference => match self.some(|v| matches!(v.holds, Holds::Reference { .. })) {
                Some(name) => Expr::Error(name),
                None => Expr::Int(0),
            },
        }
    }

    pub(super) fn value_block(&mut self) -> (Block, Box<Expr>) {
        self.nested(|this| {
            let (block, _) = this.statements(1);
            (block, Box::new(this.in_block(|this| this.expr(1))))
        })
    }
}
