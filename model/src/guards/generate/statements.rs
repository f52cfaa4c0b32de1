//! Statements, and the bodies that they stand in.

use super::Generator;
use super::state::{State, Target, Type};
use super::values::with_name;
use crate::guards::features::Feature;
use crate::guards::program::{Block, Code, Form, Labels, LocalId, Origin, Piece, Site, Stmt};

/// Statements that are not compiled in, which decide nothing; `_` is a local.
const OUT: &[(&str, Feature)] = &[
    ("eat(_);", Feature::CfgMove),
    ("let _taken = _;", Feature::CfgMove),
    ("drop(move || _.id());", Feature::CfgMove),
    ("return;", Feature::CfgLeave),
    ("break;", Feature::CfgLeave),
    ("if choose(4) { return; }", Feature::CfgLeave),
    ("continue;", Feature::CfgLeave),
    ("fallible(4)?;", Feature::CfgQuestion),
    ("let _n = maybe(4)?;", Feature::CfgQuestion),
];

fn text(text: impl Into<String>) -> Code {
    vec![Piece::Text(text.into())]
}

impl Generator {
    /// The body of the function.
    pub(super) fn body(&mut self, at: Feature) -> Block {
        let mut stmts = self.scope_body(at, 12, Vec::new());
        let returns = self.returns();
        let mut tail = None;
        if returns != Type::Unit {
            tail = Some(Box::new(self.stmt_of(|this| this.value(returns).code)));
        } else if self.random.chance(30) {
            // Statements behind the last one that leaves.
            stmts.extend(self.move_stmt());
        }
        Block {
            stmts,
            tail,
            is_scope: true,
        }
    }

    /// The statements of a scope, behind these first ones.
    pub(super) fn scope_body(&mut self, at: Feature, most: usize, first: Vec<Stmt>) -> Vec<Stmt> {
        let mut stmts = first;
        let least = most / 2;
        let has_items = self.random.chance(5) && !self.avoids(Feature::ItemBehind);
        let uses_items = has_items.then(|| self.random.below(3));
        // Something to move, and something that it may be dropped before.
        for (percent, is_site) in [(50, false), (40, true), (25, false)] {
            if self.random.chance(percent) {
                let made = if is_site {
                    vec![self.site(at)]
                } else {
                    self.declaration()
                };
                stmts.extend(made);
            }
        }
        for count in 0..least + self.random.below(most - least + 1) {
            if self.budget <= 0 && count > 2 {
                break;
            }
            stmts.extend(self.stmt(Some(at)));
        }
        if let Some(item) = uses_items {
            let (use_it, behind) = [
                ("say(helper());", "fn helper() -> i64 { eval(804) }"),
                ("say(HELP);", "const HELP: i64 = 808;"),
                (
                    "say(Helper::help());",
                    "struct Helper; impl Helper { fn help() -> i64 { eval(812) } }",
                ),
            ][item];
            let place = self.random.below(stmts.len() + 1);
            stmts.insert(
                place,
                Stmt {
                    code: text(use_it),
                    features: vec![Feature::ItemBehind],
                    ..Stmt::default()
                },
            );
            stmts.push(Stmt {
                code: text(behind),
                ..Stmt::default()
            });
        }
        stmts
    }

    /// A block of some statements, which is no scope.
    fn block(&mut self, most: usize) -> Block {
        let scope = self.scope.len();
        self.depth += 1;
        let mut block = self.empty_block();
        let at = self.in_block();
        for _ in 0..1 + self.random.below(most) {
            block.stmts.extend(self.stmt(at));
        }
        self.depth -= 1;
        self.scope.truncate(scope);
        block
    }

