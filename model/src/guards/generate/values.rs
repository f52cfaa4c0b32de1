//! Values: made, moved from locals in all the ways that Rust has, or read.

use super::Generator;
use super::state::{Frame, State, Target, Type};
use crate::guards::features::Feature;
use crate::guards::program::{Block, Code, Labels, Origin, Piece, Stmt};

/// A value as code, and the labels of what it may hold.
pub(super) struct Value {
    pub(super) code: Code,
    pub(super) labels: Labels,
}

impl Value {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Value {
            code: vec![Piece::Text(text.into())],
            labels: Labels::new(),
        }
    }

    /// Text around it.
    pub(super) fn within(mut self, before: &str, after: &str) -> Self {
        self.code.insert(0, Piece::Text(before.into()));
        self.code.push(Piece::Text(after.into()));
        self
    }

    fn and(mut self, between: &str, other: Value) -> Self {
        self.code.push(Piece::Text(between.into()));
        self.code.extend(other.code);
        self.labels.extend(other.labels);
        self
    }
}

impl Generator {
    /// A value of this type.
    pub(super) fn value(&mut self, ty: Type) -> Value {
        self.depth += 1;
        let value = if self.depth < 5 && self.budget > 0 && self.random.chance(14) {
            self.block_value(ty)
        } else {
            self.plain_value(ty)
        };
        self.depth -= 1;
        value
    }

    fn plain_value(&mut self, ty: Type) -> Value {
        match ty {
            Type::Unit => Value::text("()"),
            Type::Int => self.int(),
            Type::N => self.n(),
            Type::V => self.local_or(Type::V, |this| this.n().within("V(", ")")),
            Type::Hd => self.local_or(Type::Hd, Self::hd),
            Type::Two => self.local_or(Type::Two, |this| {
                this.shows(Feature::IntoTupleStruct);
                let first = this.n();
                first.and(", ", this.n()).within("Two(", ")")
            }),
            Type::Wrap => {
                self.shows(Feature::IntoTupleStruct);
                self.n().within("Wrap(", ")")
            }
            Type::Pair => self.local_or(Type::Pair, |this| {
                this.shows(Feature::IntoTuple);
                let first = this.n();
                first.and(", ", this.n()).within("(", ")")
            }),
            Type::Option => match self.random.below(6) {
                0 => Value::text("None::<N>"),
                1 if let Some(id) = self.movable(Type::V) => {
                    self.shows(Feature::StdNameMoves);
                    let (name, labels) = self.take(id);
                    Value {
                        labels,
                        ..Value::text(format!("{name}.ok()"))
                    }
                }
                2 if let Some(id) = self.movable(Type::Option) => {
                    self.shows(Feature::OptionMethod);
                    let (name, labels) = self.take(id);
                    Value {
                        labels,
                        ..Value::text(format!("{name}.map(pass)"))
                    }
                }
                _ => self.local_or(Type::Option, |this| {
                    this.shows(Feature::IntoVariant);
                    this.n().within("Some(", ")")
                }),
            },
            Type::Vec => self.local_or(Type::Vec, |this| {
                let first = this.n();
                first.and(", ", this.n()).within("Vec::from([", "])")
            }),
            Type::UnitResult => self.result(Type::Unit),
            Type::NResult => self.result(Type::N),
            Type::HdResult => self.result(Type::Hd),
            Type::Array => self.local_or(Type::Array, |this| {
                let first = this.n();
                first.and(", ", this.n()).within("[", "]")
            }),
            Type::Box => self.local_or(Type::Box, |this| this.n().within("Box::new(", ")")),
            Type::HdBox => self.local_or(Type::HdBox, |this| this.hd().within("Box::new(", ")")),
            Type::Nest => self.local_or(Type::Nest, |this| {
                let hd = this.value(Type::Hd).within("Nest { h: ", "");
                hd.and(", n: ", this.n()).within("", " }")
            }),
            Type::Nested => self.local_or(Type::Nested, |this| {
                let first = this.n();
                first.and(", ", this.value(Type::Pair)).within("(", ")")
            }),
            Type::Side => self.local_or(Type::Side, |this| match this.random.below(5) {
                0 => Value::text("Where::Nowhere"),
                1 | 2 => this.n().within("Where::Left(", ")"),
                _ => {
                    let first = this.n();
                    first.and(", b: ", this.n()).within("Where::Both { a: ", " }")
                }
            }),
            Type::Copied => {
                let step = self.step();
                Value::text(format!("Copied({step})"))
            }
            Type::Me => unreachable!("it is self"),
            Type::Once => unreachable!("closures are made by statements"),
        }
    }

