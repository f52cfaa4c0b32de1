//! Statements: which may stand at a place is weighed, one is drawn, and what it does to the variables in sight is
//! noted.

use super::Generator;
use super::around::{Holds, Variable};
use super::locals::can_have_attribute;
use super::shapes::{Shape, avoided};
use crate::lang::{Block, Expr, Give, Item, Kind, Parts, Pattern, Stmt};

#[derive(Clone, Copy)]
pub(super) enum Choice {
    Let,
    Set,
    SetResult,
    SetError,
    Named,
    SetNamed,
    Token,
    PlusToken,
    Spend,
    SpendAndLeave,
    Say,
    Do,
    Block,
    If,
    Match,
    Loop,
    Leave,
    Return,
    Panic,
    Defer,
    Recover,
    Leaving,
    Await,
    Pair,
    SetToken,
    Late,
    GiveLate,
    Parts,
    Copied,
    AddAt,
    LetReference,
    AddThrough,
    Method,
    Cfg,
}

impl Generator<'_> {
    /// A block without a value.
    pub(super) fn block(&mut self) -> Block {
        self.plain_block(false)
    }

    /// One without a label.
    pub(super) fn plain_block(&mut self, has_value: bool) -> Block {
        let is_scope = self.has_block_scopes;
        self.targeted(None, false, has_value, |this| this.statements_of_block(is_scope))
    }

    /// Some statements, and whether the last of them never lets control pass.
    pub(super) fn statements(&mut self, least: usize) -> (Block, bool) {
        let mut statements = Vec::new();
        let count = least + self.random.below(if self.depth < 3 { 4 } else { 2 });
        self.depth += 1;
        for _ in 0..count {
            // The outermost function always has some.
            if self.budget <= 0 && (self.depth > 1 || statements.len() > 6) {
                break;
            }
            self.statement(&mut statements);
            if let Some(Stmt::Break(..) | Stmt::Continue(_) | Stmt::Return(_) | Stmt::Panic(_)) = statements.last() {
                self.depth -= 1;
                return (Block(statements), true);
            }
        }
        if let Some(name) = self.undone_to_return()
            && self.random.chance(40)
        {
            self.depth -= 1;
            statements.push(Stmt::Return(Give::OkToken(name)));
            return (Block(statements), true);
        }
        let is_scope = self.depth == self.around.scope;
        if !self.for_go && (is_scope || !avoided(Shape::ItemOfInnerBlock)) && self.random.chance(12) {
            self.next += 1;
            let item = self.random.weighted(&[(2, Item::Function), (1, Item::Constant)]);
            let item = Stmt::Item(item, self.next as i64);
            if avoided(Shape::ItemBehind) {
                statements.insert(0, item);
            } else {
                statements.push(item);
            }
        }
        self.depth -= 1;
        if statements.is_empty() {
            let n = self.number();
            statements.push(Stmt::Say(Expr::Int(n)));
        }
        (Block(statements), false)
    }

    pub(super) fn statement(&mut self, out: &mut Vec<Stmt>) {
        let from = out.len();
        self.any_statement(out);
        if !self.for_go && out.len() == from + 1 && can_have_attribute(&out[from]) && self.random.chance(4) {
            let stmt = out.remove(from);
            out.push(Stmt::Cfg(true, Box::new(stmt)));
        }
    }

    fn any_statement(&mut self, out: &mut Vec<Stmt>) {
        self.budget -= 1;
        let weight = |is_possible: bool, weight: usize| if is_possible { weight } else { 0 };
        let around = &self.around.clone();
        let (loops, closures) = (around.loops(), around.closures);
        let moving = around.moving_loops();
        let may_move = !around.no_moves;
        let free = |variable: &Variable| {
            may_move
                && matches!(variable.holds, Holds::Token | Holds::UsedToken)
                && variable.closures == closures
                && variable.loops + moving >= loops
                && around.may_leave_blocks(variable)
        };
        let own = |variable: &Variable| free(variable) && variable.loops == loops;
        let outer = |variable: &Variable| free(variable) && variable.loops + 1 == loops;
        let has = |passes: &dyn Fn(&Variable) -> bool| !self.visible(passes).is_empty();
        let is_inner = around.closures > 0 || !around.targets.is_empty();
        let large = self.budget > 3 && self.depth < 5;
        let more = |is_possible: bool, weight: usize| if is_possible && !self.for_go { weight } else { 0 };
        let late = self.late();
        let has_settable = !self.settable().is_empty();
        let has_parts = has(&|v| matches!(v.holds, Holds::Parts(_)));
        let has_int = has(&|v| v.holds == Holds::Int);
        let has_mut = has(&|v| v.holds == Holds::Reference { is_mut: true });
        let choices = [
            (10, Choice::Let),
            (weight(has(&|v| v.holds == Holds::Int), 8), Choice::Set),
            (weight(around.result.is_some(), 5), Choice::SetResult),
            (weight(around.error.is_some(), 20), Choice::SetError),
            (weight(!self.for_go, 4), Choice::Named),
            (weight(has(&|v| v.holds == Holds::Named), 2), Choice::SetNamed),
            (weight(!self.for_go, 3), Choice::Token),
            (weight(has(&free), 4), Choice::PlusToken),
            (weight(has(&own), 2), Choice::Spend),
            (
                weight(
                    has(&outer)
                        && around.named_targets().last().is_some_and(|target| target.is_loop)
                        && !(around.deferred > 0 && avoided(Shape::MoveOutOfLoopInDeferred)),
                    5,
                ),
                Choice::SpendAndLeave,
            ),
            (8, Choice::Say),
            (3, Choice::Do),
            (weight(large, 3), Choice::Block),
            (weight(large, 7), Choice::If),
            (weight(large, 3), Choice::Match),
            (weight(large && loops < 3, 9), Choice::Loop),
            (weight(!around.named_targets().is_empty(), 9), Choice::Leave),
            (
                weight(is_inner && !around.no_return, if around.is_named { 12 } else { 4 }),
                Choice::Return,
            ),
            (weight(is_inner, 2), Choice::Panic),
            (
                weight(!(around.in_arguments && avoided(Shape::DeferredInArguments)), 28),
                Choice::Defer,
            ),
            (weight(around.recover, 4), Choice::Recover),
            (weight(around.leaving, 4), Choice::Leaving),
            (weight(around.is_async, 12), Choice::Await),
            (more(true, 2), Choice::Pair),
            (more(has_settable, 3), Choice::SetToken),
            (more(true, 3), Choice::Late),
            (more(!late.is_empty(), 9), Choice::GiveLate),
            (more(true, 2), Choice::Parts),
            (more(true, 2), Choice::Copied),
            (more(has_parts, 4), Choice::AddAt),
            (more(self.has_references && has_int, 8), Choice::LetReference),
            (more(has_mut, 8), Choice::AddThrough),
            (more(true, 3), Choice::Method),
            (more(true, 6), Choice::Cfg),
        ];
        match self.random.weighted(&choices) {
            Choice::Let => {
                let name = self
                    .random
                    .pick(&["x", "y", "z", "w", "r#type"])
                    .map_or("x", |name| name)
                    .to_owned();
                let expr = self.expr(2);
                self.declare(&name, Holds::Int);
                out.push(Stmt::Let(name, expr));
            }
            Choice::Set => {
                if let Some(name) = self.some(|v| v.holds == Holds::Int) {
                    let expr = self.expr(2);
                    out.push(if self.random.chance(60) {
                        Stmt::Add(name, expr)
                    } else {
                        Stmt::Set(name, expr)
                    });
                }
            }
            Choice::SetResult => {
                if let Some(returns) = self.around.result {
                    // Not a fallible call: the result of another function's.
                    let value = self.value(returns);
                    out.push(Stmt::SetResult(value));
                }
            }
            Choice::SetError => {
                if let Some(error) = self.around.error.clone() {
                    let expr = self.expr(2);
                    out.push(Stmt::SetError(error, expr));
                }
            }
            Choice::Named => self.named(out, Holds::Named),
            Choice::SetNamed => {
                if let Some(name) = self.some(|v| v.holds == Holds::Named) {
                    self.next += 1;
                    out.push(Stmt::SetNamed(name, self.next as i64));
                }
            }
            Choice::Token => self.named(out, Holds::Token),
            Choice::PlusToken => {
                if let Some(name) = self.some(free) {
                    let n = self.simple();
                    self.mark(&name, Holds::UsedToken);
                    out.push(Stmt::PlusToken(name, n));
                }
            }
            Choice::Spend => {
                if let Some(name) = self.some(own) {
                    self.mark(&name, Holds::Moved);
                    out.push(Stmt::Spend(name));
                }
            }
            Choice::SpendAndLeave => {
                if let Some(name) = self.some(outer) {
                    self.mark(&name, Holds::Moved);
                    let cond = self.cond();
                    let mut then = vec![Stmt::Spend(name)];
                    let targets = self.around.named_targets();
                    let has_value = targets.last().is_some_and(|target| target.has_value);
                    let closed = std::mem::replace(&mut self.around.closed, self.around.targets.len());
                    then.push(if self.around.no_return || self.random.chance(70) {
                        let value = has_value.then(|| self.value_on_the_way_out(1));
                        Stmt::Break(None, value)
                    } else {
                        self.returned()
                    });
                    self.around.closed = closed;
                    out.push(Stmt::If(cond, Block(then), Block::default()));
                }
            }
            Choice::Say => {
                let expr = self.expr(2);
                out.push(Stmt::Say(expr));
            }
            Choice::Do => {
                let expr = self.expr(2);
                out.push(Stmt::Do(expr));
            }
            Choice::Block => {
                let label = (!self.for_go && self.random.chance(60)).then(|| self.fresh("b"));
                let is_scope = label.is_some() || self.has_block_scopes;
                let block = self.targeted(label.clone(), false, false, |this| this.statements_of_block(is_scope));
                out.push(Stmt::Block(label, block));
            }
            Choice::If => {
                let cond = self.cond();
                let then = self.block();
                let otherwise = if self.random.chance(40) {
                    self.block()
                } else {
                    Block::default()
                };
                out.push(Stmt::If(cond, then, otherwise));
            }
            Choice::Match => {
                let matched = self.matched();
                out.push(matched);
            }
            Choice::Loop => {
                let repeated = self.repeated(false);
                out.push(Stmt::Loop(repeated));
            }
            Choice::Leave => {
                if let Some(leave) = self.leave() {
                    self.maybe_conditional(out, leave);
                }
            }
            Choice::Return => {
                let leave = self.returned();
                self.maybe_conditional(out, leave);
            }
            Choice::Panic => {
                let expr = self.expr(1);
                self.maybe_conditional(out, Stmt::Panic(expr));
            }
            Choice::Defer => self.deferred(out),
            Choice::Recover => self.recover(out),
            Choice::Leaving => out.push(Stmt::Leaving),
            Choice::Pair => {
                let tokens = self.fresh_tokens(2);
                if let [one, other] = tokens.as_slice() {
                    self.declare(&one.0, Holds::Token);
                    self.declare(&other.0, Holds::Token);
                    out.push(Stmt::LetPair([one.clone(), other.clone()]));
                }
            }
            Choice::SetToken => {
                let names = self.settable();
                if let Some(name) = self.random.pick(&names).cloned() {
                    self.set_token(out, name);
                }
            }
            Choice::Late => {
                let kinds = [(3, Kind::Token), (2, Kind::Int), (2, Kind::Constant)];
                let kind = self.random.weighted(&kinds);
                let name = self.fresh("u");
                self.declare(&name, Holds::Late(kind));
                out.push(Stmt::LetLate(name.clone(), kind));
                if avoided(Shape::FirstValueBehindCall) && !self.may_be_late(kind) {
                    self.give_late(out, name, kind);
                }
            }
            Choice::GiveLate => {
                if let Some((name, kind)) = self.random.pick(&late).cloned() {
                    self.give_late(out, name, kind);
                }
            }
            Choice::Parts => {
                let parts = self.random.weighted(&[
                    (1, Parts::Struct),
                    (1, Parts::Array),
                    (1, Parts::Box),
                    (1, Parts::Tuple),
                ]);
                let values = [self.expr(1), self.simple(), self.simple()];
                let name = self.fresh("s");
                self.declare(&name, Holds::Parts(parts));
                out.push(Stmt::LetParts(parts, name, values));
            }
            Choice::Copied => {
                let is_avoided = avoided(Shape::PatternThatCopies);
                if is_avoided {
                    self.named(out, Holds::Named);
                }
                let token = self.some(own).filter(|_| !is_avoided);
                let named = match out.last() {
                    Some(Stmt::LetNamed(name, _)) if is_avoided => Some(name.clone()),
                    _ => self.some(|v| v.holds == Holds::Named),
                };
                let is_token = token.is_some();
                if let Some(from) = token.or(named) {
                    let number = self.fresh("k");
                    self.declare(&number, Holds::Int);
                    out.push(Stmt::LetCopied { number, from, is_token });
                }
            }
            Choice::AddAt => {
                let expr = self.expr(1);
                if let Some(place) = self.place(Self::simple) {
                    out.push(Stmt::AddAt(place, expr));
                }
            }
            Choice::LetReference => {
                if let Some(to) = self.some(|v| v.holds == Holds::Int) {
                    let is_mut = self.random.chance(60);
                    if self.random.chance(60) {
                        self.mark(&to, if is_mut { Holds::Moved } else { Holds::Constant });
                    } else {
                        self.aliased = Some(to.clone());
                    }
                    let name = self.fresh("r");
                    self.declare(&name, Holds::Reference { is_mut });
                    out.push(Stmt::LetReference { name, to, is_mut });
                }
            }
            Choice::AddThrough => {
                if let Some(name) = self.some(|v| v.holds == Holds::Reference { is_mut: true }) {
                    let expr = self.expr(1);
                    out.push(Stmt::AddThrough(name, expr));
                }
            }
            Choice::Method => {
                if let Some(method) = self.method(true) {
                    out.push(Stmt::Call(method));
                }
            }
            Choice::Cfg => {
                let stmt = self.left_out();
                out.push(Stmt::Cfg(false, Box::new(stmt)));
            }
            Choice::Await => {
                let awaited = self.awaited(2);
                out.push(Stmt::Do(awaited));
            }
        }
    }

    pub(super) fn named(&mut self, out: &mut Vec<Stmt>, holds: Holds) {
        let name = self.fresh(if holds == Holds::Named { "n" } else { "t" });
        let n = self.next as i64;
        self.declare(&name, holds);
        out.push(if holds == Holds::Named {
            Stmt::LetNamed(name, n)
        } else {
            Stmt::LetToken(name, n)
        });
    }

    pub(super) fn maybe_conditional(&mut self, out: &mut Vec<Stmt>, stmt: Stmt) {
        let diverges = matches!(stmt, Stmt::Panic(_)) && self.around.is_literal && avoided(Shape::DivergingClosure);
        if diverges || self.random.chance(75) {
            // It stands in front of what has been generated, and may not move what that uses.
            let moves = std::mem::replace(&mut self.around.no_moves, true);
            let cond = self.cond();
            self.around.no_moves = moves;
            out.push(Stmt::If(cond, Block(vec![stmt]), Block::default()));
        } else {
            out.push(stmt);
        }
    }

    pub(super) fn returned(&mut self) -> Stmt {
        let returns = self.around.returns;
        let give = if self.around.is_deferred {
            Give::Nothing
        } else {
            // Nothing comes behind it, so that what it moves may be moved elsewhere, too.
            let variables = self.variables.clone();
            self.around.is_returned = true;
            let give = self.give(returns);
            self.around.is_returned = false;
            self.variables = variables;
            give
        };
        Stmt::Return(give)
    }

    pub(super) fn leave(&mut self) -> Option<Stmt> {
        let targets = self.around.named_targets();
        let innermost = targets.len().checked_sub(1)?;
        let at = if self.random.chance(50) {
            innermost
        } else {
            self.random.below(targets.len())
        };
        let target = &targets[at];
        let needs_label = at != innermost || !target.is_loop;
        let label = if needs_label {
            Some(target.label.clone()?)
        } else {
            target.label.clone().filter(|_| self.random.chance(30))
        };
        if target.is_loop && self.random.chance(45) {
            return Some(Stmt::Continue(label));
        }
        let value = target.has_value.then(|| self.value_on_the_way_out(1));
        Some(Stmt::Break(label, value))
    }

    pub(super) fn matched(&mut self) -> Stmt {
        let expr = self.expr(2);
        let mut arms = Vec::new();
        for n in 0..2 {
            if self.random.chance(60) {
                arms.push((Pattern::Int(n), self.block()));
            }
        }
        if self.random.chance(40) {
            let name = self.fresh("m");
            let block = self.arm(&name);
            arms.push((Pattern::Guarded(name, 2), block));
        }
        if self.random.chance(50) {
            let name = self.fresh("m");
            let block = self.arm(&name);
            arms.push((Pattern::Bound(name), block));
        } else {
            arms.push((Pattern::Any, self.block()));
        }
        Stmt::Match(expr, arms)
    }

    pub(super) fn arm(&mut self, name: &str) -> Block {
        self.nested(|this| {
            this.declare(name, Holds::Constant);
            this.block()
        })
    }

    pub(super) fn recover(&mut self, out: &mut Vec<Stmt>) {
        let block = self.block();
        let resume = self.random.chance(12);
        out.push(Stmt::Recover(block, resume));
    }
}