    /// A statement; `at` says what it stands directly in, if that is a scope.
    pub(super) fn stmt(&mut self, at: Option<Feature>) -> Vec<Stmt> {
        self.budget -= 1;
        if let Some(at) = at
            && self.random.chance(22)
        {
            return vec![self.site(at)];
        }
        if self.random.chance(self.mix.share()) {
            return self.way();
        }
        if self.random.chance(12) && !self.unset().is_empty() {
            return self.late();
        }
        let deep = self.depth > 4 || self.budget <= 0;
        match self.random.below(if deep { 13 } else { 28 }) {
            0..=3 => self.declaration(),
            4 | 5 => self.move_stmt(),
            6 | 7 => vec![self.read_stmt()],
            8 => vec![self.assignment()],
            9 => self.late(),
            10 => vec![self.out()],
            11 => vec![self.pattern_stmt()],
            12 => vec![self.stmt_of(|this| {
                let Some(value) = this.question() else {
                    let value = this.int();
                    return value.within("say(", ");").code;
                };
                value.within("", ";").code
            })],
            13..=15 => vec![self.branch()],
            16 | 17 => vec![self.leaving_branch()],
            18..=20 => self.repeated(),
            21 => vec![self.labelled()],
            22 | 23 => self.kept_closure(),
            24 | 25 => self.borrow_in_use(at),
            _ => vec![self.called()],
        }
    }

    pub(super) fn site(&mut self, at: Feature) -> Stmt {
        self.stmt_of(|this| {
            this.shows(at);
            let form = this
                .random
                .weighted(&[(3, Form::Call), (3, Form::Block), (3, Form::Closure), (1, Form::Move)]);
            this.shows(match form {
                Form::Call => Feature::CallForm,
                Form::Block => Feature::BlockForm,
                Form::Closure => Feature::ClosureForm,
                Form::Move => Feature::MoveForm,
            });
            let is_out = this.random.chance(6) && !this.avoids(Feature::SiteOut);
            if is_out {
                this.shows(Feature::SiteOut);
            }
            let number = this.number();
            if this.mix.owns
                && !is_out
                && this.random.chance(20)
                && let Some(id) = this.movable(Type::N)
            {
                this.shows(Feature::Owns);
                let (owned, _) = this.take(id);
                let form = if this.random.chance(60) { Form::Call } else { Form::Move };
                return vec![Piece::Site(Site {
                    number,
                    form,
                    mentions: None,
                    owns: Some(owned),
                    is_out,
                })];
            }
            let mut mentions = None;
            if this.random.chance(35)
                && let Some(id) = this.readable(Type::N)
            {
                this.shows(Feature::Mention);
                mentions = Some((this.root(id), this.locals[id].facts.name.clone()));
            }
            vec![Piece::Site(Site {
                number,
                form,
                mentions,
                owns: None,
                is_out,
            })]
        })
    }

    /// A borrow in front of a deferred call, which is in use behind it beside what it borrows.
    fn borrow_in_use(&mut self, at: Option<Feature>) -> Vec<Stmt> {
        let (Some(at), Some(id)) = (at, self.movable(Type::N).filter(|id| self.is_mutable(*id))) else {
            return vec![self.read_stmt()];
        };
        let name = self.locals[id].facts.name.clone();
        let borrow = format!("r{}", self.number());
        let value = ["&mut _", "unsafe { &mut _ }", "_.lent_mut()", "(&mut _, 4).0"][self.random.below(4)];
        let mut stmts = vec![self.stmt_of(|this| {
            this.shows(Feature::BorrowInUse);
            text(format!("let {borrow} = {};", with_name(value, &name)))
        })];
        if self.random.chance(40) {
            let ways = ["let _n = _.id();", "let _less = _.id() < 5;", "say(_.id());"];
            let between = ways[self.random.below(3)];
            stmts.push(self.stmt_of(|_| text(with_name(between, &borrow))));
        }
        if self.random.chance(20) {
            stmts.extend(self.declaration());
        }
        stmts.push(self.site(at));
        let label = self.label_for(&name);
        self.may_hold(id, &[label.clone()].into());
        stmts.push(self.stmt_of(|_| text(format!("{borrow}.is(\"{label}\");"))));
        if self.random.chance(40) && self.depth <= 4 {
            stmts.push(self.leaving_branch());
        }
        if self.is_there(id) && self.random.chance(60) {
            stmts.push(self.stmt_of(|this| {
                this.shows(Feature::EatenByCall);
                let (name, _) = this.take(id);
                text(format!("eat({name});"))
            }));
        } else {
            stmts.extend(self.stmt(Some(at)));
        }
        stmts
    }

