//! Other programs, and where things are.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Instant;

/// What a task comes to.
pub type Done = Result<(), Box<dyn Error>>;

/// The repository.
pub fn root() -> &'static Path {
    let of_this = Path::new(env!("CARGO_MANIFEST_DIR"));
    of_this.parent().unwrap_or(of_this)
}

/// The folder that cargo builds in, where this program is in `debug`.
pub fn target() -> Result<PathBuf, Box<dyn Error>> {
    let this = std::env::current_exe()?;
    let target = this.ancestors().nth(2).ok_or("the program is in no target folder")?;
    Ok(target.to_owned())
}

/// A program that works in the repository, and knows nothing of the cargo that has started this one.
pub fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    for (variable, _) in std::env::vars_os() {
        let is_of_this = |name: &str| {
            ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"]
                .iter()
                .any(|of| name.starts_with(of))
        };
        if variable.to_str().is_some_and(is_of_this) {
            command.env_remove(variable);
        }
    }
    command
}

/// A cargo of the toolchain in use, or of another one by `RUSTUP_TOOLCHAIN`.
pub fn cargo(arguments: &str) -> Command {
    let mut command = program("cargo");
    command.args(arguments.split_whitespace());
    command
}

/// How it is typed.
fn typed(command: &Command) -> String {
    let words = [command.get_program()].into_iter().chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Runs it, and says what and how long.
pub fn run(command: &mut Command) -> Done {
    let typed = typed(command);
    eprintln!("$ {typed}");
    let start = Instant::now();
    let status = command.status().map_err(|error| format!("`{typed}`: {error}"))?;
    if !status.success() {
        return Err(format!("`{typed}` failed: {status}").into());
    }
    eprintln!("# {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// Runs it to its end, whatever that is, without a word.
pub fn output(command: &mut Command) -> Result<Output, Box<dyn Error>> {
    let typed = typed(command);
    Ok(command.output().map_err(|error| format!("`{typed}`: {error}"))?)
}

/// What it prints, if it succeeds.
pub fn printed(command: &mut Command) -> Result<String, Box<dyn Error>> {
    let output = output(command)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("`{}` failed: {}\n{said}", typed(command), output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Fails with how to get the program, where it isn't there.
pub fn needs(command: &mut Command, how_to_get_it: &str) -> Done {
    let is_there = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    if is_there.is_ok_and(|status| status.success()) {
        Ok(())
    } else {
        Err(format!("`{}` doesn't run: `{how_to_get_it}`", typed(command)).into())
    }
}
