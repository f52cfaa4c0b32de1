//! Walks over programs: what calls back for each block, expression or statement. What is not compiled in is passed by.

use super::{
    Awaited, Block, Cond, Deferred, Expr, Form, Function, Give, Loop, Name, NamedResult, Place, Program, Repeat, Stmt,
};

/// Calls `call` with each block of a program, the outer one before those in it.
pub fn each_block(program: &mut Program, call: &mut dyn FnMut(&mut Block)) {
    Walk {
        block: call,
        expr: &mut |_| {},
    }
    .program(program);
}

/// Calls `call` with each expression of a program, the outer one before those in it.
pub fn each_expr(program: &mut Program, call: &mut dyn FnMut(&mut Expr)) {
    Walk {
        block: &mut |_| {},
        expr: call,
    }
    .program(program);
}

/// Calls `call` with each statement of a program, the outer one before those in it.
pub fn each_stmt(program: &mut Program, call: &mut dyn FnMut(&mut Stmt)) {
    each_block(program, &mut |block| {
        for stmt in &mut block.0 {
            let mut stmt = stmt;
            loop {
                call(stmt);
                match stmt {
                    Stmt::Cfg(true, inner) => stmt = inner,
                    _ => break,
                }
            }
        }
    });
}

/// The variables that a deferred call mentions in what it evaluates at exit, shadowed ones among them.
pub fn mentioned(form: &Form) -> Vec<Name> {
    let (names, mut code, tail) = match form {
        Form::Bump(name, _) | Form::Show(name) | Form::BumpThrough(name, _) => (vec![name.clone()], None, None),
        Form::BumpAt(place, _) | Form::Look(place) => (place.slots(), None, None),
        Form::Block(block, _) | Form::Move(block) | Form::Literal(_, block) | Form::With(_, _, block) => {
            (Vec::new(), Some(block.clone()), None)
        }
        Form::Await(Awaited::Closure(function), _) => (Vec::new(), Some(function.body.clone()), function.tail.clone()),
        _ => (Vec::new(), None, None),
    };
    let found = std::cell::RefCell::new(names);
    let mut walk = Walk {
        block: &mut |block| {
            for mut stmt in &block.0 {
                while let Stmt::Cfg(true, inner) = stmt {
                    stmt = inner;
                }
                match stmt {
                    Stmt::AddAt(place, _)
                    | Stmt::Defer(Deferred {
                        form: Form::BumpAt(place, _) | Form::Look(place),
                        ..
                    }) => found.borrow_mut().extend(place.slots()),
                    Stmt::Set(name, _)
                    | Stmt::SetToken(name, _)
                    | Stmt::AddThrough(name, _)
                    | Stmt::LetReference { to: name, .. }
                    | Stmt::LetCopied { from: name, .. }
                    | Stmt::Add(name, _)
                    | Stmt::SetNamed(name, _)
                    | Stmt::PlusToken(name, _)
                    | Stmt::Spend(name)
                    | Stmt::Show(name)
                    | Stmt::Defer(Deferred {
                        form:
                            Form::Bump(name, _) | Form::Show(name) | Form::Consume(name, _) | Form::BumpThrough(name, _),
                        ..
                    }) => found.borrow_mut().push(name.clone()),
                    Stmt::Defer(Deferred {
                        form: Form::Format(_, captured),
                        ..
                    }) => found.borrow_mut().extend(captured.iter().cloned()),
                    _ => {}
                }
            }
        },
        expr: &mut |expr| {
            if let Expr::Var(name) | Expr::Field(name) | Expr::Error(name) | Expr::Method(name, _) = expr {
                found.borrow_mut().push(name.clone());
            }
            if let Expr::At(place) = expr {
                found.borrow_mut().extend(place.slots());
            }
        },
    };
    if let Some(code) = &mut code {
        walk.block(code);
    }
    if let Some(mut tail) = tail {
        walk.give(&mut tail);
    }
    found.into_inner()
}

/// A walk over everything, outer before inner.
struct Walk<'a> {
    block: &'a mut dyn FnMut(&mut Block),
    expr: &'a mut dyn FnMut(&mut Expr),
}