    /// A local with a value.
    fn declaration(&mut self) -> Vec<Stmt> {
        let parts = |weight| if self.mix.parts { weight } else { 0 };
        let (ty, letter) = self.random.weighted(&[
            (18, (Type::N, "a")),
            (4, (Type::Hd, "h")),
            (2, (Type::Two, "w")),
            (2, (Type::Pair, "r")),
            (3, (Type::V, "v")),
            (3, (Type::Option, "o")),
            (2, (Type::Vec, "s")),
            (parts(2), (Type::Array, "y")),
            (parts(3), (Type::Box, "z")),
            (parts(3), (Type::HdBox, "z")),
            (parts(3), (Type::Nest, "e")),
            (parts(3), (Type::Nested, "e")),
            (parts(3), (Type::Side, "e")),
            (if self.mix.operands { 3 } else { 0 }, (Type::Copied, "k")),
        ]);
        vec![self.stmt_of(|this| {
            let name = this.name(letter);
            let label = format!("{name}_{}", this.number());
            this.hint = Some(label);
            let value = this.value(ty);
            this.hint = None;
            if ty == Type::N && matches!(value.code.as_slice(), [Piece::Text(text)] if !text.contains('(')) {
                this.shows(Feature::IntoLocal);
            }
            let is_mutable = this.random.chance(60);
            let origin = if ty == Type::Array { Origin::Array } else { Origin::Let };
            let id = this.declare(&name, ty, value.labels.clone(), origin, State::Set);
            this.locals[id].is_mutable = is_mutable;
            let is_mutable = if is_mutable { "mut " } else { "" };
            let labels = value.labels.clone();
            let mut code = value.within(&format!("let {is_mutable}{name} = "), ";").code;
            // Under a label of its own it can be told from what it was made of.
            let own = format!("{name}_");
            if ty == Type::N && !labels.iter().all(|label| label.starts_with(&own)) && this.random.chance(85) {
                let label = format!("{own}{}", this.number());
                code.push(Piece::Text(format!(" {name}.is(\"{label}\");")));
                this.locals[id].facts.labels = [label].into();
            }
            code
        })]
    }

    /// A statement that moves a local, if there is one.
    pub(super) fn move_stmt(&mut self) -> Vec<Stmt> {
        let ways: &[(Type, &str, Feature)] = &[
            (Type::N, "eat(_);", Feature::EatenByCall),
            (Type::N, "eat2(_, 4);", Feature::EatenByCall),
            (Type::N, "drop(_);", Feature::EatenByCall),
            (Type::N, "_.gone();", Feature::IntoMethod),
            (Type::N, "println!(_);", Feature::StdMacroMoves),
            (Type::N, "matches!(_);", Feature::StdMacroMoves),
            (Type::N, "drop(move || _.id());", Feature::MoveClosure),
            (Type::N, "eat_any((1, _));", Feature::IntoTuple),
            (Type::N, "eat_any(Hd { id: 1, n: _ });", Feature::IntoStruct),
            (Type::N, "eat_any([_]);", Feature::EatenByCall),
            (Type::V, "_.finish();", Feature::StdNameMoves),
            (Type::V, "_.collect();", Feature::StdNameMoves),
            (Type::V, "_.map(4);", Feature::StdNameMoves),
            (Type::V, "_.consume();", Feature::IntoMethod),
            (Type::V, "eat_any(_);", Feature::EatenByCall),
            (Type::Hd, "eat(_.n);", Feature::Part),
            (Type::Hd, "eat_any(_);", Feature::EatenByCall),
            (Type::Hd, "let Hd { n: _n, .. } = _;", Feature::PatternMoves),
            (Type::Hd, "match _ { Hd { n, .. } => eat(n) }", Feature::PatternMoves),
            (Type::Two, "eat(_.0);", Feature::Part),
            (Type::Two, "eat_any(_);", Feature::EatenByCall),
            (Type::Pair, "eat(_.1);", Feature::Part),
            (Type::Pair, "eat_any(_);", Feature::EatenByCall),
            (Type::Option, "if let Some(n) = _ { eat(n); }", Feature::PatternMoves),
            (Type::Option, "_.map(eat);", Feature::OptionMethod),
            (Type::Option, "eat_any(_);", Feature::EatenByCall),
            (Type::Vec, "_.into_iter().for_each(eat);", Feature::IntoLoop),
            (Type::Once, "_();", Feature::KeptClosure),
        ];
        if self.random.chance(self.mix.share())
            && let Some(stmt) = self.way_that_moves()
        {
            return vec![stmt];
        }
        for _ in 0..10 {
            let (ty, way, feature) = ways[self.random.below(ways.len())];
            if feature == Feature::StdMacroMoves && !self.mix.own_std {
                continue;
            }
            if let Some(id) = self.movable(ty) {
                let ending = self.leaving.is_some();
                let is_future = ty == Type::Once && self.locals[id].facts.name.starts_with('f');
                return vec![self.stmt_of(|this| {
                    this.shows(feature);
                    if ending {
                        this.shows(Feature::OnSomeWays);
                    }
                    let (name, _) = this.take(id);
                    if feature == Feature::StdMacroMoves {
                        let root = this.root(id);
                        this.open().hidden.push(root);
                    }
                    match is_future {
                        true if this.in_async() => text(format!("{name}.await;")),
                        true => text(format!("drop({name});")),
                        false => text(with_name(way, &name)),
                    }
                })];
            }
        }
        if self.in_async()
            && self.random.chance(30)
            && let Some(id) = self.movable(Type::N)
        {
            return vec![self.stmt_of(|this| {
                this.shows(Feature::AwaitMoves);
                let (name, _) = this.take(id);
                text(format!("eat_later({name}).await;"))
            })];
        }
        Vec::new()
    }

