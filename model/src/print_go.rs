//! Prints a program as a Go function, if it has nothing that Go has not.
//!
//! A loop body is a function literal, so that its deferred calls run at the end of the iteration. It returns how it
//! was left: 0 at its end, 1 by a `return`, and a number for each `break` and `continue`. Every variable has a name of
//! its own, since Go does not let a block declare one twice.

use crate::lang::{
    Block, Cond, Deferred, Expr, Form, Function, Give, Loop, Name, Operator, Pattern, Program, Repeat, Stmt, Type, When,
};
use std::fmt::Write as _;

/// The function of this name, that `program` is.
pub fn print(program: &Program, name: &str) -> Option<String> {
    let mut printer = Printer {
        text: String::new(),
        depth: 0,
        next: 0,
        names: Vec::new(),
        functions: Vec::new(),
    };
    printer.program(program, name)?;
    Some(printer.text)
}

/// A function literal that is a function, not the body of a loop.
struct Surroundings {
    /// The result of a function that has one.
    result: Option<&'static str>,
    /// The loops around, innermost last: label and number.
    loops: Vec<(Option<Name>, usize)>,
    /// `recover()` works here.
    recovers: bool,
}

struct Printer {
    text: String,
    depth: usize,
    next: usize,
    /// Rust's and Go's.
    names: Vec<(Name, Name)>,
    functions: Vec<Surroundings>,
}

impl Printer {
    fn line(&mut self, line: &str) {
        for _ in 0..self.depth {
            self.text.push('\t');
        }
        _ = writeln!(self.text, "{line}");
    }

    fn declare(&mut self, name: &str) -> Name {
        self.next += 1;
        let unique = format!("{}_{}", name.trim_start_matches("r#"), self.next);
        self.names.push((name.to_owned(), unique.clone()));
        unique
    }

    fn find(&self, name: &str) -> Option<Name> {
        let found = self.names.iter().rev().find(|(rust, _)| rust == name);
        found.map(|(_, go)| go.clone())
    }

    /// Prints what has variables of its own.
    fn nested<T>(&mut self, print: impl FnOnce(&mut Self) -> T) -> T {
        let count = self.names.len();
        self.depth += 1;
        let printed = print(self);
        self.depth -= 1;
        self.names.truncate(count);
        printed
    }

    /// The text of what is printed, from behind the indentation on.
    fn inline(&mut self, print: impl FnOnce(&mut Self) -> Option<()>) -> Option<String> {
        let before = std::mem::take(&mut self.text);
        let printed = print(self);
        let text = std::mem::replace(&mut self.text, before);
        printed.map(|()| text.trim().to_owned())
    }

    fn program(&mut self, program: &Program, name: &str) -> Option<()> {
        if program.has_block_scopes {
            return None;
        }
        let result = match (program.function.returns, &program.result) {
            (Type::Unit, None) => None,
            (Type::Int, None) => Some("returned_"),
            (Type::Int, Some(_)) => Some("result"),
            _ => return None,
        };
        let signature = result.map(|result| format!(" ({result} int64)")).unwrap_or_default();
        self.line(&format!("func {name}(){signature} {{"));
        self.depth += 1;
        if let Some(start) = program.result.as_ref().and_then(|result| result.start.as_ref()) {
            let Give::Int(start) = start else { return None };
            let start = self.expr(start)?;
            self.line(&format!("result = {start}"));
        }
        self.depth -= 1;
        self.body(&program.function.body, program.function.tail.as_ref(), result, false)?;
        self.line("}");
        Some(())
    }

    fn body(&mut self, block: &Block, tail: Option<&Give>, result: Option<&'static str>, recovers: bool) -> Option<()> {
        self.functions.push(Surroundings {
            result,
            loops: Vec::new(),
            recovers,
        });
        let printed = self.nested(|this| {
            this.statements(block)?;
            match tail {
                Some(tail) => this.returned(tail),
                None => {
                    this.line("return");
                    Some(())
                }
            }
        });
        self.functions.pop();
        printed
    }

    fn returned(&mut self, give: &Give) -> Option<()> {
        let around = self.functions.last()?;
        let is_in_loop = !around.loops.is_empty();
        match (give, around.result) {
            (Give::Nothing, _) => {}
            (Give::Int(expr), Some(result)) => {
                let expr = self.expr(expr)?;
                self.line(&format!("{result} = {expr}"));
            }
            _ => return None,
        }
        self.line(if is_in_loop { "return 1" } else { "return" });
        Some(())
    }