    fn result(&mut self, ty: Type) -> Value {
        if self.random.chance(25) {
            return self.int().within("Err(", ")");
        }
        self.shows(Feature::IntoVariant);
        self.value(ty).within("Ok(", ")")
    }

    fn local_or(&mut self, ty: Type, make: impl FnOnce(&mut Self) -> Value) -> Value {
        if self.random.chance(60)
            && let Some(id) = self.movable(ty)
        {
            let (name, labels) = self.take(id);
            return Value {
                labels,
                ..Value::text(name)
            };
        }
        make(self)
    }

    fn hd(&mut self) -> Value {
        if self.random.chance(25) && !self.avoids(Feature::CapitalFunction) {
            self.shows(Feature::CapitalFunction);
            return self.simple_n().within("MakeHd(", ")");
        }
        self.shows(Feature::IntoStruct);
        let id = self.int().within("Hd { id: ", "");
        id.and(", n: ", self.n()).within("", " }")
    }

    /// One that is made here.
    pub(super) fn fresh(&mut self) -> Value {
        let label = match self.hint.take() {
            Some(label) => label,
            None => format!("t{}", self.number()),
        };
        let text = if self.random.chance(85) {
            format!("new(\"{label}\")")
        } else {
            let int = self.int();
            return Value {
                labels: [label.clone()].into(),
                ..int.within(&format!("made(\"{label}\", "), ")")
            };
        };
        Value {
            labels: [label].into(),
            ..Value::text(text)
        }
    }

    /// An `N`: a new one, or a local as it is.
    fn simple_n(&mut self) -> Value {
        match self.movable(Type::N) {
            Some(id) if self.random.chance(if self.leaving.is_some() { 90 } else { 40 }) => {
                let (name, labels) = self.take(id);
                Value {
                    labels,
                    ..Value::text(name)
                }
            }
            _ => self.fresh(),
        }
    }

    fn n(&mut self) -> Value {
        if self.leaving.is_some() && self.random.chance(15) && !self.avoids(Feature::CapitalFunction) {
            // It looks like a constructor, which may be evaluated outside.
            self.shows(Feature::CapitalFunction);
            return self.simple_n().within("Make(", ")");
        }
        if self.depth > 8 || self.random.chance(55) {
            return self.simple_n();
        }
        self.depth += 1;
        let value = self.composed_n();
        self.depth -= 1;
        value
    }

    fn composed_n(&mut self) -> Value {
        let part = |this: &mut Self, ty: Type, text: &str, feature: Feature| {
            let id = this.movable(ty)?;
            this.shows(feature);
            let (name, labels) = this.take(id);
            Some(Value {
                labels,
                ..Value::text(with_name(text, &name))
            })
        };
        if self.random.chance(self.mix.share())
            && let Some(value) = self.way_to_a_value()
        {
            return value;
        }
        let value = match self.random.below(17) {
            0 => part(self, Type::Hd, "_.n", Feature::Part),
            1 => part(self, Type::Pair, "_.0", Feature::Part),
            2 => part(self, Type::Two, "_.1", Feature::Part),
            3 => part(self, Type::V, "_.unwrap()", Feature::StdNameMoves),
            4 => part(self, Type::V, "_.into_n()", Feature::StdNameMoves),
            5 => part(self, Type::Option, "_.unwrap()", Feature::OptionMethod),
            6 => {
                let fallback = format!("t{}", self.number());
                let text = format!("_.unwrap_or_else(|| new(\"{fallback}\"))");
                part(self, Type::Option, &text, Feature::OptionMethod).map(|mut value| {
                    value.labels.insert(fallback);
                    value
                })
            }
            7 | 8 if !self.avoids(Feature::CapitalFunction) => {
                self.shows(Feature::CapitalFunction);
                Some(self.n().within("Make(", ")"))
            }
            9 => {
                self.shows(Feature::MacroMoves);
                Some(self.simple_n().within("moving!(", ")"))
            }
            10 if self.mix.own_std => {
                self.shows(Feature::StdMacroMoves);
                let from = self.open().moves.len();
                let value = self.simple_n().within("dbg!(", ")");
                let moved = self.open().moves[from..].to_vec();
                self.open().hidden.extend(moved);
                Some(value)
            }
            11 => {
                self.shows(Feature::IntoMethod);
                Some(self.simple_n().within("", ".same()"))
            }
            12 => {
                self.shows(Feature::IntoMethod);
                let receiver = self.simple_n();
                Some(receiver.and(".with(", self.int()).within("", ")"))
            }
            13 if self.in_async() => {
                self.shows(Feature::AwaitMoves);
                Some(self.simple_n().within("pass_later(", ").await"))
            }
            14 if let Some(question) = self.question() => {
                let value = self.n();
                let code = question.and("; ", value).within("{ ", " }");
                Some(code)
            }
            _ => Some(self.n().within("pass(", ")")),
        };
        value.unwrap_or_else(|| self.fresh())
    }

