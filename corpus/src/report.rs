//! The page of results.

mod losses;
mod tables;

use crate::check::Outcome;
use crate::options::Options;
use std::fmt::Write as _;
use std::io;
use std::path::Path;
use tables::Mentions;

/// How many of a crate's own unit tests pass and fail; nothing where it has none that compile.
pub type Tests = Option<(usize, usize)>;

/// One crate's results.
pub struct Row {
    pub name: String,
    pub version: String,
    pub before: Tests,
    pub first: Option<Sprinkled>,
    /// One for each seed, as the ones below.
    pub between: Vec<Sprinkled>,
    pub mentioned: Vec<Mentioned>,
}

/// What became of a crate, and of its own tests.
pub struct Sprinkled {
    pub outcome: Outcome,
    pub after: Tests,
}

/// What became of a crate whose locals are mentioned.
pub struct Mentioned {
    pub by_macro: Outcome,
    pub by_guard: Outcome,
}

const BEGIN: &str = "<!-- corpus: begin -->\n";
const END: &str = "<!-- corpus: end -->";

/// The page: the tables, with what was lost and why below.
pub fn page(rows: &[Row], options: &Options) -> String {
    let seeds: Vec<String> = options.seeds.iter().map(ToString::to_string).collect();
    let mut text = String::from(
        "# Real code\n\n\
         Deferred calls were put into real crates, at places that nobody has chosen. A place at which the crate no longer\n\
         compiled was left out; then the crate's own unit tests ran. `cargo xtask corpus`\n\
         makes this page and its lines in the README anew. Only places that are compiled in are counted, those of unit tests too.\n",
    );
    if rows.iter().any(|row| row.first.is_some()) {
        text.push_str(
            "\n## First statements\n\n\
             Every function and async block got `#[with_defer]` and a `defer!` as its first statement, and so did every loop\n\
             body. There a deferred call stands in front of all borrows of locals.\n\n",
        );
        text.push_str(&tables::first(rows));
    }
    if rows.iter().any(|row| !row.between.is_empty()) {
        let _ = write!(
            text,
            "\n## Random statements\n\n\
             Every body of a function, a closure or an async block, every loop body and every inner block (a plain block, a\n\
             branch of an `if`, an arm of a `match`) of two statements or more got a `defer!` behind one of its statements and in\n\
             front of another, all at the same time. Drawn by the seeds {}, which are added up.\n\n",
            seeds.join(" and ")
        );
        text.push_str(&tables::between(rows));
    }
    if rows.iter().any(|row| !row.mentioned.is_empty()) {
        text.push_str(
            "\n## Mentioning a local\n\n\
             In each of these blocks that has a `let` in front of another statement, the call stood behind such a `let` and mentioned its\n\
             local: `defer! { touch(&x); }`. Beside it is the same with a guard that holds `&x` and touches it when it is dropped. No\n\
             guard can do with a local that is moved behind it, nor can a deferred call: those places are not counted. A local is taken for\n\
             moved where rustc says so about the guard, \"cannot move out of `x` because it is borrowed\" (E0505), on whatever way out, or\n\
             about the call, \"use of moved value: `x`\" (E0382), as it says no more of a guard that is in the way of an assignment.\n\n",
        );
        text.push_str(&tables::mentioned(rows));
    }
    text.push_str(&losses::lists(rows));
    text
}

/// What was lost of one crate, for those who watch.
pub fn lost_in(name: &str, outcome: &Outcome) -> String {
    losses::of_crate(name, outcome)
}

/// Writes the pair for those who only look at the front page.
pub fn write_front_page(path: &Path, rows: &[Row]) -> io::Result<()> {
    let text = std::fs::read_to_string(path)?;
    let mentions = Mentions::of(rows);
    let parts = text
        .split_once(BEGIN)
        .and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let Some((before, after)) = parts else {
        return Err(io::Error::other(format!(
            "{} has no place for the numbers",
            path.display()
        )));
    };
    if mentions.counted == 0 {
        return Ok(());
    }
    let front = format!(
        "In {} crates, behind {} `let`s drawn at random whose local isn't moved later, `defer! {{ touch(&x); }}` compiles at\n\
         **{}**, and a guard that holds `&x` at **{}** ([real code](docs/real-code.md)).\n",
        rows.len(),
        mentions.counted,
        tables::share(mentions.macro_kept, mentions.counted),
        tables::share(mentions.guard_kept, mentions.counted),
    );
    std::fs::write(path, format!("{before}{BEGIN}{front}{END}{after}"))
}