    fn statements(&mut self, block: &Block) -> Option<()> {
        block.0.iter().try_for_each(|stmt| self.stmt(stmt))
    }

    fn braces(&mut self, block: &Block) -> Option<String> {
        self.inline(|this| {
            this.line("{");
            this.nested(|this| this.statements(block))?;
            this.line("}");
            Some(())
        })
    }

    fn stmt(&mut self, stmt: &Stmt) -> Option<()> {
        let line = match stmt {
            Stmt::Let(name, expr) => {
                let expr = self.expr(expr)?;
                let name = self.declare(name);
                format!("var {name} int64 = {expr}; _ = {name}")
            }
            Stmt::Set(name, expr) => format!("{} = {}", self.find(name)?, self.expr(expr)?),
            // What stands on the right comes first.
            Stmt::Add(name, expr) => {
                let (name, expr) = (self.find(name)?, self.expr(expr)?);
                format!("{{ by := {expr}; {name} += by }}")
            }
            Stmt::SetResult(Give::Int(expr)) => format!("result = {}", self.expr(expr)?),
            Stmt::Say(expr) => format!("say({})", self.expr(expr)?),
            Stmt::Do(expr) => format!("_ = {}", self.expr(expr)?),
            Stmt::Block(None, block) => self.braces(block)?,
            Stmt::If(cond, then, otherwise) => {
                let (cond, then) = (self.cond(cond)?, self.braces(then)?);
                format!("if {cond} {then} else {}", self.braces(otherwise)?)
            }
            Stmt::Match(expr, arms) => return self.matched(expr, arms),
            Stmt::Loop(repeated) => return self.repeated(repeated),
            Stmt::Break(label, None) => format!("return {}", 2 + 2 * self.target(label.as_ref())?),
            Stmt::Continue(label) => format!("return {}", 3 + 2 * self.target(label.as_ref())?),
            Stmt::Return(give) => return self.returned(give),
            Stmt::Panic(expr) => format!("panic(fmt.Sprintf(\"boom %d\", {}))", self.expr(expr)?),
            Stmt::Defer(deferred) => self.deferred(deferred)?,
            Stmt::Recover(block, resume) => {
                let around = self.functions.last()?;
                // Go looks for a panic only in the deferred function itself.
                if !around.recovers || !around.loops.is_empty() {
                    return None;
                }
                let mut outwards = self.functions.iter().rev().skip(1);
                let saves_iteration = outwards.next().is_some_and(|around| !around.loops.is_empty());
                self.inline(|this| {
                    this.line("if r := recover(); r != nil {");
                    this.nested(|this| {
                        // The iteration ends normally, whatever way out the panic took the place of (rule 7.3).
                        if saves_iteration {
                            this.line("code = 0");
                        }
                        this.line("sayText(fmt.Sprintf(\"recovered %v\", r))");
                        this.statements(block)?;
                        if *resume {
                            this.line("panic(r)");
                        }
                        Some(())
                    })?;
                    this.line("}");
                    Some(())
                })?
            }
            _ => return None,
        };
        self.line(&line);
        Some(())
    }

    fn target(&self, label: Option<&Name>) -> Option<usize> {
        let loops = &self.functions.last()?.loops;
        let target = match label {
            None => loops.last(),
            Some(_) => loops.iter().rev().find(|(name, _)| name.as_ref() == label),
        };
        target.map(|(_, number)| *number)
    }

    fn matched(&mut self, expr: &Expr, arms: &[(Pattern, Block)]) -> Option<()> {
        let expr = self.expr(expr)?;
        let matched = self.declare("matched");
        // A `match` of nothing but `_` uses it nowhere.
        self.line(&format!("{matched} := {expr} % 3; _ = {matched}"));
        self.line("switch {");
        for (pattern, block) in arms {
            let (head, name) = match pattern {
                Pattern::Int(n) => (format!("case {matched} == {n}:"), None),
                Pattern::Guarded(name, n) => (format!("case {matched} < {n}:"), Some(name)),
                Pattern::Bound(name) => ("default:".into(), Some(name)),
                Pattern::Any => ("default:".into(), None),
            };
            self.line(&head);
            self.nested(|this| {
                if let Some(name) = name {
                    let name = this.declare(name);
                    this.line(&format!("{name} := {matched}; _ = {name}"));
                }
                this.statements(block)
            })?;
        }
        self.line("}");
        Some(())
    }

