//! Writes the async twins of the sync tests, which the binaries `async_twins_*` include.

mod twin {
    pub mod closures;
    pub mod density;
    pub mod exceptions;
    pub mod expand;
    pub mod file;
    pub mod functions;
    pub mod macros;
    pub mod names;
    pub mod pauses;
    pub mod sample;
}

use std::path::PathBuf;
use std::{env, fs};
use twin::file::Twins;

/// The binaries, which compile beside one another, with the files whose rules hold for async functions, too, and of how many
/// tests of a table there is one twin. The number has no factor in common with how many places or kinds of sites a table has,
/// so that all of them get their turn.
const BINARIES: &[(&str, &[(&str, usize)])] = &[
    (
        "async_twins_calls",
        &[
            ("callees_and_captures", 7),
            ("evaluated_first", 7),
            ("forms", 1),
            ("places", 7),
        ],
    ),
    (
        "async_twins_failure",
        &[
            ("deferred_question", 2),
            ("failure", 7),
            ("failure_forms", 5),
            ("failure_named", 7),
            ("question_mark", 1),
            ("results", 1),
        ],
    ),
    (
        "async_twins_scopes",
        &[
            ("block_scopes", 7),
            ("constructors", 1),
            ("cursors", 1),
            ("found_by_the_model", 1),
            ("functions", 1),
            ("panics", 1),
            ("programs", 1),
            ("scopes", 1),
            ("twins_calls", 1),
            ("twins_loops", 1),
            ("twins_panics", 1),
            ("twins_results", 1),
            ("ways_out", 3),
        ],
    ),
];

/// Asks for the twins of all tests, which take minutes to compile, of the files it names.
const ALL_OF: &str = "ALL_TWINS_OF";

/// Asks for awaits in other places.
const SEED: &str = "TWINS_SEED";

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("a build script is told where to write"));
    let seed = env::var(SEED).map_or(1, |seed| seed.parse().expect("the seed is a number"));
    let all_of = env::var(ALL_OF).unwrap_or_default();
    let is_wanted = |file: &str| all_of.is_empty() || all_of.split_whitespace().any(|wanted| wanted == file);
    for (binary, files) in BINARIES {
        let mut modules = String::new();
        let mut counts = String::new();
        for (file, one_of) in files.iter().filter(|(file, _)| is_wanted(file)) {
            let one_of = if all_of.is_empty() { *one_of } else { 1 };
            let twins = Twins::of(file, one_of, seed);
            modules += &twins.module();
            counts += &twins.count();
        }
        let text = format!("{modules}\nconst COUNTS: &[Count] = &[{counts}];\n");
        fs::write(out.join(binary).with_extension("rs"), text).expect("the twins can be written");
    }
    println!("cargo::rerun-if-env-changed={ALL_OF}");
    println!("cargo::rerun-if-env-changed={SEED}");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=twin");
}
