//! Random programs, that rustc accepts and that end. A generator goes through a program from its outside to its inside
//! and knows what stands around (`around`); what macro and model differ in is not generated (`shapes`).

mod around;
mod deferred;
mod exprs;
mod functions;
mod locals;
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
    program(&mut random, dialect, Vec::new(), awaited, &size, 0)
}

/// Some async functions, and those that they await in turn, so deep.
fn awaited(random: &mut Random, depth: usize) -> Vec<Program> {
    let mut programs = Vec::new();
    if depth > 0 {
        for index in 0..random.below(3) {
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
                100 * (1 + depth) + 30 * index,
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
    first: usize,
) -> Program {
    let fallible = usize::from(dialect != Dialect::Go);
    let returns = random.weighted(&[
        (3, Type::Unit),
        (3, Type::Int),
        (5 * fallible, Type::Result),
        (2 * fallible, Type::Option),
        (fallible, Type::Size),
        (4 * fallible, Type::Held),
    ]);
    let named = !matches!(returns, Type::Unit | Type::Held) && random.chance(55);
    let has_block_scopes = fallible > 0 && random.chance(30);
    let tokens = if parameters.is_empty() { 0 } else { random.below(3) };
    let (has_references, has_bound) = (
        fallible > 0 && random.chance(15),
        fallible > 0 && !avoided(Shape::CalleeOfMacro) && random.chance(8),
    );
    let size = random.weighted(sizes);
    let mut generator = Generator {
        random,
        for_go: dialect == Dialect::Go,
        has_block_scopes,
        budget: size,
        depth: 0,
        next: first,
        has_references,
        aliased: None,
        has_bound,
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
            closed: 0,
            recover: false,
            leaving: false,
            error: None,
            closures: 0,
            scope: 1,
            in_arguments: false,
            deferred: 0,
            is_literal: false,
            is_returned: false,
            no_moves: false,
        },
    };
    let result = named.then(|| NamedResult {
        start: generator.random.chance(40).then(|| generator.start(returns)),
    });
    let tokens = generator.fresh_tokens(tokens);
    let mut function = generator.function(parameters, tokens, returns);
    if named && dialect == Dialect::Async && !defers(&function) && avoided(Shape::ResultOverAsyncBlocks) {
        let form = Form::Say(vec![Expr::Int(0)]);
        let when = When::Always;
        function.body.0.insert(0, Stmt::Defer(Deferred { when, form }));
    }
    Program {
        function,
        result,
        is_async: dialect == Dialect::Async,
        has_block_scopes,
        awaited,
    }
}

/// Whether there is a deferred call outside of async blocks.
fn defers(function: &Function) -> bool {
    let mut outside = Program {
        function: function.clone(),
        result: None,
        is_async: true,
        has_block_scopes: false,
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
    /// Every block is a scope.
    has_block_scopes: bool,
    /// How many more statements and expressions there may be.
    budget: isize,
    /// How many blocks are around.
    depth: usize,
    /// The number of the last name.
    next: usize,
    /// There may be references, and a callee that a macro binds, which may be refused.
    has_references: bool,
    /// A variable that a reference leads to.
    aliased: Option<Name>,
    has_bound: bool,
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

    /// Names and numbers of so many tokens.
    fn fresh_tokens(&mut self, count: usize) -> Vec<(Name, i64)> {
        (0..count).map(|_| (self.fresh("t"), self.next as i64)).collect()
    }

    fn declare(&mut self, name: &str, holds: Holds) {
        let variable = Variable {
            name: name.to_owned(),
            holds,
            loops: self.around.loops(),
            targets: self.around.targets.len(),
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

    /// Generates a statement beside those of a block.
    fn in_block<T>(&mut self, generate: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        let generated = generate(self);
        self.depth -= 1;
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