    fn repeated(&mut self, repeated: &Loop) -> Option<()> {
        self.next += 1;
        let number = self.next;
        let (head, counter, first) = match &repeated.repeat {
            Repeat::For {
                variable,
                before,
                times,
            } => {
                // It belongs to the outer scope, where Go has no block for its variables.
                if !before.0.is_empty() {
                    return None;
                }
                let variable = self.declare(variable);
                (
                    format!("for {variable} := int64(0); {variable} < {times}; {variable}++ {{"),
                    None,
                    String::new(),
                )
            }
            Repeat::While { counter, times, late } => {
                let counter = self.declare(counter);
                let first = if *late {
                    format!("defer func() {{ {counter}++ }}()")
                } else {
                    format!("{counter}++")
                };
                (format!("for {counter} < {times} {{"), Some(counter), first)
            }
            Repeat::Loop {
                counter,
                times,
                value: None,
            } => {
                let counter = self.declare(counter);
                let first = format!("{counter}++; if {counter} > {times} {{ return {} }}", 2 + 2 * number);
                ("for {".into(), Some(counter), first)
            }
            Repeat::Loop { .. } => return None,
        };
        if let Some(counter) = counter {
            self.line(&format!("var {counter} int64"));
        }
        self.line(&head);
        self.functions.last_mut()?.loops.push((repeated.label.clone(), number));
        let printed = self.nested(|this| {
            this.line("code := func() (code int) {");
            this.nested(|this| {
                if !first.is_empty() {
                    this.line(&first);
                }
                this.statements(&repeated.body)
            })?;
            this.line("\treturn 0");
            this.line("}()");
            this.line(&format!("if code == {} {{ break }}", 2 + 2 * number));
            this.line(&format!("if code == {} {{ continue }}", 3 + 2 * number));
            Some(())
        });
        let loops = &mut self.functions.last_mut()?.loops;
        loops.pop();
        let leave = if loops.is_empty() { "return" } else { "return code" };
        printed?;
        self.line(&format!("\tif code != 0 {{ {leave} }}"));
        self.line("}");
        Some(())
    }

    fn deferred(&mut self, deferred: &Deferred) -> Option<String> {
        if deferred.when != When::Always {
            return None;
        }
        let call = match &deferred.form {
            Form::Say(args) => format!("say({})", self.list(args)?),
            Form::Format(args, captured) => {
                let mut args = self.list(args)?;
                for name in captured {
                    _ = write!(args, ", {}", self.find(name)?);
                }
                format!("say({args})")
            }
            Form::Bump(name, by) => format!("bump(&{}, {})", self.find(name)?, self.expr(by)?),
            Form::Local(picked, n) => format!("pick({})({})", self.expr(picked)?, self.expr(n)?),
            Form::Returned(first, second) => format!("returned({})({})", self.expr(first)?, self.expr(second)?),
            Form::Block(block, _) => self.literal(&[], block, true)? + "()",
            Form::Literal(args, block) => {
                let (names, values): (Vec<_>, Vec<_>) = args.iter().cloned().unzip();
                let values = self.list(&values)?;
                format!("{}({values})", self.literal(&names, block, false)?)
            }
            Form::With(arg, name, block) => {
                let arg = self.expr(arg)?;
                format!("{}({arg})", self.literal(std::slice::from_ref(name), block, false)?)
            }
            Form::Parts(_)
            | Form::BumpAt(..)
            | Form::Look(_)
            | Form::BumpThrough(..)
            | Form::Bound(..)
            | Form::Consume(..)
            | Form::Show(_)
            | Form::Try(..)
            | Form::Move(_)
            | Form::Await(..) => return None,
        };
        Some(format!("defer {call}"))
    }

    fn literal(&mut self, parameters: &[Name], block: &Block, recovers: bool) -> Option<String> {
        let count = self.names.len();
        let parameters: Vec<_> = parameters.iter().map(|name| self.declare(name) + " int64").collect();
        let text = self.inline(|this| {
            this.line(&format!("func({}) {{", parameters.join(", ")));
            this.body(block, None, None, recovers)?;
            this.line("}");
            Some(())
        });
        self.names.truncate(count);
        text
    }

    fn list(&mut self, exprs: &[Expr]) -> Option<String> {
        let list: Option<Vec<_>> = exprs.iter().map(|expr| self.expr(expr)).collect();
        Some(list?.join(", "))
    }

