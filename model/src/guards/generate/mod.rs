//! Random functions that rustc accepts with guards. The generator keeps book of what is moved on which way, so that
//! most do; rustc has the last word.

mod leave;
mod state;
mod statements;
mod values;
mod ways;

use super::features::Feature;
use super::program::{Block, Code, Form, LocalId, Origin, Piece, Program, Site, Stmt};
use crate::random::Random;
use state::{Frame, Leaving, State, Type};

/// What makes the macro do something else than guards, which is not generated unless it is asked for. Without its line
/// here, it is tested.
pub const KNOWN_DIFFERENCES: &[Feature] = &[];

/// Which functions are generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// `async fn`.
    pub is_async: bool,
    /// Those of [`KNOWN_DIFFERENCES`], too.
    pub has_known: bool,
}

/// The function of a seed.
pub fn generate(seed: u64, dialect: Dialect) -> Program {
    let Dialect { is_async, has_known } = dialect;
    let mut random = Random::new(seed);
    let returns = random.weighted(&[
        (3, Type::Unit),
        (2, Type::Int),
        (3, Type::N),
        (2, Type::Hd),
        (2, Type::Wrap),
        (2, Type::Pair),
        (2, Type::Option),
        (4, Type::UnitResult),
        (6, Type::NResult),
        (3, Type::HdResult),
    ]);
    let budget = random.weighted(&[(3, 8), (4, 16), (3, 30)]);
    let mix = Mix::of(&mut random);
    let names_result = mix.names_result && matches!(returns, Type::Int | Type::Option | Type::UnitResult);
    let mut generator = Generator {
        random,
        mix: Mix { names_result, ..mix },
        is_async,
        has_known,
        budget,
        depth: 0,
        next: 0,
        locals: Vec::new(),
        states: Vec::new(),
        scope: Vec::new(),
        frames: vec![Frame::of(returns, 0, true)],
        open: vec![Stmt::default()],
        leaving: None,
        hint: None,
    };
    let receiver = generator.receiver();
    let parameters = generator.parameters();
    let features = std::mem::take(&mut generator.open[0].features);
    let mut body = generator.body(Feature::InFunction);
    ensure_site(&mut generator, &mut body);
    let mix = generator.mix;
    let options = match (mix.names_result, mix.block_scopes) {
        (true, true) => "(result, scope = block)",
        (true, false) => "(result)",
        (false, true) => "(scope = block)",
        (false, false) => "",
    };
    let locals = generator.locals.into_iter().map(|local| local.facts).collect();
    Program {
        is_async,
        parameters,
        returns: returns.text(),
        receiver,
        options,
        own_std: mix.own_std,
        body,
        locals,
        features,
        is_shrunk: false,
    }
}

/// A function has one deferred call at least: one that has none is left alone (1.3).
fn ensure_site(generator: &mut Generator, body: &mut Block) {
    let has_site = {
        let mut found = false;
        body.each_stmt(&mut |stmt| found |= stmt.code.iter().any(|piece| matches!(piece, Piece::Site(_))));
        found
    };
    if !has_site {
        let at = generator.random.below(body.stmts.len() + 1);
        let number = generator.number();
        body.stmts.insert(
            at,
            Stmt {
                code: vec![Piece::Site(Site {
                    number,
                    form: Form::Block,
                    mentions: None,
                    owns: None,
                    is_out: false,
                })],
                features: vec![Feature::BlockForm, Feature::InFunction],
                ..Stmt::default()
            },
        );
    }
}

/// What a function is about: with a bit of everything in each, the macro would refuse most.
#[derive(Clone, Copy, Debug)]
struct Mix {
    /// What takes an operand by value, or copies it.
    operands: bool,
    /// Parts of structs, tuples, boxes, arrays and variants.
    parts: bool,
    /// Macros of the user's, and those of std.
    macros: bool,
    /// Closures, and functions in functions.
    closures: bool,
    /// Patterns that move or borrow.
    patterns: bool,
    /// What is there gets a new value.
    renewals: bool,
    /// Other locals of the same name.
    shadows: bool,
    /// Deferred calls that take a value.
    owns: bool,
    /// `#[with_defer(scope = block)]`
    block_scopes: bool,
    /// `#[with_defer(result)]`
    names_result: bool,
    /// It is a method.
    has_self: bool,
    /// Macros of its own have the names of some of std's.
    own_std: bool,
}

impl Mix {
    fn of(random: &mut Random) -> Self {
        Mix {
            operands: random.chance(30),
            parts: random.chance(35),
            macros: random.chance(25),
            closures: random.chance(25),
            patterns: random.chance(25),
            renewals: random.chance(30),
            shadows: random.chance(25),
            owns: random.chance(15),
            block_scopes: random.chance(20),
            names_result: random.chance(20),
            has_self: random.chance(15),
            own_std: random.chance(20),
        }
    }