    pub(super) fn read_stmt(&mut self) -> Stmt {
        self.stmt_of(|this| {
            let int = this.int();
            int.within("say(", ");").code
        })
    }

    /// Patterns that move nothing, and those that bind.
    fn pattern_stmt(&mut self) -> Stmt {
        let ways: &[(Type, &str, Feature)] = &[
            (Type::N, "let _ = _;", Feature::Wildcard),
            (Type::N, "_ = _;", Feature::Wildcard),
            (Type::N, "match _ { _ => say(4) }", Feature::Wildcard),
            (Type::Hd, "let Hd { id: _id, .. } = _;", Feature::PatternCopies),
            (Type::Hd, "let Hd { id: _id, n: _ } = _;", Feature::PatternCopies),
            (
                Type::Hd,
                "if let Hd { id: 4, .. } = _ { say(4); }",
                Feature::PatternCopies,
            ),
            (Type::Hd, "match _ { Hd { id, .. } => say(id) }", Feature::PatternCopies),
            (Type::Hd, "let id = move || _.id; say(id());", Feature::CopyingClosure),
            (Type::Two, "let Two(_, _) = _;", Feature::Wildcard),
            (Type::Pair, "let (_, ref n) = _; say(n.id());", Feature::Wildcard),
            (
                Type::Option,
                "if let Some(ref n) = _ { say(n.id()); }",
                Feature::PatternBorrows,
            ),
            (
                Type::Option,
                "if let Some(n) = &_ { say(n.id()); }",
                Feature::PatternBorrows,
            ),
            (Type::Option, "if let Some(_) = _ { say(4); }", Feature::Wildcard),
            (
                Type::Option,
                "match &_ { Some(n) => say(n.id()), None => say(4) }",
                Feature::PatternBorrows,
            ),
            (Type::Vec, "for n in &_ { say(n.id()); }", Feature::PatternBorrows),
        ];
        if self.random.chance(50) {
            for _ in 0..10 {
                let (ty, way, feature) = ways[self.random.below(ways.len())];
                // Not even a wildcard takes what a closure around has.
                if let Some(id) = self
                    .readable(ty)
                    .filter(|id| self.locals[*id].frame + 1 == self.frames.len())
                {
                    let name = self.locals[id].facts.name.clone();
                    // A `move` closure takes all of a box.
                    if self.avoids(feature) || feature == Feature::CopyingClosure && name.contains('*') {
                        continue;
                    }
                    return self.stmt_of(|this| {
                        this.shows(feature);
                        let root = this.root(id);
                        this.open().seems_to_move.push(root);
                        // The first lone underscore of some is the pattern.
                        match way {
                            "let _ = _;" => text(format!("let _ = {name};")),
                            "_ = _;" => text(format!("_ = {name};")),
                            "match _ { _ => say(4) }" => text(format!("match {name} {{ _ => say(4) }}")),
                            "let Two(_, _) = _;" => text(format!("let Two(_, _) = {name};")),
                            "let Hd { id: _id, n: _ } = _;" => text(format!("let Hd {{ id: _id, n: _ }} = {name};")),
                            "let (_, ref n) = _; say(n.id());" => {
                                text(format!("let (_, ref n) = {name}; say(n.id());"))
                            }
                            "if let Some(_) = _ { say(4); }" => text(format!("if let Some(_) = {name} {{ say(4); }}")),
                            way => text(with_name(way, &name)),
                        }
                    });
                }
            }
        }
        self.binding_pattern()
    }

