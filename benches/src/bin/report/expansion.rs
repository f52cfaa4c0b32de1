//! Instructions of the macro itself, in a build without optimisation, which is how users run it. Callgrind runs rustc and
//! counts between entering the macro and leaving it, so what rustc does for it through the bridge is in, and nothing else.
//! The same macro has the same counts.

use super::command::{printed, run};
use super::generated::{Generated, Kind};
use super::tables::grouped;
use super::{callgrind, workers};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Tells callgrind to count in the macro's entry, whose name it is told in either mangling. Each function of such a name
/// starts or stops it, so none that the entry calls may have one.
const ENTRY: [&str; 3] = [
    "--demangle=no",
    "--toggle-collect=*12defer_macros10with_defer17h*",
    "--toggle-collect=*12defer_macros10with_defer",
];

/// Seconds after which an expansion isn't waited for: one that doubles with each level would take an hour.
pub const PATIENCE: u64 = 120;

/// As each is expanded for itself, more of them have the same cost each.
const FUNCTIONS: usize = 100;
const LETS: [usize; 3] = [1500, 3000, 6000];
const LOOPS: [usize; 3] = [250, 500, 1000];
const DEPTHS: [usize; 3] = [5, 10, 20];

/// What opens and closes a level, and its name.
const LEVELS: [(&str, &str, &str); 3] = [
    ("blocks", "{", "}"),
    ("loops", "for _ in 0..n {", "}"),
    ("closures", "let inner = || {", "};\ninner();"),
];

/// Files of the folder `tests` that are written as a user would; the others are tables of macros.
const TESTS: [&str; 11] = [
    "cursors",
    "forms",
    "functions",
    "panics",
    "programs",
    "question_mark",
    "results",
    "twins_calls",
    "twins_loops",
    "twins_panics",
    "twins_results",
];

const HEAD: &str = "use defer_runtime::{defer, errdefer, with_defer};\n\npub fn log(_: u64) {}\n\n#[with_defer]\n";

