//! Functions, closures, async blocks, and what is awaited.

use super::Generator;
use super::around::{Around, Holds};
use super::shapes::{Shape, avoided};
use crate::lang::{Awaited, Expr, Function, Give, Name, Stmt, Type};

impl Generator<'_> {
    pub(super) fn function(&mut self, parameters: Vec<Name>, tokens: Vec<(Name, i64)>, returns: Type) -> Function {
        self.nested(|this| {
            for name in &parameters {
                this.declare(name, Holds::Constant);
            }
            for (name, _) in &tokens {
                this.declare(name, Holds::Token);
            }
            let mut lets = Vec::new();
            for name in ["x", "y"] {
                if this.random.chance(60) {
                    let n = this.number();
                    this.declare(name, Holds::Int);
                    lets.push(Stmt::Let(name.into(), Expr::Int(n)));
                }
            }
            let (mut body, ended) = this.statements(if this.around.closures == 0 { 5 } else { 1 });
            body.0.splice(..0, lets);
            let falls_off = this.around.is_named && (ended || this.random.chance(40));
            let tail = (returns != Type::Unit && !falls_off).then(|| this.in_block(|this| this.value(returns)));
            if this.around.is_named && tail.is_none() {
                // A block or `if` in its place would be a tail.
                body.0.push(Stmt::Say(Expr::Int(0)));
            }
            Function {
                parameters,
                tokens,
                returns,
                body,
                tail,
            }
        })
    }

    pub(super) fn closure_around(&self, returns: Type) -> Around {
        Around {
            returns,
            is_named: false,
            result: self.around.result,
            question: question(returns),
            is_deferred: false,
            is_async: false,
            no_return: false,
            targets: Vec::new(),
            closed: 0,
            recover: false,
            leaving: false,
            error: self.around.error.clone(),
            closures: self.around.closures + 1,
            scope: self.depth + 1,
            in_arguments: false,
            deferred: self.around.deferred + usize::from(self.around.in_arguments),
            is_literal: false,
            is_returned: false,
            no_moves: false,
        }
    }

    pub(super) fn argument_of_closure(&mut self) -> Expr {
        if avoided(Shape::VariableToClosureThatReadsIt) {
            Expr::Int(self.number())
        } else {
            self.simple()
        }
    }

    pub(super) fn call(&mut self) -> Expr {
        let (function, args) = self.closure(false);
        Expr::Call(Box::new(function), args)
    }

    /// A closure, and its arguments.
    pub(super) fn closure(&mut self, is_async: bool) -> (Function, Vec<Expr>) {
        let fallible = if self.for_go { 0 } else { 1 };
        let returns = self.random.weighted(&[
            (1, Type::Unit),
            (2, Type::Int),
            (2 * fallible, Type::Result),
            (fallible, Type::Option),
            (fallible, Type::Size),
            (2 * fallible, Type::Held),
        ]);
        let count = self.random.below(3);
        let parameters: Vec<_> = (0..count).map(|_| self.fresh("p")).collect();
        let args = (0..count).map(|_| self.argument_of_closure()).collect();
        let tokens = if self.for_go {
            0
        } else {
            self.random.below(6).saturating_sub(3)
        };
        let tokens = self.fresh_tokens(tokens);
        (self.closure_body(parameters, tokens, returns, is_async), args)
    }

    pub(super) fn closure_body(
        &mut self,
        parameters: Vec<Name>,
        tokens: Vec<(Name, i64)>,
        returns: Type,
        is_async: bool,
    ) -> Function {
        let mut inner = self.closure_around(returns);
        inner.is_async = is_async;
        if self.around.deferred + usize::from(self.around.in_arguments) > 1 && avoided(Shape::ClosureInNested) {
            inner.question = None;
            inner.returns = Type::Int;
        }
        let returns = inner.returns;
        self.inside(inner, |this| this.function(parameters, tokens, returns))
    }

    /// An async block. Its last expression has to say what it returns, if that is a `Result`.
    pub(super) fn async_block(&mut self) -> Function {
        let returns = self
            .random
            .weighted(&[(1, Type::Unit), (2, Type::Int), (3, Type::Result), (1, Type::Held)]);
        let mut function = self.closure_body(Vec::new(), Vec::new(), returns, true);
        if let Some(Give::Fallible(_, n)) = function.tail {
            function.tail = Some(Give::Ok(n));
        }
        function
    }

    /// An async closure that a deferred call makes and calls.
    pub(super) fn async_literal(&mut self, count: usize) -> Function {
        let returns = self
            .random
            .weighted(&[(3, Type::Unit), (1, Type::Int), (2, Type::Result)]);
        let parameters: Vec<_> = (0..count).map(|_| self.fresh("p")).collect();
        let tokens = self.random.below(2);
        let tokens = self.fresh_tokens(tokens);
        let mut inner = self.closure_around(returns);
        inner.is_async = true;
        inner.deferred = self.around.deferred + 1;
        self.inside(inner, |this| this.function(parameters, tokens, returns))
    }

    /// Something that is awaited: mostly, what is pending once.
    pub(super) fn awaited(&mut self, depth: usize) -> Expr {
        let large = depth > 1 && self.budget > 4 && self.depth < 3;
        if large && self.random.chance(15) {
            return Expr::Await(Awaited::Block(Box::new(self.async_block())), Vec::new());
        }
        if large && self.random.chance(10) {
            let (function, args) = self.closure(true);
            return Expr::Await(Awaited::Closure(Box::new(function)), args);
        }
        let (awaited, count) = self.awaited_function(true);
        let args = (0..count).map(|_| self.expr(depth.saturating_sub(1))).collect();
        Expr::Await(awaited, args)
    }

    /// An async function of the library or of the program, and how many arguments it takes.
    pub(super) fn awaited_function(&mut self, may_fail: bool) -> (Awaited, usize) {
        let question = self.around.question.filter(|_| may_fail);
        match self.random.below(10) {
            0..4 if !self.awaited.is_empty() => {
                let index = self.random.below(self.awaited.len());
                let Function {
                    parameters, returns, ..
                } = &self.awaited[index].function;
                let question_mark = question == Some(*returns) && self.random.chance(60);
                (Awaited::Function(index, question_mark), parameters.len())
            }
            4..6 => (question.map_or(Awaited::Pause, Awaited::Fallible), 1),
            _ => (Awaited::Pause, 1),
        }
    }
}

pub(super) fn question(returns: Type) -> Option<Type> {
    match returns {
        Type::Result | Type::Option => Some(returns),
        Type::Held => Some(Type::Result),
        Type::Unit | Type::Int | Type::Size => None,
    }
}