    /// A question mark, where the function, closure or async block takes one.
    pub(super) fn question(&mut self) -> Option<Value> {
        let step = self.step();
        let (call, later) = match self.returns() {
            ty if ty.is_result() => ("fallible", "fallible_later"),
            Type::Option => ("maybe", "maybe_later"),
            _ => return None,
        };
        self.shows(Feature::QuestionMark);
        let text = if self.in_async() && self.random.chance(30) {
            self.shows(Feature::Await);
            format!("{later}({step}).await?")
        } else {
            format!("{call}({step})?")
        };
        Some(Value::text(text))
    }

    /// A number: of its own, or of a value that is borrowed.
    pub(super) fn int(&mut self) -> Value {
        let methods = [
            "_.finish()",
            "_.unwrap()",
            "_.map(4)",
            "_.into_id()",
            "_.ok()",
            "_.collect()",
            "_.sum()",
        ];
        if self.leaving.is_some() && self.random.chance(15) && !self.avoids(Feature::CapitalFunction) {
            self.shows(Feature::CapitalFunction);
            let step = self.step();
            return Value::text(format!("Count({step})"));
        }
        let (ty, text, feature) = match self.random.below(22) {
            0..=2 => (Type::N, "_.id()", None),
            3 | 4 => (Type::N, "peek(&_)", None),
            5 => (Type::N, "borrowing!(_)", Some(Feature::MacroBorrows)),
            6 => (Type::N, "format!(_)", Some(Feature::StdMacroBorrows)),
            7 => (Type::N, "vec![_]", Some(Feature::StdMacroBorrows)),
            8..=10 => {
                let method = methods[self.random.below(methods.len())];
                (Type::N, method, Some(Feature::StdNameBorrows))
            }
            11 => (Type::N, "Peek(&_)", Some(Feature::CapitalBorrows)),
            12 => (Type::Hd, "_.id", None),
            13 => (Type::Hd, "_.n.finish()", Some(Feature::StdNameBorrows)),
            14 => (Type::V, "_.id()", None),
            15 => (Type::Pair, "_.1.id()", None),
            16 => (Type::Option, "_.as_ref().map(peek).unwrap_or(4)", None),
            17 => {
                self.shows(Feature::Temporary);
                let label = format!("t{}", self.number());
                return Value::text(format!("peek(&new(\"{label}\"))"));
            }
            18 if let Some(question) = self.question() => return question,
            19 if self.in_async() => {
                self.shows(Feature::Await);
                let step = self.step();
                return Value::text(format!("pause({step}).await"));
            }
            _ => return self.eval(),
        };
        let Some(id) = self.readable(ty) else {
            return self.eval();
        };
        if let Some(feature) = feature {
            if self.avoids(feature) || feature == Feature::StdMacroBorrows && !self.mix.own_std {
                return self.eval();
            }
            self.shows(feature);
            let root = self.root(id);
            self.open().seems_to_move.push(root);
        }
        Value::text(with_name(text, &self.locals[id].facts.name))
    }

    fn eval(&mut self) -> Value {
        let step = self.step();
        Value::text(format!("eval({step})"))
    }

