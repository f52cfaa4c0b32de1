//! The ways out: blocks that end in one, with what they move before, which the others do not.

use super::Generator;
use super::state::{Leaving, Type};
use super::values::Value;
use crate::guards::features::Feature;
use crate::guards::program::{Block, Code, Labels, Piece, Stmt};

/// Where a way out leads to.
#[derive(Clone, Copy)]
enum Way {
    Return,
    /// The innermost target is 0.
    Break(usize),
    Continue(usize),
}

impl Generator {
    /// A block that ends in a way out. What has become of the locals is of no matter behind it.
    pub(super) fn leave_block(&mut self) -> Block {
        let targets = self.frame().targets.clone();
        let mut ways = vec![(5, Way::Return)];
        for (at, target) in targets.iter().rev().enumerate() {
            if target.may_break && (target.label.is_some() || at == 0) {
                ways.push((if target.is_loop { 3 } else { 1 }, Way::Break(at)));
            }
            if target.is_loop && (target.label.is_some() || at == 0) {
                ways.push((2, Way::Continue(at)));
            }
        }
        let way = self.random.weighted(&ways);
        self.leave(way, true)
    }

    /// A block that ends in a `break` of this target.
    pub(super) fn leave_by_break(&mut self, at: usize) -> Block {
        // A macro of std's name isn't taken to end a loop that nothing else ends.
        self.leave(Way::Break(at), false)
    }

    fn leave(&mut self, way: Way, may_be_std: bool) -> Block {
        let scope = self.scope.len();
        let outer = self.leaving;
        let target = |this: &mut Self, at: usize| {
            let targets = &this.frame().targets;
            targets[targets.len() - 1 - at].clone()
        };
        let to = match way {
            Way::Return => 0,
            Way::Break(at) => target(self, at).loops,
            Way::Continue(at) => target(self, at).loops + 1,
        };
        let from = self.loops();
        self.leaving = Some(Leaving { from, to });
        self.depth += 1;
        let mut block = self.empty_block();
        if let Some(at) = self.in_block()
            && self.random.chance(15)
        {
            block.stmts.push(self.site(at));
        }
        while self.random.chance(40) {
            block.stmts.extend(self.move_stmt());
        }
        let mut stmt = match way {
            Way::Return => self.return_stmt(),
            Way::Break(at) => {
                let target = target(self, at);
                let mut labels = Labels::new();
                let stmt = self.stmt_of(|this| {
                    this.shows(match (target.is_loop, target.value, at) {
                        (false, _, _) => Feature::LeaveBlock,
                        (_, Type::Unit, 0) => Feature::Break,
                        (_, Type::Unit, _) => Feature::BreakLabel,
                        _ => Feature::BreakValue,
                    });
                    if target.value == Type::Unit && at == 0 && target.is_loop && this.random.chance(8) {
                        this.shows(Feature::HiddenBreak);
                        if may_be_std
                            && this.mix.own_std
                            && this.random.chance(50)
                            && !this.avoids(Feature::StdMacroLeaves)
                        {
                            this.shows(Feature::StdMacroLeaves);
                            return vec![Piece::Text("unreachable!();".into())];
                        }
                        return vec![Piece::Text("stop!();".into())];
                    }
                    let label = match target.label.as_ref() {
                        Some(label) if at > 0 || !target.is_loop || this.random.chance(50) => format!(" {label}"),
                        _ => String::new(),
                    };
                    if target.value == Type::Unit {
                        return vec![Piece::Text(format!("break{label};"))];
                    }
                    let value = this.value(target.value);
                    labels = value.labels.clone();
                    value.within(&format!("break{label} "), ";").code
                });
                let states = self.states.clone();
                let targets = &mut self.frame().targets;
                let target = targets.len() - 1 - at;
                targets[target].breaks.push(states);
                targets[target].labels.extend(labels);
                stmt
            }
            Way::Continue(at) => {
                let target = target(self, at);
                self.stmt_of(|this| match target.label {
                    Some(label) if at > 0 || this.random.chance(50) => {
                        this.shows(Feature::ContinueLabel);
                        vec![Piece::Text(format!("continue {label};"))]
                    }
                    _ => {
                        this.shows(Feature::Continue);
                        vec![Piece::Text("continue;".into())]
                    }
                })
            }
        };
        stmt.is_needed = true;
        block.stmts.push(stmt);
        self.depth -= 1;
        self.leaving = outer;
        self.scope.truncate(scope);
        block
    }

    fn return_stmt(&mut self) -> Stmt {
        self.stmt_of(|this| {
            this.shows(Feature::Return);
            let returns = this.returns();
            if returns == Type::Unit {
                return vec![Piece::Text("return;".into())];
            }
            let value = this.value(returns);
            this.frame().returned.extend(value.labels.iter().cloned());
            let is_outermost = this.frames.len() == 1 && !this.in_async();
            if is_outermost && this.random.chance(10) && value.code.iter().all(|piece| matches!(piece, Piece::Text(_)))
            {
                this.shows(Feature::HiddenReturn);
                return value.within("leave!(", ");").code;
            }
            value.within("return ", ";").code
        })
    }

    /// `ensure!(choose(4), Err(4))`, by which a macro leaves the function on some ways.
    pub(super) fn hidden_return(&mut self) -> Code {
        let step = self.step();
        let is_std = self.mix.own_std && self.random.chance(50) && !self.avoids(Feature::StdMacroLeaves);
        let name = if is_std { "assert" } else { "ensure" };
        let value = match self.returns() {
            Type::Unit => Value::text("()"),
            Type::Int => self.int(),
            Type::Option => Value::text("None"),
            ty if ty.is_result() => self.int().within("Err(", ")"),
            _ => return vec![Piece::Text(format!("say({step});"))],
        };
        self.shows(Feature::HiddenReturn);
        if is_std {
            self.shows(Feature::StdMacroLeaves);
        }
        value.within(&format!("{name}!(choose({step}), "), ");").code
    }
}