    /// `let (a, b) = …;`, `let Hd { id: _, n } = …;`, `let Some(n) = … else { … };`
    fn binding_pattern(&mut self) -> Stmt {
        self.stmt_of(|this| {
            this.shows(Feature::PatternMoves);
            let which = this.random.below(4);
            let (ty, count) = [(Type::Pair, 2), (Type::Hd, 1), (Type::Two, 2), (Type::Option, 1)][which];
            let value = this.value(ty);
            let mut code = value.code;
            let mut after = String::from(";");
            let mut otherwise = None;
            if ty == Type::Option {
                this.shows(Feature::LetElse);
                let before = this.states.clone();
                otherwise = Some(this.leave_block());
                this.go_on(before);
                code.insert(0, Piece::Text("(".into()));
                after = ") else ".into();
            }
            let names: Vec<String> = (0..count).map(|_| format!("b{}", this.number())).collect();
            let mut renames = String::new();
            for name in &names {
                this.declare(name, Type::N, [name.clone()].into(), Origin::Among, State::Set);
                renames += &format!(" {name}.is(\"{name}\");");
            }
            let pattern = match ty {
                Type::Pair => format!("({}, {})", names[0], names[1]),
                Type::Hd => format!("Hd {{ id: _, n: {} }}", names[0]),
                Type::Two => format!("Two({}, {})", names[0], names[1]),
                _ => format!("Some({})", names[0]),
            };
            code.insert(0, Piece::Text(format!("let {pattern} = ")));
            code.push(Piece::Text(after));
            if let Some(block) = otherwise {
                code.push(Piece::Block(block));
                renames.insert(0, ';');
            }
            code.push(Piece::Text(renames));
            code
        })
    }

    fn assignment(&mut self) -> Stmt {
        let own: Vec<LocalId> = self
            .places()
            .into_iter()
            .filter(|id| {
                let local = &self.locals[*id];
                local.ty == Type::N && self.is_mutable(*id) && local.frame + 1 == self.frames.len()
            })
            .filter(|id| self.may_be_given(*id))
            .collect();
        let Some(&id) = self.random.pick(&own) else {
            return self.read_stmt();
        };
        let name = self.locals[id].facts.name.clone();
        let root = self.root(id);
        let here = self.locals[id].loops == self.loops();
        self.stmt_of(|this| {
            if this.is_there(id) && this.random.chance(60) {
                if this.random.chance(50) || this.avoids(Feature::AssignedMade) {
                    // It comes back, in loops too.
                    this.shows(Feature::AssignedPassed);
                    this.open().moves.push(root);
                    this.note_made_from_itself(root);
                    let way = ["pass(_)", "_.same()", "moving!(_)", "_.with(4)"][this.random.below(4)];
                    return text(format!("{name} = {};", with_name(way, &name)));
                }
                this.shows(Feature::AssignedMade);
                let label = this.label_for(&name);
                this.may_hold(id, &[label.clone()].into());
                let count = if this.avoids(Feature::StdNameBorrows) { 2 } else { 4 };
                let way = ["_.id()", "peek(&_)", "_.finish()", "_.map(4)"][this.random.below(count)];
                this.open().seems_to_move.push(root);
                return text(format!("{name} = made(\"{label}\", {});", with_name(way, &name)));
            }
            this.shows(Feature::AssignedAnew);
            let value = if here { this.value(Type::N) } else { this.fresh() };
            this.may_hold(id, &value.labels);
            this.set(id);
            value.within(&format!("{name} = "), ";").code
        })
    }

