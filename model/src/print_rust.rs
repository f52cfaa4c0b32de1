//! Prints a program as a Rust function with `#[with_defer]`.

use crate::lang::{
    Awaited, Block, Capital, Cond, Deferred, Expr, Form, Function, Give, Item, Kind, Loop, METHODS, Made, Name,
    NamedResult, Operator, Parts, Pattern, Place, Program, Repeat, Stmt, Type, When, each_stmt,
};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The function of this name, that `program` is, behind those that it awaits.
pub fn print(program: &Program, name: &str) -> String {
    let mut text = String::new();
    for (index, awaited) in program.awaited.iter().enumerate() {
        text += &print(awaited, &awaited_name(name, index));
        text += "\n";
    }
    let mut printer = Printer {
        text,
        depth: 0,
        name,
        awaited: &program.awaited,
        given: given(program),
    };
    printer.program(program);
    printer.text
}

struct Printer<'a> {
    text: String,
    depth: usize,
    /// That of the function.
    name: &'a str,
    /// Those that it awaits.
    awaited: &'a [Program],
    /// The variables that are given a value.
    given: BTreeSet<Name>,
}

impl Printer<'_> {
    fn program(&mut self, program: &Program) {
        let result = program.result.as_ref().map(|NamedResult { start }| match start {
            None => "result".into(),
            Some(start) => format!("result = {}", self.give(start)),
        });
        let scope = program.has_block_scopes.then(|| "scope = block".to_owned());
        let options: Vec<String> = result.into_iter().chain(scope).collect();
        self.line(&match &*options {
            [] => "#[with_defer]".to_owned(),
            options => format!("#[with_defer({})]", options.join(", ")),
        });
        let function = if program.is_async { "async fn" } else { "fn" };
        let returns = match program.function.returns {
            Type::Unit => String::new(),
            returns => format!(" -> {}", type_name(returns)),
        };
        let parameters = typed(&program.function);
        self.line(&format!("{function} {}({parameters}){returns} {{", self.name));
        self.function_body(&program.function);
        self.line("}");
    }

    fn line(&mut self, line: &str) {
        let indent = self.depth * 4;
        _ = writeln!(self.text, "{:indent$}{line}", "");
    }

    fn function_body(&mut self, function: &Function) {
        self.statements(&function.body);
        if let Some(tail) = &function.tail {
            let tail = self.give(tail);
            self.indented(&tail);
        }
    }

    fn indented(&mut self, line: &str) {
        self.depth += 1;
        self.line(line);
        self.depth -= 1;
    }

    fn statements(&mut self, block: &Block) {
        self.depth += 1;
        for stmt in &block.0 {
            self.stmt(stmt);
        }
        self.depth -= 1;
    }

    /// The text of what `print` prints, from behind the current indentation on.
    fn inline(&mut self, print: impl FnOnce(&mut Self)) -> String {
        let before = std::mem::take(&mut self.text);
        print(self);
        let text = std::mem::replace(&mut self.text, before);
        text.trim().to_owned()
    }

    fn braces(&mut self, block: &Block) -> String {
        self.inline(|this| {
            this.line("{");
            this.statements(block);
            this.line("}");
        })
    }

    fn value_braces(&mut self, block: &Block, value: &Expr) -> String {
        self.inline(|this| {
            this.line("{");
            this.statements(block);
            let value = this.expr(value);
            this.indented(&value);
            this.line("}");
        })
    }

    fn call(&mut self, function: &str, args: &[&Expr]) -> String {
        let args: Vec<_> = args.iter().map(|arg| self.expr(arg)).collect();
        format!("{function}({})", args.join(", "))
    }

    /// The arguments of a function: tokens come last.
    fn args(&mut self, args: &[Expr], tokens: &[(Name, i64)]) -> String {
        let args = args.iter().map(|arg| self.expr(arg));
        let args: Vec<_> = args.chain(tokens.iter().map(|(_, n)| format!("token({n})"))).collect();
        args.join(", ")
    }

    fn awaited(&mut self, awaited: &Awaited, args: &[Expr]) -> String {
        let tokens = match awaited {
            // While it is shrunk a program may call one that has gone.
            Awaited::Function(index, _) => self.awaited.get(*index).map_or(&[][..], |of| &of.function.tokens),
            Awaited::Closure(function) => &function.tokens,
            _ => &[],
        };
        let args = self.args(args, tokens);
        match awaited {
            Awaited::Pause => format!("pause({args}).await"),
            Awaited::Fallible(returns) => format!("{}_later({args}).await?", fallible(*returns)),
            Awaited::Function(index, question_mark) => {
                let question_mark = if *question_mark { "?" } else { "" };
                format!("{}({args}).await{question_mark}", awaited_name(self.name, *index))
            }
            Awaited::Closure(function) => {
                let returns = type_name(function.returns);
                let parameters = typed(function);
                format!(
                    "(async |{parameters}| -> {returns} {})({args}).await",
                    self.body(function)
                )
            }
            Awaited::Block(function) => {
                let returns = type_name(function.returns);
                format!("giving::<{returns}, _>(async {}).await", self.async_block(function))
            }
        }
    }

    /// The braces of an async block, which can say what it returns only where it ends.
    fn async_block(&mut self, function: &Function) -> String {
        self.inline(|this| {
            this.line("{");
            this.statements(&function.body);
            if let Some(tail) = &function.tail {
                let tail = match tail {
                    Give::Ok(expr) => format!("Ok::<i64, i64>({})", this.expr(expr)),
                    Give::Err(expr) if function.returns == Type::Held => {
                        format!("Err::<Token, i64>({})", this.expr(expr))
                    }
                    Give::Err(expr) => format!("Err::<i64, i64>({})", this.expr(expr)),
                    Give::OkToken(name) => format!("Ok::<Token, i64>({name})"),
                    Give::OkNew(n) => format!("Ok::<Token, i64>(token({n}))"),
                    tail => this.give(tail),
                };
                this.indented(&tail);
            }
            this.line("}");
        })
    }

    /// A function's body in braces.
    fn body(&mut self, function: &Function) -> String {
        self.inline(|this| {
            this.line("{");
            this.function_body(function);
            this.line("}");
        })
    }

    fn give(&mut self, give: &Give) -> String {
        match give {
            Give::Nothing => "()".into(),
            Give::Int(expr) => self.expr(expr),
            Give::Ok(expr) => format!("Ok({})", self.expr(expr)),
            Give::Err(expr) => format!("Err({})", self.expr(expr)),
            Give::Some(expr) => format!("Some({})", self.expr(expr)),
            Give::None => "None".into(),
            Give::Check(expr) => self.call("Check", &[expr]),
            Give::Size(Made::Struct, expr) => self.call("Size", &[expr]),
            Give::Size(Made::Function, expr) => self.call("MakeSize", &[expr]),
            Give::Size(Made::Associated, expr) => self.call("Size::Of", &[expr]),
            Give::OkToken(name) => format!("Ok({name})"),
            Give::OkNew(n) => format!("Ok(token({n}))"),
            Give::Fallible(returns, expr) => self.call(fallible(*returns), &[expr]),
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        let line = match stmt {
            Stmt::Let(name, expr) => format!("let mut {name}: i64 = {};", self.expr(expr)),
            Stmt::Set(name, expr) => format!("{name} = {};", self.expr(expr)),
            Stmt::Add(name, expr) => format!("{name} += {};", self.expr(expr)),
            Stmt::SetResult(give) => format!("result = {};", self.give(give)),
            Stmt::SetError(name, expr) => format!("*{name} = {};", self.expr(expr)),
            Stmt::LetNamed(name, n) => format!("let mut {name} = Named({n});"),
            Stmt::SetNamed(name, n) => format!("{name} = Named({n});"),
            Stmt::LetToken(name, n) => format!("let mut {name} = token({n});"),
            Stmt::LetPair([(one, m), (other, n)]) => {
                format!("let (mut {one}, mut {other}) = (token({m}), token({n}));")
            }
            Stmt::SetToken(name, n) => format!("{name} = token({n});"),
            Stmt::LetLate(name, kind) => {
                let mutable = if *kind == Kind::Constant { "" } else { "mut " };
                // Rust finds the type of one that is given a value.
                let of = match kind {
                    _ if self.given.contains(name) => "",
                    Kind::Int | Kind::Constant => ": i64",
                    Kind::Named | Kind::Token => ": Token",
                };
                format!("let {mutable}{name}{of};")
            }
            Stmt::LetCopied {
                number,
                from,
                is_token: true,
            } => format!("let Token(mut {number}, ..) = {from};"),
            Stmt::LetCopied {
                number,
                from,
                is_token: false,
            } => format!("let Named(mut {number}) = {from};"),
            Stmt::LetParts(parts, name, values) => {
                let [a, b, c] = values.each_ref().map(|value| self.expr(value));
                let value = match parts {
                    Parts::Struct => format!("Pair {{ f: {a}, g: {b} }}"),
                    Parts::Array => format!("[{a}, {b}, {c}]"),
                    Parts::Box => format!("Box::new({a})"),
                    Parts::Tuple => format!("(({a}, {b}), {c})"),
                };
                format!("let mut {name} = {value};")
            }
            Stmt::AddAt(place, expr) => format!("{} += {};", self.place(place), self.expr(expr)),
            Stmt::LetReference { name, to, is_mut: true } => format!("let {name} = &mut {to};"),
            Stmt::LetReference {
                name,
                to,
                is_mut: false,
            } => format!("let {name} = &{to};"),
            Stmt::AddThrough(name, expr) => format!("*{name} += {};", self.expr(expr)),
            Stmt::Item(Item::Function, n) => {
                format!("fn helper() -> i64 {{ say_text(\"helper {n}\".into()); {n} }}")
            }
            Stmt::Item(Item::Constant, n) => format!("const LIMIT: i64 = {n};"),
            Stmt::Cfg(is_there, stmt) => {
                let test = if *is_there { "all" } else { "any" };
                self.inline(|this| {
                    this.line(&format!("#[cfg({test}())]"));
                    this.stmt(stmt);
                })
            }
            Stmt::Call(expr) => format!("{};", self.expr(expr)),
            Stmt::PlusToken(name, expr) => format!("{name} = Token::plus({name}, {});", self.expr(expr)),
            Stmt::Spend(name) => format!("spend({name});"),
            Stmt::Show(name) => format!("{name}.show();"),
            Stmt::Say(expr) => format!("{};", self.call("say", &[expr])),
            Stmt::Do(expr) => format!("_ = {};", self.expr(expr)),
            Stmt::Block(name, block) => format!("{}{}", label(name.as_ref()), self.braces(block)),
            Stmt::If(cond, then, otherwise) => {
                let (cond, then) = (self.cond(cond), self.braces(then));
                if otherwise.0.is_empty() {
                    format!("if {cond} {then}")
                } else {
                    format!("if {cond} {then} else {}", self.braces(otherwise))
                }
            }
            Stmt::Match(expr, arms) => self.matched(expr, arms),
            Stmt::Loop(repeated) => {
                self.counter(&repeated.repeat);
                self.repeated(repeated)
            }
            Stmt::Break(name, None) => format!("break{};", target(name.as_ref())),
            Stmt::Break(name, Some(value)) => format!("break{} {};", target(name.as_ref()), self.expr(value)),
            Stmt::Continue(name) => format!("continue{};", target(name.as_ref())),
            Stmt::Return(Give::Nothing) => "return;".into(),
            Stmt::Return(give) => format!("return {};", self.give(give)),
            Stmt::Panic(expr) => format!("panic!(\"boom {{}}\", {});", self.expr(expr)),
            Stmt::Defer(deferred) => self.deferred(deferred),
            Stmt::Leaving => "say_text(format!(\"{:?}\", leaving!()));".into(),
            Stmt::Recover(block, resume) => self.inline(|this| {
                this.line("if let Some(panic) = recover!() {");
                this.indented("say_text(format!(\"recovered {panic}\"));");
                this.statements(block);
                if *resume {
                    this.indented("panic.resume();");
                }
                this.line("}");
            }),
        };
        self.line(&line);
    }

    fn matched(&mut self, expr: &Expr, arms: &[(Pattern, Block)]) -> String {
        let scrutinee = self.expr(expr);
        self.inline(|this| {
            this.line(&format!("match {scrutinee} % 3 {{"));
            this.depth += 1;
            for (pattern, block) in arms {
                let pattern = match pattern {
                    Pattern::Int(n) => n.to_string(),
                    Pattern::Guarded(name, n) => format!("{name} if {name} < {n}"),
                    Pattern::Bound(name) => name.clone(),
                    Pattern::Any => "_".into(),
                };
                let block = this.braces(block);
                this.line(&format!("{pattern} => {block}"));
            }
            this.depth -= 1;
            this.line("}");
        })
    }

    fn counter(&mut self, repeat: &Repeat) {
        if let Repeat::While { counter, .. } | Repeat::Loop { counter, .. } = repeat {
            self.line(&format!("let mut {counter} = 0;"));
        }
    }

    fn repeated(&mut self, repeated: &Loop) -> String {
        let label = label(repeated.label.as_ref());
        self.inline(|this| {
            let (head, first) = match &repeated.repeat {
                Repeat::For {
                    variable,
                    before,
                    times,
                } if before.0.is_empty() => (format!("for {variable} in 0..{times}"), None),
                Repeat::For {
                    variable,
                    before,
                    times,
                } => {
                    let range = this.inline(|this| {
                        this.line("{");
                        this.statements(before);
                        this.indented(&format!("0..{times}"));
                        this.line("}");
                    });
                    (format!("for {variable} in {range}"), None)
                }
                Repeat::While {
                    counter,
                    times,
                    late: true,
                } => (
                    format!("while tick() && {counter} < {times}"),
                    Some(format!("defer!(|| {counter} += 1);")),
                ),
                Repeat::While {
                    counter,
                    times,
                    late: false,
                } => (format!("while {counter} < {times}"), Some(format!("{counter} += 1;"))),
                Repeat::Loop { counter, times, value } => {
                    let value = value.as_ref().map(|value| format!(" {}", this.expr(value)));
                    let value = value.unwrap_or_default();
                    let first = format!("{counter} += 1;\nif {counter} > {times} {{ break{value}; }}");
                    ("loop".into(), Some(first))
                }
            };
            this.line(&format!("{label}{head} {{"));
            for line in first.iter().flat_map(|first| first.lines()) {
                this.indented(line);
            }
            this.statements(&repeated.body);
            this.line("}");
        })
    }

    fn deferred(&mut self, deferred: &Deferred) -> String {
        let (name, parameter) = match &deferred.when {
            When::Always => ("defer", String::new()),
            When::Failure => ("errdefer", String::new()),
            When::Error(error) => ("errdefer", error.clone()),
            When::Success => ("okdefer", String::new()),
        };
        let call = match &deferred.form {
            Form::Block(block, true) if parameter.is_empty() => return format!("{name}! {}", self.braces(block)),
            Form::Block(block, _) => format!("|{parameter}| {}", self.braces(block)),
            Form::Move(block) => format!("move || {}", self.braces(block)),
            Form::Say(args) if args.len() == 1 => self.call("say", &[&args[0]]),
            Form::Say(args) => self.call("say2", &args.iter().collect::<Vec<_>>()),
            Form::Parts([a, b, c]) => {
                let [a, b, c] = [a, b, c].map(|part| self.expr(part));
                format!("parts(([{a}, {b}], Some(Box::new({c}))))")
            }
            Form::Bump(place, n) => {
                format!("bump(&mut {place}, {})", self.expr(n))
            }
            Form::BumpAt(place, n) => format!("bump(&mut {}, {})", self.place(place), self.expr(n)),
            Form::Look(place) => format!("look(&{})", self.place(place)),
            Form::BumpThrough(name, n) => format!("bump({name}, {})", self.expr(n)),
            Form::Consume(value, Kind::Named) => format!("consume({value})"),
            Form::Consume(value, _) => format!("spend({value})"),
            Form::Show(value) => format!("{value}.show()"),
            Form::Try(returns, n) => format!("{}?", self.call(fallible(*returns), &[n])),
            Form::Local(picked, n) => {
                let picked = self.call("pick", &[picked]);
                let n = self.expr(n);
                return format!("let mut f = {picked}; {name}!(f({n})); f = other;");
            }
            Form::Bound(picked, n) => {
                let picked = self.call("pick", &[picked]);
                let n = self.expr(n);
                return format!("bind!(f = {picked}); {name}!(f({n})); f = other;");
            }
            Form::Returned(first, second) => {
                let first = self.call("returned", &[first]);
                format!("{first}({})", self.expr(second))
            }
            Form::Literal(args, block) => {
                let parameters: Vec<_> = args.iter().map(|(name, _)| name.clone()).collect();
                let args: Vec<_> = args.iter().map(|(_, arg)| self.expr(arg)).collect();
                let body = self.braces(block);
                format!("(|{}| {body})({})", typed_numbers(&parameters), args.join(", "))
            }
            Form::With(arg, parameter, block) => {
                format!("with({}, |{parameter}| {})", self.expr(arg), self.braces(block))
            }
            Form::Format(args, captured) => {
                let mut places = vec!["{}".to_owned(); args.len()];
                places.extend(
                    captured
                        .iter()
                        .map(|name| format!("{{{}}}", name.trim_start_matches("r#"))),
                );
                let args: String = args.iter().map(|arg| format!(", {}", self.expr(arg))).collect();
                format!("note!(\"{}\"{args})", places.join(" "))
            }
            Form::Await(awaited, args) => self.awaited(awaited, args),
        };
        format!("{name}!({call});")
    }

    fn cond(&mut self, cond: &Cond) -> String {
        match cond {
            Cond::Less(left, right) => format!("{} < {}", self.operand(left), self.operand(right)),
            Cond::Equal(left, right) => format!("{} == {}", self.operand(left), self.operand(right)),
        }
    }

    fn place(&mut self, place: &Place) -> String {
        let name = &place.name;
        match (place.parts, place.part) {
            (Parts::Struct, 0) => format!("{name}.f"),
            (Parts::Struct, _) => format!("{name}.g"),
            (Parts::Array, part) => match &place.index {
                Some(index) => format!("{name}[at({})]", self.expr(index)),
                None => format!("{name}[{part}]"),
            },
            (Parts::Box, _) => format!("*{name}"),
            (Parts::Tuple, 0) => format!("{name}.0.0"),
            (Parts::Tuple, 1) => format!("{name}.0.1"),
            (Parts::Tuple, _) => format!("{name}.1"),
        }
    }

    /// In parentheses where it would end a statement or a condition otherwise.
    fn operand(&mut self, expr: &Expr) -> String {
        let text = self.expr(expr);
        match expr {
            Expr::Block(..) | Expr::If(..) | Expr::Loop(..) => format!("({text})"),
            _ => text,
        }
    }

    fn expr(&mut self, expr: &Expr) -> String {
        match expr {
            Expr::Int(n) if *n < 0 => format!("({n}i64)"),
            Expr::Int(n) => format!("{n}i64"),
            Expr::Var(name) => name.clone(),
            Expr::Field(name) => format!("{name}.0"),
            Expr::Error(name) => format!("(*{name})"),
            Expr::Result => "code(result)".into(),
            Expr::Binary(left, operator, right) => {
                let operator = match operator {
                    Operator::Add => "+",
                    Operator::Sub => "-",
                    Operator::Mul => "*",
                };
                format!("({} {operator} {})", self.operand(left), self.operand(right))
            }
            Expr::Eval(expr) => self.call("eval", &[expr]),
            Expr::Capital(capital, expr) => match capital {
                Capital::Free => self.call("ReadValue", &[expr]),
                Capital::Associated => self.call("Maker::Make", &[expr]),
                Capital::Trait => self.call("i64::Make", &[expr]),
                Capital::Struct => format!("{}.0", self.call("Size", &[expr])),
                Capital::Variant => format!("code({})", self.call("Side::Left", &[expr])),
            },
            Expr::Method(name, method) => {
                let (method, args) = METHODS[*method];
                format!("{name}.{method}({args})")
            }
            Expr::Temporary(n) => format!("token({n}).peek()"),
            Expr::At(place) => self.place(place),
            Expr::Item(Item::Function) => "helper()".into(),
            Expr::Item(Item::Constant) => "LIMIT".into(),
            Expr::Try(returns, expr) => format!("{}?", self.call(fallible(*returns), &[expr])),
            Expr::Call(function, args) => {
                let args = self.args(args, &function.tokens);
                format!(
                    "code((|{}| -> {} {})({args}))",
                    typed(function),
                    type_name(function.returns),
                    self.body(function),
                )
            }
            Expr::Block(name, block, value) => {
                format!("{}{}", label(name.as_ref()), self.value_braces(block, value))
            }
            Expr::If(cond, (then, value), (otherwise, other)) => format!(
                "if {} {} else {}",
                self.cond(cond),
                self.value_braces(then, value),
                self.value_braces(otherwise, other)
            ),
            Expr::Loop(repeated) => self.inline(|this| {
                this.line("{");
                this.depth += 1;
                this.counter(&repeated.repeat);
                let text = this.repeated(repeated);
                this.line(&text);
                this.depth -= 1;
                this.line("}");
            }),
            Expr::Await(awaited, args) => {
                let text = self.awaited(awaited, args);
                match awaited {
                    Awaited::Pause | Awaited::Fallible(_) | Awaited::Function(_, true) => text,
                    _ => format!("code({text})"),
                }
            }
        }
    }
}

