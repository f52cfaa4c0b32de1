//! Deferred calls of every form (chapter 2), and what they may mention.

use super::Generator;
use super::around::{Around, Holds, Variable};
use super::shapes::{Shape, avoided};
use crate::lang::{Awaited, Block, Deferred, Expr, Form, Function, Kind, Name, Program, Stmt, Type, When, each_stmt};

#[derive(Clone, Copy)]
pub(super) enum Chosen {
    Say,
    Parts,
    Bump,
    ConsumeNamed,
    MoveNamed,
    Spend,
    Show,
    Try,
    Local,
    Returned,
    Block,
    Move,
    Literal,
    With,
    Format,
    Await,
    BumpAt,
    Look,
    BumpThrough,
    Bound,
}

impl Generator<'_> {
    pub(super) fn deferred(&mut self, out: &mut Vec<Stmt>) {
        let variables = self.variables.clone();
        if avoided(Shape::MentionNotReached) {
            let (closures, loops) = (self.around.closures, self.around.loops());
            for variable in &mut self.variables {
                let is_of_scope = variable.closures == closures && variable.loops == loops;
                let is_safe = variable.depth == self.depth || variable.depth <= self.around.scope;
                if variable.holds == Holds::Named && is_of_scope && !is_safe {
                    variable.holds = Holds::Moved;
                }
            }
        }
        self.deferred_call(out);
        for (variable, before) in self.variables.iter_mut().zip(variables) {
            if before.holds == Holds::Named {
                variable.holds = Holds::Named;
            }
        }
    }

    pub(super) fn deferred_call(&mut self, out: &mut Vec<Stmt>) {
        // What a success takes along is there if this fails it.
        if let Some(question) = self.around.question
            && self.undone_to_return().is_some()
            && self.random.chance(30)
        {
            let (when, form) = (When::Always, Form::Try(question, self.argument(2)));
            return out.push(Stmt::Defer(Deferred { when, form }));
        }
        if self.has_undone() && self.random.chance(40) {
            let when = When::Failure;
            let form = Form::Block(self.deferred_block(None, true), false);
            return out.push(Stmt::Defer(Deferred { when, form }));
        }
        let around = &self.around;
        let can_error = matches!(around.returns, Type::Result | Type::Held)
            && !(around.is_deferred && avoided(Shape::ErrorOfDeferredBlock));
        let is_named_loop = around.is_named && around.loops() > 0 && avoided(Shape::OutcomeInLoopOfNamed);
        let only_always =
            is_named_loop || around.is_literal && around.loops() > 0 && avoided(Shape::ErrdeferInLoopOfLiteral);
        let when = match self.random.below(if only_always || self.for_go { 6 } else { 10 }) {
            0..6 => When::Always,
            6 | 7 => When::Failure,
            8 if can_error => When::Error(self.fresh("e")),
            _ => When::Success,
        };
        let closures = self.around.closures;
        let loops = self.around.loops();
        let own = |v: &Variable| {
            matches!(v.holds, Holds::Token | Holds::UsedToken) && v.closures == closures && v.loops == loops
        };
        let has = |passes: &dyn Fn(&Variable) -> bool| !self.visible(passes).is_empty();
        let weight = |is_possible: bool, weight: usize| if is_possible { weight } else { 0 };
        let large = self.budget > 3 && self.depth < 5;
        let chosen = if matches!(when, When::Error(_)) {
            Chosen::Block
        } else {
            self.random.weighted(&[
                (6, Chosen::Say),
                (weight(!self.for_go, 4), Chosen::Parts),
                (weight(has(&|v| v.holds == Holds::Int), 3), Chosen::Bump),
                (weight(!self.for_go, 2), Chosen::ConsumeNamed),
                (weight(!self.for_go, 1), Chosen::MoveNamed),
                (weight(has(&own), 3), Chosen::Spend),
                (weight(has(&|v| v.holds == Holds::Named), 3), Chosen::Show),
                (weight(self.around.question.is_some() && !is_named_loop, 4), Chosen::Try),
                (1, Chosen::Local),
                (1, Chosen::Returned),
                (weight(large, 16), Chosen::Block),
                (weight(large && !self.for_go, 2), Chosen::Move),
                (weight(large, 2), Chosen::Literal),
                (weight(large, 1), Chosen::With),
                (2, Chosen::Format),
                (weight(self.around.is_async, 10), Chosen::Await),
                (weight(has(&|v| matches!(v.holds, Holds::Parts(_))), 6), Chosen::BumpAt),
                (weight(has(&|v| matches!(v.holds, Holds::Parts(_))), 3), Chosen::Look),
                (
                    weight(has(&|v| v.holds == Holds::Reference { is_mut: true }), 8),
                    Chosen::BumpThrough,
                ),
                (weight(self.has_bound, 4), Chosen::Bound),
            ])
        };
        let form = match chosen {
            Chosen::Say => {
                let count = 1 + self.random.below(2);
                Form::Say((0..count).map(|_| self.argument(2)).collect())
            }
            Chosen::Parts => Form::Parts([0, 1, 2].map(|_| self.argument(2))),
            Chosen::Bump => match self.some(|v| v.holds == Holds::Int) {
                Some(name) => Form::Bump(name, self.argument(2)),
                None => return,
            },
            Chosen::ConsumeNamed | Chosen::MoveNamed => {
                // Nothing comes between declaration and move: 3.5 leaves open when such a local is dropped.
                let name = self.fresh("n");
                out.push(Stmt::LetNamed(name.clone(), self.next as i64));
                if let Chosen::ConsumeNamed = chosen {
                    Form::Consume(name, Kind::Named)
                } else {
                    let mut block = self.closure_block(Vec::new());
                    block.0.insert(0, Stmt::Show(name));
                    Form::Move(block)
                }
            }
            Chosen::Spend => match self.some(own) {
                Some(name) => {
                    self.mark(&name, Holds::Moved);
                    Form::Consume(name, Kind::Token)
                }
                None => return,
            },
            Chosen::Show => match self.some(|v| v.holds == Holds::Named) {
                Some(name) => Form::Show(name),
                None => return,
            },
            Chosen::Try => match self.around.question {
                Some(question) => Form::Try(question, self.argument(2)),
                None => return,
            },
            Chosen::Local => Form::Local(self.argument(1), self.argument(2)),
            Chosen::BumpAt => match self.place(|this| this.argument(1)) {
                Some(place) => Form::BumpAt(place, self.argument(1)),
                None => return,
            },
            Chosen::Look => match self.place(|this| this.argument(1)) {
                Some(place) => Form::Look(place),
                None => return,
            },
            Chosen::BumpThrough => match self.some(|v| v.holds == Holds::Reference { is_mut: true }) {
                Some(name) => Form::BumpThrough(name, self.argument(1)),
                None => return,
            },
            Chosen::Bound => Form::Bound(self.argument(1), self.argument(2)),
            Chosen::Returned => Form::Returned(self.argument(1), self.argument(2)),
            Chosen::Block => {
                let error = match &when {
                    When::Error(name) => Some(name.clone()),
                    _ => None,
                };
                let on_failure = matches!(when, When::Failure | When::Error(_));
                let block = self.deferred_block(error, on_failure);
                let in_braces = self.random.chance(20) && !(avoided(Shape::ItemInBraces) && has_item(&block));
                Form::Block(block, in_braces)
            }
            Chosen::Move => Form::Move(self.closure_block(Vec::new())),
            Chosen::Literal => {
                let count = 1 + self.random.below(2);
                let args: Vec<_> = (0..count).map(|_| (self.fresh("p"), self.argument(2))).collect();
                let parameters = args.iter().map(|(name, _)| name.clone()).collect();
                let block = self.literal_block(parameters);
                Form::Literal(args, block)
            }
            Chosen::With => {
                let arg = self.argument(2);
                let parameter = self.fresh("p");
                let block = self.literal_block(vec![parameter.clone()]);
                Form::With(arg, parameter, block)
            }
            Chosen::Format => {
                let args = (0..1 + self.random.below(2)).map(|_| self.argument(2)).collect();
                let captured = self.some(|v| {
                    let is_raw = v.name.starts_with("r#") && avoided(Shape::CaptureOfRaw);
                    matches!(v.holds, Holds::Int | Holds::Constant) && !is_raw
                });
                Form::Format(args, captured.into_iter().collect())
            }
            Chosen::Await if large && self.random.chance(15) => {
                let count = self.random.below(3);
                let args = (0..count).map(|_| self.argument(2)).collect();
                Form::Await(Awaited::Closure(Box::new(self.async_literal(count))), args)
            }
            Chosen::Await => {
                let (awaited, count) = self.awaited_function(!is_named_loop);
                Form::Await(awaited, (0..count).map(|_| self.argument(2)).collect())
            }
        };
        out.push(Stmt::Defer(Deferred { when, form }));
    }

    /// An argument of a deferred call.
    pub(super) fn argument(&mut self, depth: usize) -> Expr {
        let outer = std::mem::replace(&mut self.around.in_arguments, true);
        let expr = self.expr(depth);
        self.around.in_arguments = outer;
        expr
    }

    /// The code of a BLOCK-form call.
    pub(super) fn deferred_block(&mut self, error: Option<Name>, on_failure: bool) -> Block {
        let around = &self.around;
        let in_loop = !around.targets.is_empty();
        let is_nested =
            around.is_deferred && !(around.question.is_some() && avoided(Shape::RecoverInBlockOfFallibleBlock));
        let is_unit = !around.is_deferred && around.returns == Type::Unit;
        let recovers = around.may_recover(around.is_named || is_nested || is_unit);
        let is_named_loop = around.is_named && in_loop && avoided(Shape::OutcomeInLoopOfNamed);
        let inner = Around {
            returns: around.returns,
            is_named: false,
            // The error is a borrow of it.
            result: around.result.filter(|_| error.is_none()),
            question: around.question.filter(|_| !is_named_loop),
            is_deferred: true,
            is_async: around.is_async,
            no_return: around.is_deferred && around.question.is_some() && avoided(Shape::ReturnInBlockOfFallibleBlock),
            targets: Vec::new(),
            closed: 0,
            recover: recovers && error.is_none(),
            leaving: !self.for_go,
            error: error.or_else(|| around.error.clone()),
            closures: around.closures + 1,
            scope: self.depth + 1,
            in_arguments: false,
            deferred: around.deferred + 1,
            is_literal: false,
            is_returned: false,
            no_moves: false,
        };
        let (closures, loops) = (around.closures, around.loops());
        let (depth, scope) = (self.depth, around.scope);
        let can_mention = |v: &Variable| {
            let is_own = v.closures == closures && v.loops == loops;
            let is_safe = v.depth == depth || v.depth <= scope || !is_own || !avoided(Shape::MentionNotReached);
            let is_used = v.holds == Holds::UsedToken && !avoided(Shape::MentionAfterMove);
            is_safe && (matches!(v.holds, Holds::Token | Holds::PinnedToken) || is_used)
        };
        // Behind its scope it is gone.
        let targets = around.targets.len();
        let is_own = |v: &Variable| v.closures == closures && v.loops == loops && v.targets == targets;
        let undone = self.undone();
        let owed = self
            .some(|v| can_mention(v) && v.holds != Holds::PinnedToken && is_own(v))
            .filter(|_| self.random.chance(25));
        let undone = undone
            .into_iter()
            .filter(|name| owed.as_ref() != Some(name))
            .collect::<Vec<_>>();
        let can_be_undone = |v: &Variable| on_failure && undone.contains(&v.name);
        if let Some(token) = &owed {
            self.mark(token, Holds::OwedToken);
        }
        self.inside(inner, |this| {
            let mut statements = Vec::new();
            if this.around.leaving && this.random.chance(15) {
                statements.push(Stmt::Leaving);
            }
            if this.around.recover && this.random.chance(25) {
                this.in_block(|this| this.recover(&mut statements));
            }
            let undone = this.visible(can_be_undone);
            let tokens = this.visible(can_mention);
            if this.random.chance(60)
                && let Some(token) = this.random.pick(&undone).cloned()
            {
                this.mark(&token, Holds::UndoneToken);
                statements.push(Stmt::Say(Expr::Field(token)));
            } else if this.random.chance(10)
                && let Some(token) = this.random.pick(&tokens).cloned()
            {
                this.mark(&token, Holds::PinnedToken);
                statements.push(Stmt::Say(Expr::Field(token)));
            }
            let (mut rest, ended) = this.statements(1);
            statements.append(&mut rest.0);
            if let Some(token) = owed
                && !ended
            {
                statements.push(Stmt::Spend(token));
            }
            Block(statements)
        })
    }

    /// The tokens that `errdefer!` may read here, and success take along: none of an inner block of this scope (6.5).
    fn undone(&self) -> Vec<Name> {
        let Around {
            closures,
            scope,
            returns: Type::Held,
            is_deferred: false,
            ..
        } = self.around
        else {
            return Vec::new();
        };
        let loops = self.around.loops();
        self.visible(|v| {
            let is_own = v.loops == loops;
            matches!(v.holds, Holds::Token | Holds::UndoneToken)
                && v.closures == closures
                && (v.depth <= scope || !is_own)
        })
    }

    /// One that `errdefer!` has read, and that a success may take along here.
    pub(super) fn undone_to_return(&mut self) -> Option<Name> {
        let Around {
            closures,
            returns: Type::Held,
            is_deferred: false,
            ..
        } = self.around
        else {
            return None;
        };
        // The call may be that of another loop: then it is moved as any other.
        let (loops, moving) = (self.around.loops(), self.around.moving_loops());
        self.some(|v| v.holds == Holds::UndoneToken && v.closures == closures && v.loops + moving >= loops)
    }

    fn has_undone(&self) -> bool {
        !self.undone().is_empty()
    }

    /// The body of a `move` closure: it sees copies of the numbers.
    pub(super) fn closure_block(&mut self, parameters: Vec<Name>) -> Block {
        let variables = self.variables.clone();
        for variable in &mut self.variables {
            if !matches!(variable.holds, Holds::Int | Holds::Constant) {
                variable.holds = Holds::Moved;
            }
        }
        let outer = self.around.clone();
        self.around.result = None;
        self.around.error = None;
        let block = self.literal_block(parameters);
        self.around = outer;
        self.variables = variables;
        block
    }

    /// The body of a closure that returns nothing.
    pub(super) fn literal_block(&mut self, parameters: Vec<Name>) -> Block {
        let mut inner = self.closure_around(Type::Unit);
        inner.deferred = self.around.deferred + 1;
        inner.is_literal = true;
        self.inside(inner, |this| {
            for name in &parameters {
                this.declare(name, Holds::Constant);
            }
            this.statements(1).0
        })
    }
}

/// Whether there is an item, however far in.
fn has_item(block: &Block) -> bool {
    let mut found = false;
    let function = Function {
        parameters: Vec::new(),
        tokens: Vec::new(),
        returns: Type::Unit,
        body: block.clone(),
        tail: None,
    };
    let mut program = Program {
        function,
        result: None,
        is_async: false,
        has_block_scopes: false,
        awaited: Vec::new(),
    };
    each_stmt(&mut program, &mut |stmt| found |= matches!(stmt, Stmt::Item(..)));
    found
}