    /// The locals without a value, that may be given one here.
    fn unset(&self) -> Vec<LocalId> {
        let may_be_set = |id: &LocalId| {
            let local = &self.locals[*id];
            let is_own = local.frame + 1 == self.frames.len() && local.loops == self.loops();
            is_own && self.states[*id] == State::Unset
        };
        self.in_view().into_iter().filter(may_be_set).collect()
    }

    /// `let x;`, and its value: behind some statements, in branches, or on some ways only.
    fn late(&mut self) -> Vec<Stmt> {
        let unset = self.unset();
        let Some(&id) = self.random.pick(&unset) else {
            return vec![self.stmt_of(|this| {
                this.shows(Feature::Late);
                let name = format!("x{}", this.number());
                let id = this.declare(&name, Type::N, Labels::new(), Origin::Late, State::Unset);
                let is_mutable = this.random.chance(30);
                this.locals[id].is_mutable = is_mutable;
                let is_mutable = if is_mutable { "mut " } else { "" };
                text(format!("let {is_mutable}{name}: N;"))
            })];
        };
        let name = self.locals[id].facts.name.clone();
        vec![self.stmt_of(|this| {
            let assign = |this: &mut Self| {
                let label = format!("{name}_{}", this.number());
                this.locals[id].facts.labels.insert(label.clone());
                format!("{name} = new(\"{label}\");")
            };
            let step = this.step();
            match this.random.below(4) {
                0 => {
                    this.shows(Feature::LateInArms);
                    this.states[id] = State::Set;
                    let (one, other) = (assign(this), assign(this));
                    text(format!("if choose({step}) {{ {one} }} else {{ {other} }}"))
                }
                1 => {
                    this.shows(Feature::LateInArms);
                    this.states[id] = State::Maybe;
                    let one = assign(this);
                    text(format!("if choose({step}) {{ {one} }}"))
                }
                _ => {
                    this.states[id] = State::Set;
                    text(assign(this))
                }
            }
        })]
    }

    /// What is not compiled in.
    fn out(&mut self) -> Stmt {
        let (way, feature) = OUT[self.random.below(OUT.len())];
        if self.avoids(feature) || self.avoids(Feature::CfgArm) {
            return self.read_stmt();
        }
        let local = self.readable(Type::N);
        let name = local.map_or("none".into(), |id| self.locals[id].facts.name.clone());
        self.stmt_of(|this| {
            this.shows(feature);
            let root = local.map(|id| this.root(id));
            this.open().seems_to_move.extend(root);
            if this.random.chance(15) {
                this.shows(Feature::CfgArm);
                let step = this.step();
                return text(format!(
                    "match choose3({step}) {{ #[cfg(any())] 0 => {{ eat({name}); return }} _ => {{}} }}"
                ));
            }
            text(format!("#[cfg(any())] {}", with_name(way, &name)))
        })
    }

