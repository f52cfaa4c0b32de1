//! Loops, labels, and what they are to `break` and `continue`. A loop ends by itself, after a few iterations.

use super::Generator;
use super::around::{Holds, Target};
use super::shapes::{Shape, avoided};
use crate::lang::{Block, Cond, Expr, Give, Loop, Name, Repeat, Stmt};

impl Generator<'_> {
    pub(super) fn targeted<T>(
        &mut self,
        label: Option<Name>,
        is_loop: bool,
        has_value: bool,
        generate: impl FnOnce(&mut Self) -> T,
    ) -> T {
        if label.is_none() && !is_loop && !self.has_block_scopes {
            return generate(self);
        }
        let moves = self.random.chance(if is_loop || label.is_none() { 50 } else { 20 });
        self.around.targets.push(Target {
            label,
            is_loop,
            has_value,
            moves,
        });
        let scope = std::mem::replace(&mut self.around.scope, self.depth + 1);
        let undone = self.visible(|v| v.holds == Holds::UndoneToken);
        let generated = generate(self);
        // Behind the scope of its `errdefer!` a token is moved as any other.
        for name in self.visible(|v| v.holds == Holds::UndoneToken && !undone.contains(&v.name)) {
            self.mark(&name, Holds::PinnedToken);
        }
        self.around.scope = scope;
        self.around.targets.pop();
        generated
    }

    /// The statements of a block: of one that is a scope, often with a deferred call first.
    pub(super) fn statements_of_block(&mut self, is_scope: bool) -> Block {
        let avoids = self.around.in_arguments && avoided(Shape::DeferredInArguments);
        self.nested(|this| {
            let mut statements = Vec::new();
            if is_scope && !avoids && this.random.chance(50) {
                this.in_block(|this| this.deferred(&mut statements));
            }
            let (mut rest, ended) = this.statements(1);
            statements.append(&mut rest.0);
            if is_scope
                && !ended
                && this.random.chance(15)
                && let Some(leave) = this.in_block(Self::leave)
            {
                this.in_block(|this| this.maybe_conditional(&mut statements, leave));
            }
            Block(statements)
        })
    }

    /// The body of a loop: mostly, with a deferred call in it, and with a way out.
    pub(super) fn loop_body(&mut self, variable: &str) -> Block {
        self.nested(|this| {
            this.declare(variable, Holds::Constant);
            let mut statements = Vec::new();
            let avoids = this.around.in_arguments && avoided(Shape::DeferredInArguments);
            if !avoids && this.random.chance(70) {
                this.in_block(|this| this.deferred(&mut statements));
            }
            let (mut rest, ended) = this.statements(1);
            statements.append(&mut rest.0);
            if this.around.is_named && !ended && this.random.chance(10) {
                let is_so = Cond::Less(Expr::Int(this.number()), Expr::Var(variable.into()));
                let leave = Block(vec![Stmt::Return(Give::Nothing)]);
                statements.push(Stmt::If(is_so, leave, Block::default()));
            }
            if !ended
                && this.random.chance(40)
                && let Some(leave) = this.in_block(Self::leave)
            {
                this.in_block(|this| this.maybe_conditional(&mut statements, leave));
            }
            Block(statements)
        })
    }

    pub(super) fn repeated(&mut self, has_value: bool) -> Loop {
        let label = self.random.chance(50).then(|| self.fresh("l"));
        let times = 1 + self.random.below(3) as i64;
        let kind = if has_value { 3 } else { self.random.below(4) };
        let (variable, repeat) = match kind {
            0 | 1 => {
                let before = if !self.for_go && self.random.chance(12) {
                    self.plain_block(true)
                } else {
                    Block::default()
                };
                let variable = self.fresh("i");
                let repeat = Repeat::For {
                    variable: variable.clone(),
                    before,
                    times,
                };
                (variable, repeat)
            }
            2 => {
                let counter = self.fresh("c");
                let repeat = Repeat::While {
                    counter: counter.clone(),
                    times,
                    late: self.random.chance(40),
                };
                (counter, repeat)
            }
            _ => {
                // Behind a recovery the loop goes on.
                let outer = std::mem::replace(&mut self.around.no_moves, true);
                let value = has_value.then(|| Box::new(self.expr(1)));
                self.around.no_moves = outer;
                let counter = self.fresh("c");
                let repeat = Repeat::Loop {
                    counter: counter.clone(),
                    times,
                    value,
                };
                (counter, repeat)
            }
        };
        let body = self.targeted(label.clone(), true, has_value, |this| this.loop_body(&variable));
        Loop { label, repeat, body }
    }
}
