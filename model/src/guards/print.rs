//! Prints a function in a module of its own: with guards, or with deferred calls. The two differ in nothing but the
//! attribute and the sites. What user-made macros and items a function uses stands in its module, so that a report is
//! a whole program but for `programs/guards.rs`.

use super::items::{ITEMS, MACROS, ME, STD_MACROS};
use super::program::{Block, Code, Form, LocalId, Piece, Program, Site, Stmt};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// How the sites are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// As guards.
    Guard,
    /// As deferred calls.
    Defer,
}

/// The module of this name.
pub fn print(program: &Program, name: &str, version: Version) -> String {
    let mut printer = Printer {
        text: String::new(),
        depth: 1,
        version,
        moved: program.moved(),
    };
    printer.block(&program.body);
    let body = printer.text;
    let parameters = program.parameters.iter().map(|(pattern, _)| pattern.as_str());
    let parameters: Vec<_> = program.receiver.into_iter().chain(parameters).collect();
    let mut text = format!("mod {name} {{\n    use super::*;\n");
    let own: &[_] = if program.own_std { STD_MACROS } else { &[] };
    for (name, rule) in MACROS.iter().chain(own) {
        if body.contains(&format!("{name}!")) {
            _ = writeln!(text, "    macro_rules! {name} {{ {rule} }}");
        }
    }
    if body.contains("help") || body.contains("HELP") {
        for line in ITEMS.lines() {
            _ = writeln!(text, "    {line}");
        }
    }
    if program.receiver.is_some() {
        for line in ME.lines() {
            _ = writeln!(text, "    {line}");
        }
        text += "    impl Me {\n";
    }
    if version == Version::Defer {
        _ = writeln!(text, "    #[with_defer{}]", program.options);
    }
    let is_async = if program.is_async { "async " } else { "" };
    let returns = match program.returns {
        "()" => String::new(),
        returns => format!(" -> {returns}"),
    };
    _ = writeln!(
        text,
        "    pub {is_async}fn f({}){returns} {body}\n{}}}",
        parameters.join(", "),
        if program.receiver.is_some() { "    }\n" } else { "" }
    );
    text
}

/// How the function is called.
pub fn call(program: &Program, module: &str) -> String {
    let arguments: Vec<_> = program
        .parameters
        .iter()
        .map(|(_, argument)| argument.as_str())
        .collect();
    match program.receiver {
        Some(_) => format!("{module}::Me::new().f({})", arguments.join(", ")),
        None => format!("{module}::f({})", arguments.join(", ")),
    }
}

struct Printer {
    text: String,
    depth: usize,
    version: Version,
    moved: BTreeSet<LocalId>,
}

impl Printer {
    fn block(&mut self, block: &Block) {
        self.text += "{\n";
        self.depth += 1;
        for stmt in block.stmts.iter().chain(block.tail.as_deref()) {
            self.stmt(stmt);
        }
        self.depth -= 1;
        _ = write!(self.text, "{:1$}}}", "", self.depth * 4);
    }

    fn stmt(&mut self, stmt: &Stmt) {
        _ = write!(self.text, "{:1$}", "", self.depth * 4);
        self.code(&stmt.code);
        self.text += "\n";
    }

    fn code(&mut self, code: &Code) {
        for piece in code {
            match piece {
                Piece::Text(text) => self.text += text,
                Piece::Block(block) => self.block(block),
                Piece::Site(site) => self.site(site),
            }
        }
    }

    fn site(&mut self, site: &Site) {
        let number = site.number;
        if site.is_out {
            self.text += "#[cfg(any())] ";
        }
        if let Some(owned) = &site.owns {
            self.text += &match (self.version, site.form) {
                (Version::Guard, _) => format!("let _d{number} = Owner(\"d{number}\", {owned});"),
                (_, Form::Call) => format!("defer!(own(\"d{number}\", {owned}));"),
                _ => format!("defer!(move || own(\"d{number}\", {owned}));"),
            };
            return;
        }
        // A local that is moved can't be mentioned on every way.
        let mentioned = site
            .mentions
            .as_ref()
            .filter(|(local, _)| !self.moved.contains(local) && site.form != Form::Move);
        if self.version == Version::Guard {
            _ = write!(self.text, "let _d{number} = Guard(\"d{number}\");");
            if let Some((_, name)) = mentioned {
                // rustc says whether it is there to be mentioned.
                _ = write!(self.text, " _ = &{name};");
            }
            return;
        }
        let call = match mentioned {
            Some((_, name)) => format!("log_of(&{name}, \"d{number}\")"),
            None => format!("log(\"d{number}\")"),
        };
        self.text += &match site.form {
            Form::Call => format!("defer!({call});"),
            Form::Block => format!("defer! {{ {call}; }}"),
            Form::Closure => format!("defer!(|| {{ {call}; }});"),
            Form::Move => format!("defer!(move || {call});"),
        };
    }
}