/// What an expansion costs.
pub struct Expansion {
    /// What is expanded.
    pub title: String,
    /// Nothing where it took too long.
    pub instructions: Option<u64>,
    /// How many of what the source is made of.
    pub parts: Option<(usize, &'static str)>,
}

/// A source that is expanded.
struct Source {
    title: String,
    text: String,
    parts: Option<(usize, &'static str)>,
}

pub fn count(workspace: &Path, scratch: &Path) -> io::Result<Vec<Expansion>> {
    let built = dependencies(workspace, scratch)?;
    let rustc = Path::new(&printed(Command::new("rustc").args(["--print", "sysroot"]))?).join("bin/rustc");
    let folder = scratch.join("expansion");
    fs::create_dir_all(&folder)?;
    let sources = sources(workspace);
    let counts = workers::each(sources.len(), |at| {
        let file = folder.join(format!("source{at}.rs"));
        fs::write(&file, &sources[at].text)?;
        expanding(&rustc, &built, &file)
    })?;
    let expansions = sources.into_iter().zip(counts).map(|(source, instructions)| Expansion {
        title: source.title,
        instructions,
        parts: source.parts,
    });
    Ok(expansions.collect())
}

/// The folder with what the sources use, built from nothing, so that it holds each crate once.
fn dependencies(workspace: &Path, scratch: &Path) -> io::Result<PathBuf> {
    let local = |name: &str, folder: &str| format!("{name} = {{ path = {:?} }}\n", workspace.join(folder));
    let dependencies = [
        local("defer-runtime", "defer-runtime"),
        local("defer-tests", "tests"),
        "pretty_assertions = \"1.4\"\n".to_owned(),
    ];
    let generated = Generated::with_dependencies("expansion", &dependencies.concat(), workspace, scratch)?;
    generated.clean()?;
    run(&mut generated.cargo("check"))?;
    Ok(generated.target.join("debug/deps"))
}

/// The instructions of expanding a file. Where only its dependencies are asked for, rustc stops behind the expansion.
fn expanding(rustc: &Path, built: &Path, file: &Path) -> io::Result<Option<u64>> {
    let mut command = callgrind::command(&ENTRY);
    command
        .arg(rustc)
        .args(["--edition=2024", "--test", "--cap-lints=allow"])
        .args(["--emit=dep-info", "-o"])
        .arg(file.with_extension("d"))
        .arg("-L")
        .arg(built)
        .args(["defer_runtime", "defer_tests", "pretty_assertions"].map(|name| format!("--extern={name}")))
        .arg(file);
    match callgrind::count_within(PATIENCE, &command)? {
        Some(0) => Err(io::Error::other("the macro's symbol is not `expansion::ENTRY`")),
        count => Ok(count),
    }
}

fn sources(workspace: &Path) -> Vec<Source> {
    let lets = LETS.map(with_lets);
    let nested = LEVELS
        .into_iter()
        .flat_map(|level| DEPTHS.map(|depth| nested(level, depth)));
    [functions(), tests(workspace)]
        .into_iter()
        .chain(lets)
        .chain(LOOPS.map(with_loops))
        .chain(nested)
        .collect()
}

fn functions() -> Source {
    Source {
        title: format!("{FUNCTIONS} functions, two calls each"),
        text: Kind::WithDefer.source(FUNCTIONS),
        parts: Some((FUNCTIONS, "function")),
    }
}

fn tests(workspace: &Path) -> Source {
    let module = |name: &str| {
        format!(
            "#[path = {:?}]\nmod {name};\n",
            workspace.join(format!("tests/{name}.rs"))
        )
    };
    Source {
        title: format!("the functions of {} files of `tests`", TESTS.len()),
        text: TESTS.map(module).concat(),
        parts: None,
    }
}

/// One function that each `let` may leave, with a deferred call in front of each third.
fn with_lets(lets: usize) -> Source {
    let mut text = format!("{HEAD}pub fn lets(a: u64) -> Option<u64> {{\n");
    for at in 0..lets {
        if at % lets.div_ceil(3) == 0 {
            let _ = writeln!(text, "    defer!(log({at}));");
        }
        let _ = writeln!(text, "    let a{at} = a.checked_add({at})?;");
    }
    let _ = writeln!(text, "    Some(a{})\n}}", lets - 1);
    Source {
        title: format!("one function of {} `let`s, three calls", grouped(lets as u64)),
        text,
        parts: Some((lets, "`let`")),
    }
}

/// One function of loops in a row, each with two deferred calls and three ways out.
fn with_loops(loops: usize) -> Source {
    let mut text = format!("{HEAD}pub fn loops(n: u64) -> Result<u64, u64> {{\n");
    for at in 0..loops {
        let _ = write!(
            text,
            "    for i in 0..n {{\n        defer!(log(i));\n        if i == {at} {{\n            break;\n        }}\n        \
             let n = n.checked_sub({at}).ok_or(n)?;\n        if i == n {{\n            return Ok(i);\n        }}\n        \
             errdefer!(|| log(n));\n    }}\n"
        );
    }
    let _ = writeln!(text, "    Ok(n)\n}}");
    Source {
        title: format!("one function of {} loops, two calls each", grouped(loops as u64)),
        text,
        parts: Some((loops, "loop")),
    }
}

/// One function with a deferred call in each level.
fn nested((name, open, close): (&str, &str, &str), depth: usize) -> Source {
    let mut text = format!("{HEAD}pub fn nested(n: u64) {{\n");
    for at in 0..depth {
        let _ = writeln!(text, "{open}\ndefer!(log({at}));\nlog(n);");
    }
    let _ = writeln!(text, "{}}}", format!("{close}\n").repeat(depth));
    Source {
        title: format!("{depth} nested {name}, one call each"),
        text,
        parts: Some((depth, "level")),
    }
}
