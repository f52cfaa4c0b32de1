//! The command line.

use std::path::PathBuf;

/// The crates of the tables. Those of the first line are written in a functional style: parsers and iterators; those of
/// the last are async.
const CRATES: &str = "nom winnow itertools either \
     semver indexmap textwrap walkdir smallvec hashbrown regex-syntax httparse serde_json fixedbitset bytes arrayvec \
     mini-redis deadpool axum tokio-postgres async-channel";

/// What is asked for.
pub struct Options {
    /// The page to write. It is only printed where there is none.
    pub output: Option<PathBuf>,
    pub crates: Vec<String>,
    pub seeds: Vec<u64>,
    /// Whether the crates' own tests are compiled and run.
    pub tests: bool,
    only: Vec<What>,
}

/// The tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    First,
    Between,
    Mention,
}

const WHAT: [(&str, What); 3] = [
    ("first", What::First),
    ("between", What::Between),
    ("mention", What::Mention),
];

impl Options {
    /// Reads `OUTPUT [--seeds 1,2] [--only first,between,mention] [--no-tests] [CRATE…]`.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
        let output = arguments.next();
        if output.as_ref().is_some_and(|output| output.starts_with("--")) {
            return Err("OUTPUT [--seeds 1,2] [--only first,between,mention] [--no-tests] [CRATE…]".to_owned());
        }
        let mut options = Options {
            output: output.filter(|output| output != "-").map(PathBuf::from),
            crates: Vec::new(),
            seeds: vec![1, 2],
            tests: true,
            only: WHAT.map(|(_, what)| what).to_vec(),
        };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--no-tests" => options.tests = false,
                "--seeds" => options.seeds = list(arguments.next(), |seed| seed.parse().ok())?,
                "--only" => {
                    options.only = list(arguments.next(), |name| {
                        WHAT.iter().find(|(known, _)| *known == name).map(|(_, what)| *what)
                    })?;
                }
                unknown if unknown.starts_with("--") => return Err(format!("`{unknown}` is not understood")),
                _ => options.crates.push(argument),
            }
        }
        if options.crates.is_empty() {
            options.crates = CRATES.split_whitespace().map(str::to_owned).collect();
        }
        Ok(options)
    }

    pub fn tries(&self, what: What) -> bool {
        self.only.contains(&what)
    }
}

fn list<T>(argument: Option<String>, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
    let argument = argument.unwrap_or_default();
    let parts = argument
        .split(',')
        .map(|part| read(part).ok_or_else(|| format!("`{part}` is not understood")));
    parts.collect()
}