    /// `if`, `match` or a plain block.
    fn branch(&mut self) -> Stmt {
        self.stmt_of(|this| {
            let step = this.step();
            let start = this.states.clone();
            match this.random.below(7) {
                0 => {
                    let block = this.block(3);
                    vec![Piece::Block(block)]
                }
                1 | 2 => {
                    let block = this.block(3);
                    let end = this.states.clone();
                    if let Some(joined) = Self::join([Some(start), Some(end)]) {
                        this.go_on(joined);
                    }
                    this.shows(Feature::OnSomeWays);
                    vec![Piece::Text(format!("if choose({step}) ")), Piece::Block(block)]
                }
                3 if let Some(id) = this.movable(Type::Option) => {
                    // The value is moved where it is `Some`.
                    this.shows(Feature::PatternMoves);
                    let (name, labels) = this.take(id);
                    let scope = this.scope.len();
                    let bound = format!("n{}", this.number());
                    this.declare(&bound, Type::N, labels, Origin::Among, State::Set);
                    let block = this.block(3);
                    this.scope.truncate(scope);
                    let end = this.states.clone();
                    let mut before = start;
                    before[id] = State::Moved;
                    if let Some(joined) = Self::join([Some(before), Some(end)]) {
                        this.go_on(joined);
                    }
                    vec![
                        Piece::Text(format!("if let Some({bound}) = {name} ")),
                        Piece::Block(block),
                    ]
                }
                4 => {
                    this.shows(Feature::Temporary);
                    let label = format!("t{}", this.number());
                    let first = this.block(2);
                    let end = this.states.clone();
                    this.go_on(start);
                    let second = this.block(2);
                    let other = this.states.clone();
                    if let Some(joined) = Self::join([Some(end), Some(other)]) {
                        this.go_on(joined);
                    }
                    vec![
                        Piece::Text(format!("match (new(\"{label}\").id(), choose3({step})) {{ (_, 0) => ")),
                        Piece::Block(first),
                        Piece::Text(" _ => ".into()),
                        Piece::Block(second),
                        Piece::Text(" }".into()),
                    ]
                }
                _ => {
                    this.shows(Feature::OnSomeWays);
                    let first = this.block(3);
                    let end = this.states.clone();
                    this.go_on(start);
                    let second = this.block(3);
                    let other = this.states.clone();
                    if let Some(joined) = Self::join([Some(end), Some(other)]) {
                        this.go_on(joined);
                    }
                    let is_match = this.random.chance(40);
                    let (before, between, after) = if is_match {
                        (format!("match choose3({step}) {{ 0 => "), " _ => ", " }")
                    } else {
                        (format!("if choose({step}) "), " else ", "")
                    };
                    vec![
                        Piece::Text(before),
                        Piece::Block(first),
                        Piece::Text(between.into()),
                        Piece::Block(second),
                        Piece::Text(after.into()),
                    ]
                }
            }
        })
    }

    /// `if … { …; return; }`
    fn leaving_branch(&mut self) -> Stmt {
        self.stmt_of(|this| {
            if this.frames.len() == 1 && this.random.chance(8) {
                return this.hidden_return();
            }
            let step = this.step();
            let start = this.states.clone();
            let block = this.leave_block();
            this.go_on(start.clone());
            if this.random.chance(30) {
                let other = this.block(2);
                return vec![
                    Piece::Text(format!("if choose({step}) ")),
                    Piece::Block(block),
                    Piece::Text(" else ".into()),
                    Piece::Block(other),
                ];
            }
            vec![Piece::Text(format!("if choose({step}) ")), Piece::Block(block)]
        })
    }

    fn push_target(&mut self, label: Option<String>, is_loop: bool) {
        let loops = self.loops();
        self.frame().targets.push(Target {
            label,
            is_loop,
            value: Type::Unit,
            loops,
            breaks: Vec::new(),
            labels: Labels::new(),
            may_break: true,
        });
    }