    /// A value that statements lead to.
    fn block_value(&mut self, ty: Type) -> Value {
        match self.random.below(6) {
            0 => {
                self.shows(Feature::BlockValue);
                let (block, labels, _) = self.value_block(ty);
                let code = vec![Piece::Block(block)];
                Value { code, labels }
            }
            1 => {
                self.shows(Feature::MatchValue);
                let step = self.step();
                self.branches(ty, &format!("(match choose3({step}) {{ 0 => "), " _ => ", " })")
            }
            2 => self.loop_value(ty),
            3 => self.called_closure(ty),
            _ => {
                self.shows(Feature::IfValue);
                let step = self.step();
                self.branches(ty, &format!("if choose({step}) "), " else ", "")
            }
        }
    }

    fn branches(&mut self, ty: Type, before: &str, between: &str, after: &str) -> Value {
        let start = self.states.clone();
        let (first, mut labels, one) = self.value_block(ty);
        self.go_on(start);
        let (second, others, other) = self.value_block(ty);
        labels.extend(others);
        if let Some(joined) = Self::join([one, other]) {
            self.go_on(joined);
        }
        let code = vec![
            Piece::Text(before.into()),
            Piece::Block(first),
            Piece::Text(between.into()),
            Piece::Block(second),
            Piece::Text(after.into()),
        ];
        Value { code, labels }
    }

    /// A block that ends in a value; what has become of the locals behind it.
    pub(super) fn value_block(&mut self, ty: Type) -> (Block, Labels, Option<Vec<State>>) {
        let scope = self.scope.len();
        let hint = self.hint.take();
        self.depth += 1;
        let mut block = self.empty_block();
        let at = self.in_block();
        for _ in 0..self.random.below(3) {
            block.stmts.extend(self.stmt(at));
        }
        let mut labels = Labels::new();
        self.hint = hint;
        let tail = self.stmt_of(|this| {
            let value = this.value(ty);
            labels = value.labels;
            value.code
        });
        block.tail = Some(Box::new(tail));
        self.depth -= 1;
        self.scope.truncate(scope);
        (block, labels, Some(self.states.clone()))
    }

    /// `loop { if … { break value; } … }`
    fn loop_value(&mut self, ty: Type) -> Value {
        self.shows(Feature::LoopValue);
        self.hint = None;
        let label = format!("'l{}", self.number());
        let step = self.step();
        let loops = self.loops();
        self.frame().targets.push(Target {
            label: Some(label.clone()),
            is_loop: true,
            value: ty,
            loops,
            breaks: Vec::new(),
            labels: Labels::new(),
            may_break: true,
        });
        let scope = self.scope.len();
        let mut body = Block {
            is_scope: true,
            ..Block::default()
        };
        let end = self.loop_end(&step);
        body.stmts = self.scope_body(Feature::InLoop, 3, vec![end]);
        self.scope.truncate(scope);
        let target = self.frame().targets.pop().expect("it was pushed");
        if let Some(joined) = Self::join(target.breaks.into_iter().map(Some)) {
            self.go_on(joined);
        }
        let code = vec![
            Piece::Text(format!("({label}: loop ")),
            Piece::Block(body),
            Piece::Text(")".into()),
        ];
        Value {
            code,
            labels: target.labels,
        }
    }

    /// `if !more(4) { …; break; }`
    pub(super) fn loop_end(&mut self, step: &str) -> Stmt {
        let mut stmt = self.stmt_of(|this| {
            let before = this.states.clone();
            let block = this.leave_by_break(0);
            this.go_on(before);
            vec![Piece::Text(format!("if !more({step}) ")), Piece::Block(block)]
        });
        stmt.is_needed = true;
        stmt
    }

    /// `(|| -> N { … })()`, which borrows what it uses, or takes it.
    pub(super) fn called_closure(&mut self, ty: Type) -> Value {
        if ty == Type::Unit && self.in_async() && self.random.chance(60) {
            return self.async_block(ty);
        }
        let captured = if self.random.chance(50) {
            self.captured()
        } else {
            Vec::new()
        };
        self.hint = None;
        let is_move = !captured.is_empty() && self.random.chance(60);
        let (block, labels) = self.inner_body(ty, &captured, is_move, false);
        self.shows(match (captured.is_empty(), is_move) {
            (true, _) => Feature::BorrowingClosure,
            (_, true) => Feature::MoveClosure,
            (_, false) => Feature::EatingClosure,
        });
        let is_move = if is_move { "move " } else { "" };
        let code = vec![
            Piece::Text(format!("({is_move}|| -> {} ", ty.text())),
            Piece::Block(block),
            Piece::Text(")()".into()),
        ];
        Value { code, labels }
    }

