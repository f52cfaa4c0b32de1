//! Prints a program as a Rust function with `#[with_defer]`.

use crate::lang::{
    Awaited, Block, Cond, Deferred, Expr, Form, Function, Give, Kind, Loop, Name, NamedResult, Operator, Pattern,
    Program, Repeat, Stmt, Type, When,
};
use std::fmt::Write as _;

/// The function of this name, that `program` is, behind those that it awaits.
pub fn print(program: &Program, name: &str) -> String {
    let mut text = String::new();
    for (index, awaited) in program.awaited.iter().enumerate() {
        text += &print(awaited, &awaited_name(name, index));
        text += "\n";
    }
    let mut printer = Printer { text, depth: 0, name };
    printer.program(program);
    printer.text
}

struct Printer<'a> {
    text: String,
    depth: usize,
    /// That of the function.
    name: &'a str,
}

impl Printer<'_> {
    fn program(&mut self, program: &Program) {
        let options = match &program.result {
            None => String::new(),
            Some(NamedResult { start: None }) => "(result)".into(),
            Some(NamedResult { start: Some(start) }) => format!("(result = {})", self.give(start)),
        };
        self.line(&format!("#[with_defer{options}]"));
        let function = if program.is_async { "async fn" } else { "fn" };
        let returns = match program.function.returns {
            Type::Unit => String::new(),
            returns => format!(" -> {}", type_name(returns)),
        };
        let parameters = typed(&program.function.parameters);
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

    fn awaited(&mut self, awaited: &Awaited, args: &[Expr]) -> String {
        let args: Vec<_> = args.iter().map(|arg| self.expr(arg)).collect();
        let args = args.join(", ");
        match awaited {
            Awaited::Pause => format!("pause({args}).await"),
            Awaited::Fallible(returns) => format!("{}_later({args}).await?", fallible(*returns)),
            Awaited::Function(index, question_mark) => {
                let question_mark = if *question_mark { "?" } else { "" };
                format!("{}({args}).await{question_mark}", awaited_name(self.name, *index))
            }
            Awaited::Closure(function) => {
                let returns = type_name(function.returns);
                let parameters = typed(&function.parameters);
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
                    Give::Err(expr) => format!("Err::<i64, i64>({})", this.expr(expr)),
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
            Stmt::PlusToken(name, expr) => format!("{name} = {name}.plus({});", self.expr(expr)),
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
            Form::Bump(place, n) => {
                format!("bump(&mut {place}, {})", self.expr(n))
            }
            Form::Consume(value, Kind::Named) => format!("consume({value})"),
            Form::Consume(value, Kind::Token) => format!("spend({value})"),
            Form::Show(value) => format!("{value}.show()"),
            Form::Try(returns, n) => format!("{}?", self.call(fallible(*returns), &[n])),
            Form::Local(picked, n) => {
                let picked = self.call("pick", &[picked]);
                let n = self.expr(n);
                return format!("let mut f = {picked}; {name}!(f({n})); f = other;");
            }
            Form::Returned(first, second) => {
                let first = self.call("returned", &[first]);
                format!("{first}({})", self.expr(second))
            }
            Form::Literal(args, block) => {
                let parameters: Vec<_> = args.iter().map(|(name, _)| name.clone()).collect();
                let args: Vec<_> = args.iter().map(|(_, arg)| self.expr(arg)).collect();
                let body = self.braces(block);
                format!("(|{}| {body})({})", typed(&parameters), args.join(", "))
            }
            Form::With(arg, parameter, block) => {
                format!("with({}, |{parameter}| {})", self.expr(arg), self.braces(block))
            }
            Form::Format(args, captured) => {
                let mut places = vec!["{}".to_owned(); args.len()];
                places.extend(captured.iter().map(|name| format!("{{{name}}}")));
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
            Expr::Try(returns, expr) => format!("{}?", self.call(fallible(*returns), &[expr])),
            Expr::Call(function, args) => {
                let args: Vec<_> = args.iter().map(|arg| self.expr(arg)).collect();
                format!(
                    "code((|{}| -> {} {})({}))",
                    typed(&function.parameters),
                    type_name(function.returns),
                    self.body(function),
                    args.join(", "),
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

/// The name of an async function that the one of `name` awaits.
fn awaited_name(name: &str, index: usize) -> String {
    format!("{name}_{index}")
}

fn typed(parameters: &[Name]) -> String {
    let parameters: Vec<_> = parameters.iter().map(|name| format!("{name}: i64")).collect();
    parameters.join(", ")
}

fn type_name(returns: Type) -> &'static str {
    match returns {
        Type::Unit => "()",
        Type::Int => "i64",
        Type::Result => "Result<i64, i64>",
        Type::Option => "Option<i64>",
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