    /// How many percent of the statements are made by the tables.
    fn share(self) -> usize {
        let kinds = [
            self.operands,
            self.parts,
            self.macros,
            self.closures,
            self.patterns,
            self.renewals,
            self.shadows,
        ];
        match kinds.iter().filter(|is_in| **is_in).count() {
            0 => 0,
            1 => 25,
            _ => 35,
        }
    }
}

struct Generator {
    random: Random,
    mix: Mix,
    is_async: bool,
    has_known: bool,
    /// How many more statements there are, about.
    budget: isize,
    /// How deep in blocks, or in values.
    depth: usize,
    next: usize,
    locals: Vec<state::Local>,
    states: Vec<State>,
    /// The locals in view, inner ones last.
    scope: Vec<LocalId>,
    frames: Vec<Frame>,
    /// The statements that are being made, inner ones last.
    open: Vec<Stmt>,
    /// The way out that follows.
    leaving: Option<Leaving>,
    /// How the next value that is made is called.
    hint: Option<String>,
}

impl Generator {
    fn number(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    /// A number for the log, that makes no fallible call fail.
    fn step(&mut self) -> String {
        (self.number() * 4).to_string()
    }

    fn avoids(&self, feature: Feature) -> bool {
        !self.has_known && KNOWN_DIFFERENCES.contains(&feature)
    }

    fn shows(&mut self, feature: Feature) {
        self.open().features.push(feature);
    }

    fn open(&mut self) -> &mut Stmt {
        self.open.last_mut().expect("there is one for the parameters at least")
    }

    /// A statement, of what `make` says.
    fn stmt_of(&mut self, make: impl FnOnce(&mut Self) -> Code) -> Stmt {
        self.open.push(Stmt::default());
        let code = make(self);
        let mut stmt = self.open.pop().expect("it was pushed");
        stmt.code = code;
        stmt
    }

    /// A block, which is a scope if all are.
    fn empty_block(&self) -> Block {
        Block {
            is_scope: self.mix.block_scopes,
            ..Block::default()
        }
    }

    /// What a deferred call stands in that stands in a block.
    fn in_block(&self) -> Option<Feature> {
        self.mix.block_scopes.then_some(Feature::InBlock)
    }

    fn receiver(&mut self) -> Option<&'static str> {
        if !self.mix.has_self {
            return None;
        }
        let is_mutable = self.random.chance(50);
        let labels = ["me_a", "me_b", "me_h", "me_o", "me_x"].map(str::to_owned).into();
        let id = self.declare("self", Type::Me, labels, Origin::Among, State::Set);
        self.locals[id].is_mutable = is_mutable;
        self.shows(Feature::SelfByValue);
        Some(if is_mutable { "mut self" } else { "self" })
    }

    fn parameters(&mut self) -> Vec<(String, String)> {
        let mut parameters = Vec::new();
        for _ in 0..self.random.below(5) {
            let parameter = match self.random.below(9) {
                0 => {
                    self.shows(Feature::UnboundParameter);
                    let label = format!("u{}", self.number());
                    ("_: N".into(), format!("new(\"{label}\")"))
                }
                1 => {
                    self.shows(Feature::PatternParameter);
                    let (a, b) = (self.parameter("", Type::N), self.parameter("", Type::N));
                    (format!("({a}, {b}): (N, N)"), format!("(new(\"{a}\"), new(\"{b}\"))"))
                }
                2 => {
                    self.shows(Feature::PatternParameter);
                    let n = self.parameter("", Type::N);
                    (
                        format!("Hd {{ id: _, n: {n} }}: Hd"),
                        format!("Hd {{ id: 1, n: new(\"{n}\") }}"),
                    )
                }
                3 => {
                    let h = self.parameter("h", Type::Hd);
                    (format!("{h}: Hd"), format!("Hd {{ id: 2, n: new(\"{h}\") }}"))
                }
                4 => {
                    let o = self.parameter("o", Type::Option);
                    (format!("{o}: Option<N>"), format!("Some(new(\"{o}\"))"))
                }
                5 => {
                    let v = self.parameter("v", Type::V);
                    (format!("{v}: V"), format!("V(new(\"{v}\"))"))
                }
                _ => {
                    let a = self.parameter("", Type::N);
                    let id = self.locals.len() - 1;
                    self.locals[id].is_mutable = true;
                    (format!("mut {a}: N"), format!("new(\"{a}\")"))
                }
            };
            parameters.push(parameter);
        }
        parameters
    }

    fn parameter(&mut self, letter: &str, ty: Type) -> String {
        let letter = if letter.is_empty() { "p" } else { letter };
        let name = format!("{letter}{}", self.number());
        self.declare(&name, ty, [name.clone()].into(), Origin::Among, State::Set);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Elsewhere a guard is dropped earlier than a deferred call runs (3.2).
    #[test]
    fn deferred_calls_stand_directly_in_scopes() {
        for seed in 0..2000 {
            let dialect = Dialect {
                is_async: seed % 2 == 0,
                has_known: true,
            };
            assert!(generate(seed, dialect).has_sites_in_scopes_only(), "seed {seed}");
        }
    }
}
