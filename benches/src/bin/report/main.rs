//! Measures what `#[with_defer]` costs, prints the section of the README about it and writes that and its picture.
//! With `--no-write` it only prints, with `--expansion` only what the macro itself costs. `cargo xtask bench` builds what it needs and starts it.

mod allocations;
mod build_cost;
mod callgrind;
mod code_size;
mod command;
mod expansion;
mod generated;
mod go;
mod instructions;
mod picture;
mod readme;
mod tables;
mod times;
mod workers;

use defer_benches::cases::CASES;
use std::io;
use std::path::Path;

/// A number per case and kind, in the order of the tables.
type PerKind<T> = [[T; 5]; CASES.len()];

const PICTURE: &str = "docs/benchmark.svg";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (writes, is_only_expansion) = match std::env::args().nth(1).as_deref() {
        None => (true, false),
        Some("--no-write") => (false, false),
        Some("--expansion") => (false, true),
        Some(other) => return Err(format!("unknown option `{other}`").into()),
    };
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no workspace")?;
    let programs = std::env::current_exe()?;
    let programs = programs.parent().ok_or("no folder of programs")?;
    let scratch = programs.join("defer-benches");
    defer_benches::silence_panics();

    let expansions = || progress("expansion", || expansion::count(workspace, &scratch));
    if is_only_expansion {
        print!("{}", tables::expansion(&expansions()?));
        return Ok(());
    }
    let machine = command::Machine::ask()?;
    let instructions = progress("instructions", || instructions::count(programs))?;
    let allocations = progress("allocations", || Ok(allocations::count()))?;
    let times = progress("times", || times::measure(workspace, &scratch))?;
    let go = progress("Go", || go::measure(workspace))?;
    let builds = progress("builds", || build_cost::measure(workspace, &scratch))?;
    let expansions = expansions()?;
    let sizes = progress("code size", || code_size::measure(workspace, &scratch))?;

    let section = [
        tables::instructions(&machine, &instructions, &allocations),
        format!("![Instructions of each kind of cleanup as a multiple of cleanup by hand](../{PICTURE})\n"),
        tables::times(&times),
        tables::go(go.as_ref(), &times),
        tables::builds(&machine, &builds, &sizes),
        tables::expansion(&expansions),
    ]
    .join("\n");
    print!("{section}");
    if writes {
        picture::draw(&workspace.join(PICTURE), &instructions)?;
        readme::write(&workspace.join("benches/README.md"), &section)?;
    }
    Ok(())
}

/// Says on the terminal what is going on and how long it took.
fn progress<T>(what: &str, measure: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let start = std::time::Instant::now();
    let measured = measure()?;
    eprintln!("{what}: {:.1} s", start.elapsed().as_secs_f64());
    Ok(measured)
}