    fn repeated(&mut self) -> Vec<Stmt> {
        let label = self.random.chance(55).then(|| format!("'l{}", self.number()));
        let before = label.as_ref().map(|label| format!("{label}: ")).unwrap_or_default();
        let step = self.step();
        vec![self.stmt_of(|this| {
            let scope = this.scope.len();
            let mut iterated = None;
            let way = this.random.below(7);
            if way == 3 {
                iterated = this.movable(Type::Vec).map(|id| {
                    this.shows(Feature::IntoLoop);
                    this.take(id)
                });
            }
            let start = this.states.clone();
            this.push_target(label, true);
            let mut first = Vec::new();
            let head = match way {
                0 | 1 => format!("while more({step}) "),
                2 => {
                    first.push(this.loop_end(&step));
                    "loop ".into()
                }
                3 | 4 => {
                    this.shows(Feature::LoopVariable);
                    let name = format!("n{}", this.number());
                    let (from, labels) = iterated.unwrap_or_else(|| {
                        let labels: Vec<String> = (0..2).map(|_| format!("{name}_{}", this.number())).collect();
                        (
                            format!("[new(\"{}\"), new(\"{}\")]", labels[0], labels[1]),
                            labels.into_iter().collect(),
                        )
                    });
                    this.declare(&name, Type::N, labels, Origin::Among, State::Set);
                    format!("for {name} in {from} ")
                }
                5 => {
                    this.shows(Feature::LoopVariable);
                    let (name, label) = (format!("n{}", this.number()), format!("t{}", this.number()));
                    this.declare(&name, Type::N, [label.clone()].into(), Origin::Among, State::Set);
                    format!("while let Some({name}) = more({step}).then(|| new(\"{label}\")) ")
                }
                _ => "for _ in 0..2 ".into(),
            };
            let is_loop = way == 2;
            let stmts = this.scope_body(Feature::InLoop, 4, first);
            this.scope.truncate(scope);
            let end = this.states.clone();
            let target = this.frame().targets.pop().expect("it was pushed");
            let mut ways: Vec<_> = target.breaks.into_iter().map(Some).collect();
            if !is_loop {
                ways.push(Some(start));
                ways.push(Some(end));
            }
            if let Some(joined) = Self::join(ways) {
                this.go_on(joined);
            }
            let body = Block {
                stmts,
                tail: None,
                is_scope: true,
            };
            vec![Piece::Text(format!("{before}{head}")), Piece::Block(body)]
        })]
    }

    /// `'l: { … }`
    fn labelled(&mut self) -> Stmt {
        let label = format!("'l{}", self.number());
        self.stmt_of(|this| {
            this.push_target(Some(label.clone()), false);
            let scope = this.scope.len();
            let mut block = Block {
                is_scope: true,
                ..Block::default()
            };
            let at = Some(Feature::InLabelled);
            this.depth += 1;
            for _ in 0..1 + this.random.below(3) {
                block.stmts.extend(this.stmt(at));
            }
            let step = this.step();
            let start = this.states.clone();
            let leave = this.leave_by_break(0);
            this.go_on(start);
            block.stmts.push(Stmt {
                code: vec![Piece::Text(format!("if choose({step}) ")), Piece::Block(leave)],
                ..Stmt::default()
            });
            block.stmts.extend(this.stmt(at));
            this.depth -= 1;
            this.scope.truncate(scope);
            let end = this.states.clone();
            let target = this.frame().targets.pop().expect("it was pushed");
            let ways = target.breaks.into_iter().map(Some).chain([Some(end)]);
            if let Some(joined) = Self::join(ways) {
                this.go_on(joined);
            }
            vec![Piece::Text(format!("{label}: ")), Piece::Block(block)]
        })
    }

    /// A closure or async block in a local, that takes others.
    fn kept_closure(&mut self) -> Vec<Stmt> {
        vec![self.stmt_of(|this| {
            let captured = this.captured();
            if captured.is_empty() {
                let step = this.step();
                return text(format!("say({step});"));
            }
            let is_async = this.in_async() && this.random.chance(60);
            let is_move = this.random.chance(60);
            let (block, labels) = this.inner_body(Type::Unit, &captured, is_move, is_async);
            this.shows(match (is_async, is_move) {
                (true, _) => Feature::KeptFuture,
                (_, true) => Feature::MoveClosure,
                (_, false) => Feature::EatingClosure,
            });
            let name = format!("{}{}", if is_async { "f" } else { "c" }, this.number());
            this.declare(&name, Type::Once, labels, Origin::Let, State::Set);
            let is_move = if is_move { "move " } else { "" };
            let (before, after) = if is_async {
                (format!("let {name} = giving::<(), _>(async {is_move}"), ");")
            } else {
                (format!("let {name} = {is_move}|| "), ";")
            };
            vec![Piece::Text(before), Piece::Block(block), Piece::Text(after.into())]
        })]
    }

    /// A closure that is called on the spot, or an async block.
    fn called(&mut self) -> Stmt {
        self.stmt_of(|this| {
            let returns = this
                .random
                .weighted(&[(3, Type::Unit), (2, Type::Int), (2, Type::NResult), (1, Type::N)]);
            let value = if this.in_async() && this.random.chance(60) {
                this.async_block(returns)
            } else {
                this.called_closure(returns)
            };
            value.within("_ = ", ";").code
        })
    }
}