impl Walk<'_> {
    fn program(&mut self, program: &mut Program) {
        if let Some(NamedResult { start: Some(start) }) = &mut program.result {
            self.give(start);
        }
        self.function(&mut program.function);
        for awaited in &mut program.awaited {
            self.program(awaited);
        }
    }

    fn awaited(&mut self, awaited: &mut Awaited) {
        match awaited {
            Awaited::Pause | Awaited::Fallible(_) | Awaited::Function(..) => {}
            Awaited::Closure(function) | Awaited::Block(function) => self.function(function),
        }
    }

    fn function(&mut self, function: &mut Function) {
        self.block(&mut function.body);
        if let Some(tail) = &mut function.tail {
            self.give(tail);
        }
    }

    fn give(&mut self, give: &mut Give) {
        match give {
            Give::Nothing | Give::None | Give::OkToken(_) | Give::OkNew(_) => {}
            Give::Check(expr)
            | Give::Size(_, expr)
            | Give::Int(expr)
            | Give::Ok(expr)
            | Give::Err(expr)
            | Give::Some(expr)
            | Give::Fallible(_, expr) => {
                self.expr(expr);
            }
        }
    }

    fn block(&mut self, block: &mut Block) {
        (self.block)(block);
        for stmt in &mut block.0 {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &mut Stmt) {
        match stmt {
            Stmt::LetNamed(..)
            | Stmt::LetPair(_)
            | Stmt::SetToken(..)
            | Stmt::LetLate(..)
            | Stmt::LetReference { .. }
            | Stmt::LetCopied { .. }
            | Stmt::Item(..)
            | Stmt::SetNamed(..)
            | Stmt::LetToken(..)
            | Stmt::Spend(_)
            | Stmt::Show(_)
            | Stmt::Break(_, None)
            | Stmt::Continue(_)
            | Stmt::Leaving => {}
            Stmt::Let(_, expr)
            | Stmt::Set(_, expr)
            | Stmt::Add(_, expr)
            | Stmt::SetError(_, expr)
            | Stmt::PlusToken(_, expr)
            | Stmt::Say(expr)
            | Stmt::Do(expr)
            | Stmt::Call(expr)
            | Stmt::AddThrough(_, expr)
            | Stmt::Break(_, Some(expr))
            | Stmt::Panic(expr) => self.expr(expr),
            Stmt::LetParts(_, _, parts) => parts.iter_mut().for_each(|part| self.expr(part)),
            Stmt::AddAt(place, expr) => {
                self.place(place);
                self.expr(expr);
            }
            Stmt::Cfg(true, stmt) => self.stmt(stmt),
            Stmt::Cfg(false, _) => {}
            Stmt::SetResult(give) | Stmt::Return(give) => self.give(give),
            Stmt::Block(_, block) | Stmt::Recover(block, _) => self.block(block),
            Stmt::If(cond, then, otherwise) => {
                self.cond(cond);
                self.block(then);
                self.block(otherwise);
            }
            Stmt::Match(expr, arms) => {
                self.expr(expr);
                for (_, block) in arms {
                    self.block(block);
                }
            }
            Stmt::Loop(repeated) => self.repeated(repeated),
            Stmt::Defer(deferred) => self.form(&mut deferred.form),
        }
    }

    fn place(&mut self, place: &mut Place) {
        if let Some(index) = &mut place.index {
            self.expr(index);
        }
    }

    fn cond(&mut self, cond: &mut Cond) {
        let (Cond::Less(left, right) | Cond::Equal(left, right)) = cond;
        self.expr(left);
        self.expr(right);
    }

    fn repeated(&mut self, repeated: &mut Loop) {
        match &mut repeated.repeat {
            Repeat::For { before, .. } => self.block(before),
            Repeat::Loop { value: Some(value), .. } => self.expr(value),
            Repeat::While { .. } | Repeat::Loop { value: None, .. } => {}
        }
        self.block(&mut repeated.body);
    }

    fn form(&mut self, form: &mut Form) {
        match form {
            Form::Say(args) | Form::Format(args, _) => args.iter_mut().for_each(|arg| self.expr(arg)),
            Form::Parts(parts) => parts.iter_mut().for_each(|part| self.expr(part)),
            Form::Bump(_, arg) | Form::BumpThrough(_, arg) | Form::Try(_, arg) => self.expr(arg),
            Form::BumpAt(place, arg) => {
                self.place(place);
                self.expr(arg);
            }
            Form::Look(place) => self.place(place),
            Form::Consume(..) | Form::Show(_) => {}
            Form::Local(first, second) | Form::Bound(first, second) | Form::Returned(first, second) => {
                self.expr(first);
                self.expr(second);
            }
            Form::Block(block, _) | Form::Move(block) => self.block(block),
            Form::Literal(args, block) => {
                args.iter_mut().for_each(|(_, arg)| self.expr(arg));
                self.block(block);
            }
            Form::With(arg, _, block) => {
                self.expr(arg);
                self.block(block);
            }
            Form::Await(awaited, args) => {
                self.awaited(awaited);
                args.iter_mut().for_each(|arg| self.expr(arg));
            }
        }
    }

    fn expr(&mut self, expr: &mut Expr) {
        (self.expr)(expr);
        match expr {
            Expr::Int(_)
            | Expr::Var(_)
            | Expr::Field(_)
            | Expr::Error(_)
            | Expr::Result
            | Expr::Method(..)
            | Expr::Temporary(_)
            | Expr::Item(_) => {}
            Expr::At(place) => self.place(place),
            Expr::Binary(left, _, right) => {
                self.expr(left);
                self.expr(right);
            }
            Expr::Eval(expr) | Expr::Capital(_, expr) | Expr::Try(_, expr) => self.expr(expr),
            Expr::Call(function, args) => {
                self.function(function);
                args.iter_mut().for_each(|arg| self.expr(arg));
            }
            Expr::Block(_, block, value) => {
                self.block(block);
                self.expr(value);
            }
            Expr::If(cond, then, otherwise) => {
                self.cond(cond);
                for (block, value) in [then, otherwise] {
                    self.block(block);
                    self.expr(value);
                }
            }
            Expr::Loop(repeated) => self.repeated(repeated),
            Expr::Await(awaited, args) => {
                self.awaited(awaited);
                args.iter_mut().for_each(|arg| self.expr(arg));
            }
        }
    }
}