/// The variables that are given a value behind their declaration.
fn given(program: &Program) -> BTreeSet<Name> {
    let mut found = BTreeSet::new();
    each_stmt(&mut program.clone(), &mut |stmt| {
        if let Stmt::Set(name, _) | Stmt::SetToken(name, _) = stmt {
            found.insert(name.clone());
        }
    });
    found
}

/// The name of an async function that the one of `name` awaits.
fn awaited_name(name: &str, index: usize) -> String {
    format!("{name}_{index}")
}

fn typed(function: &Function) -> String {
    let numbers = function.parameters.iter().map(|name| format!("{name}: i64"));
    let tokens = function.tokens.iter().map(|(name, _)| format!("mut {name}: Token"));
    numbers.chain(tokens).collect::<Vec<_>>().join(", ")
}

fn typed_numbers(parameters: &[Name]) -> String {
    let parameters: Vec<_> = parameters.iter().map(|name| format!("{name}: i64")).collect();
    parameters.join(", ")
}

fn type_name(returns: Type) -> &'static str {
    match returns {
        Type::Unit => "()",
        Type::Int => "i64",
        Type::Result => "Result<i64, i64>",
        Type::Option => "Option<i64>",
        Type::Size => "Size",
        Type::Held => "Result<Token, i64>",
    }
}

fn fallible(returns: Type) -> &'static str {
    if returns == Type::Option { "maybe" } else { "fallible" }
}

fn label(name: Option<&String>) -> String {
    name.map(|name| format!("'{name}: ")).unwrap_or_default()
}

fn target(name: Option<&String>) -> String {
    name.map(|name| format!(" '{name}")).unwrap_or_default()
}