    fn cond(&mut self, cond: &Cond) -> Option<String> {
        Some(match cond {
            Cond::Less(left, right) => format!("{} < {}", self.expr(left)?, self.expr(right)?),
            Cond::Equal(left, right) => format!("{} == {}", self.expr(left)?, self.expr(right)?),
        })
    }

    fn expr(&mut self, expr: &Expr) -> Option<String> {
        Some(match expr {
            Expr::Int(n) => format!("get({n})"),
            Expr::Var(name) => format!("get({})", self.find(name)?),
            Expr::Result => "get(result)".into(),
            Expr::Binary(left, operator, right) => {
                let operator = match operator {
                    Operator::Add => "+",
                    Operator::Sub => "-",
                    Operator::Mul => "*",
                };
                format!("({} {operator} {})", self.expr(left)?, self.expr(right)?)
            }
            Expr::Eval(expr) => format!("eval({})", self.expr(expr)?),
            Expr::Call(function, args) => self.call(function, args)?,
            Expr::Capital(..)
            | Expr::Method(..)
            | Expr::Temporary(_)
            | Expr::At(_)
            | Expr::Item(_)
            | Expr::Field(_)
            | Expr::Error(_)
            | Expr::Try(..)
            | Expr::Block(..)
            | Expr::If(..)
            | Expr::Loop(_)
            | Expr::Await(..) => return None,
        })
    }

    fn call(&mut self, function: &Function, args: &[Expr]) -> Option<String> {
        if !matches!(function.returns, Type::Int | Type::Unit) {
            return None;
        }
        let args = self.list(args)?;
        let count = self.names.len();
        let parameters: Vec<_> = function
            .parameters
            .iter()
            .map(|name| self.declare(name) + " int64")
            .collect();
        let text = self.inline(|this| {
            this.line(&format!("func({}) (returned_ int64) {{", parameters.join(", ")));
            this.body(&function.body, function.tail.as_ref(), Some("returned_"), false)?;
            this.line("}");
            Some(())
        });
        self.names.truncate(count);
        text.map(|text| format!("{text}({args})"))
    }
}

#[cfg(test)]
mod tests {
    use super::print;
    use crate::lang::{
        Block, Deferred, Expr, Form, Function, Give, Loop, NamedResult, Program, Repeat, Stmt, Type, When,
    };
    use pretty_assertions::assert_eq;

    fn deferred(form: Form) -> Stmt {
        let when = When::Always;
        Stmt::Defer(Deferred { when, form })
    }

    fn program(statements: Vec<Stmt>) -> Program {
        Program {
            function: Function {
                parameters: Vec::new(),
                tokens: Vec::new(),
                returns: Type::Int,
                body: Block(statements),
                tail: Some(Give::Int(Expr::Int(2))),
            },
            result: Some(NamedResult { start: None }),
            is_async: false,
            has_block_scopes: false,
            awaited: Vec::new(),
        }
    }

    #[test]
    fn loop_bodies_are_function_literals() {
        let body = vec![
            deferred(Form::Say(vec![Expr::Var("i".into())])),
            Stmt::Return(Give::Int(Expr::Int(5))),
            Stmt::Continue(None),
        ];
        let recover = Stmt::Recover(Block(vec![Stmt::SetResult(Give::Int(Expr::Result))]), false);
        let statements = vec![
            deferred(Form::Block(Block(vec![recover]), true)),
            Stmt::Loop(Loop {
                label: None,
                repeat: Repeat::For {
                    variable: "i".into(),
                    before: Block::default(),
                    times: 3,
                },
                body: Block(body),
            }),
        ];
        let expected = "\
func program() (result int64) {
\tdefer func() {
\t\tif r := recover(); r != nil {
\t\t\tsayText(fmt.Sprintf(\"recovered %v\", r))
\t\t\tresult = get(result)
\t\t}
\t\treturn
\t}()
\tfor i_2 := int64(0); i_2 < 3; i_2++ {
\t\tcode := func() (code int) {
\t\t\tdefer say(get(i_2))
\t\t\tresult = get(5)
\t\t\treturn 1
\t\t\treturn 5
\t\t\treturn 0
\t\t}()
\t\tif code == 4 { break }
\t\tif code == 5 { continue }
\t\tif code != 0 { return }
\t}
\tresult = get(2)
\treturn
}
";
        assert_eq!(print(&program(statements), "program").unwrap(), expected);
    }

    #[test]
    fn what_go_has_not() {
        let error = deferred(Form::Try(Type::Result, Expr::Int(1)));
        assert_eq!(print(&program(vec![error]), "program"), None);
    }
}