    /// `async { … }.await`
    pub(super) fn async_block(&mut self, ty: Type) -> Value {
        let captured = if self.random.chance(50) {
            self.captured()
        } else {
            Vec::new()
        };
        self.hint = None;
        let is_move = !captured.is_empty() && self.random.chance(60);
        let (block, labels) = self.inner_body(ty, &captured, is_move, true);
        self.shows(if captured.is_empty() {
            Feature::AsyncBlock
        } else {
            Feature::AsyncMove
        });
        let is_move = if is_move { "move " } else { "" };
        let code = vec![
            Piece::Text(format!("giving::<{}, _>(async {is_move}", ty.text())),
            Piece::Block(block),
            Piece::Text(").await".into()),
        ];
        Value { code, labels }
    }

    /// Some locals for a closure to take.
    pub(super) fn captured(&mut self) -> Vec<usize> {
        let mut captured = Vec::new();
        for _ in 0..1 + self.random.below(2) {
            if let Some(id) = self.movable(Type::N)
                && !captured.contains(&id)
                && (captured.is_empty() || self.locals[id].whole.is_none())
            {
                captured.push(id);
            }
        }
        captured
    }

    /// The body of a closure or async block that takes these locals, and no others if it takes any.
    pub(super) fn inner_body(
        &mut self,
        ty: Type,
        captured: &[usize],
        is_move: bool,
        is_async: bool,
    ) -> (Block, Labels) {
        let mut all = Labels::new();
        let (scope, leaving) = (self.scope.len(), self.leaving.take());
        let mut frame = Frame::of(ty, scope, !captured.is_empty());
        frame.is_async = is_async;
        let taken: Vec<_> = captured
            .iter()
            .map(|id| {
                let whole = self.captured_by_value(*id);
                self.take(whole);
                self.take(*id)
            })
            .collect();
        self.frames.push(frame);
        let mut uses = Vec::new();
        let mut ends = Vec::new();
        for (name, labels) in taken {
            all.extend(labels.iter().cloned());
            let id = self.declare(&name, Type::N, labels, Origin::Among, State::Set);
            if is_move {
                uses.push(Stmt {
                    code: vec![Piece::Text(with_name("drop(_.id());", &name))],
                    ..Stmt::default()
                });
            } else {
                // It takes what it eats, be it on some ways only.
                self.states[id] = State::Maybe;
                let step = self.step();
                ends.push(Stmt {
                    code: vec![Piece::Text(format!("if choose({step}) {{ eat({name}); }}"))],
                    moves: vec![id],
                    features: vec![Feature::OnSomeWays],
                    ..Stmt::default()
                });
            }
        }
        let outer_budget = self.budget;
        self.budget = self.budget.min(5);
        let at = if is_async {
            Feature::InAsyncBlock
        } else {
            Feature::InClosure
        };
        self.depth += 2;
        let mut stmts = self.scope_body(at, 4, uses);
        stmts.extend(ends);
        let mut labels = Labels::new();
        let tail = self.stmt_of(|this| {
            let value = this.value(ty);
            labels = value.labels;
            value.code
        });
        self.depth -= 2;
        self.budget = outer_budget - 3;
        all.extend(self.frames.pop().into_iter().flat_map(|frame| frame.returned));
        self.scope.truncate(scope);
        self.leaving = leaving;
        all.extend(labels);
        let block = Block {
            stmts,
            tail: Some(Box::new(tail)),
            is_scope: true,
        };
        (block, all)
    }
}

/// The text with a name in the place of `_`, as a name of its own.
pub(super) fn with_name(text: &str, name: &str) -> String {
    let mut made = String::new();
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '_' && !is_part(before) && !is_part(rest.peek().copied()) {
            made += &operand(name, rest.peek().copied());
        } else {
            made.push(c);
        }
        before = Some(c);
    }
    made
}

/// A place, in parentheses where what comes behind it would else be of a part of it.
pub(super) fn operand(place: &str, behind: Option<char>) -> String {
    if place.starts_with('*') && behind.is_some_and(|c| ".[?".contains(c)) {
        return format!("({place})");
    }
    place.to_owned()
}
