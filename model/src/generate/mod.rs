//! Random programs, that rustc accepts and that end.

mod around;
mod deferred;
mod exprs;
mod functions;
mod loops;
mod shapes;
mod statements;

use crate::lang::{
    Awaited, Deferred, Expr, Form, Function, Name, NamedResult, Program, Stmt, Type, When, each_block, each_expr,
};
use crate::random::Random;
use around::{Around, Holds, Variable};
use functions::question;
use shapes::avoided;
pub use shapes::{KNOWN_DIFFERENCES, Shape};

/// Which programs are generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Everything but `async`.
    Sync,
    /// Everything; the functions are async.
    Async,
    /// Mostly what Go has.
    Go,
}

/// The program of a seed.
pub fn generate(seed: u64, dialect: Dialect) -> Program {
    let mut random = Random::new(seed);
    let awaited = match dialect {
        Dialect::Async => awaited(&mut random, 2),
        Dialect::Sync | Dialect::Go => Vec::new(),
    };
    let size = [(3, 40), (4, 80), (2, 140)];
    program(&mut random, dialect, Vec::new(), awaited, &size)
}

/// Some async functions, and those that they await in turn, so deep.
fn awaited(random: &mut Random, depth: usize) -> Vec<Program> {
    let mut programs = Vec::new();
    if depth > 0 {
        for _ in 0..random.below(3) {
            let parameters = ["a", "b"][..random.below(3)]
                .iter()
                .map(|&name| name.to_owned())
                .collect();
            let awaited = awaited(random, depth - 1);
            programs.push(program(
                random,
                Dialect::Async,
                parameters,
                awaited,
                &[(3, 15), (2, 40)],
            ));
        }
    }
    programs
}

fn program(
    random: &mut Random,
    dialect: Dialect,
    parameters: Vec<Name>,
    awaited: Vec<Program>,
    sizes: &[(usize, isize)],
) -> Program {
    let fallible = if dialect == Dialect::Go { 0 } else { 1 };
    let returns = random.weighted(&[
        (3, Type::Unit),
        (3, Type::Int),
        (5 * fallible, Type::Result),
        (2 * fallible, Type::Option),
    ]);
    let named = returns != Type::Unit && random.chance(55);
    let size = random.weighted(sizes);
    let mut generator = Generator {
        random,
        for_go: dialect == Dialect::Go,
        budget: size,
        depth: 0,
        next: 0,
        variables: Vec::new(),
        awaited: &awaited,
        around: Around {
            returns,
            is_named: named,
            result: named.then_some(returns),
            question: question(returns),
            is_deferred: false,
            is_async: dialect == Dialect::Async,
            no_return: false,
            targets: Vec::new(),
            recover: false,
            error: None,
            closures: 0,
            scope: 1,
            in_arguments: false,
            deferred: 0,
            is_literal: false,
        },
    };
    let result = named.then(|| NamedResult {
        start: generator.random.chance(40).then(|| generator.start(returns)),
    });
    let mut function = generator.function(parameters, returns);
    if named && dialect == Dialect::Async && !defers(&function) && avoided(Shape::ResultOverAsyncBlocks) {
        let form = Form::Say(vec![Expr::Int(0)]);
        let when = When::Always;
        function.body.0.insert(0, Stmt::Defer(Deferred { when, form }));
    }
    Program {
        function,
        result,
        is_async: dialect == Dialect::Async,
        awaited,
    }
}

/// Whether there is a deferred call outside of async blocks.
fn defers(function: &Function) -> bool {
    let mut outside = Program {
        function: function.clone(),
        result: None,
        is_async: true,
        awaited: Vec::new(),
    };
    each_expr(&mut outside, &mut |expr| {
        if let Expr::Await(Awaited::Block(_), _) = expr {
            *expr = Expr::Int(0);
        }
    });
    let mut found = false;
    each_block(&mut outside, &mut |block| {
        found |= block.0.iter().any(|stmt| matches!(stmt, Stmt::Defer(_)));
    });
    found
}

struct Generator<'a> {
    random: &'a mut Random,
    for_go: bool,
    /// How many more statements and expressions there may be.
    budget: isize,
    /// How many blocks are around.
    depth: usize,
    next: usize,
    variables: Vec<Variable>,
    /// The async functions that may be awaited.
    awaited: &'a [Program],
    around: Around,
}

impl Generator<'_> {
    fn fresh(&mut self, prefix: &str) -> Name {
        self.next += 1;
        format!("{prefix}{}", self.next)
    }

    fn declare(&mut self, name: &str, holds: Holds) {
        let variable = Variable {
            name: name.to_owned(),
            holds,
            loops: self.around.loops(),
            closures: self.around.closures,
            depth: self.depth,
        };
        self.variables.push(variable);
    }

    /// The visible variables that pass, without those that are shadowed.
    fn visible(&self, passes: impl Fn(&Variable) -> bool) -> Vec<Name> {
        let mut names: Vec<Name> = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for variable in self.variables.iter().rev() {
            if !seen.contains(&variable.name.as_str()) {
                seen.push(&variable.name);
                if passes(variable) {
                    names.push(variable.name.clone());
                }
            }
        }
        names
    }

    fn some(&mut self, passes: impl Fn(&Variable) -> bool) -> Option<Name> {
        let names = self.visible(passes);
        self.random.pick(&names).cloned()
    }

    fn mark(&mut self, name: &str, holds: Holds) {
        if let Some(variable) = self.variables.iter_mut().rev().find(|variable| variable.name == name) {
            variable.holds = holds;
        }
    }

    /// Generates what has variables of its own.
    fn nested<T>(&mut self, generate: impl FnOnce(&mut Self) -> T) -> T {
        let count = self.variables.len();
        let generated = generate(self);
        self.variables.truncate(count);
        generated
    }

    /// Generates what stands in other surroundings.
    fn inside<T>(&mut self, around: Around, generate: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.around, around);
        let generated = self.nested(generate);
        self.around = outer;
        generated
    }
}
