//! Compiles printed programs in a crate of their own in the target folder, and runs them.

use crate::lang::{Program, Type};
use crate::print_go;
use crate::print_rust::print;
use crate::runs::Run;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What became of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It ran, with each fault.
    Ran(Vec<Run>),
    /// It did not compile: the first line of each error.
    Refused(Vec<String>),
}

/// A printed file, and at which lines each program stands.
#[derive(Debug)]
pub(crate) struct Printed {
    pub(crate) name: String,
    pub(crate) lines: BTreeMap<usize, Range<usize>>,
}

/// A crate in the target folder that programs are compiled in.
#[derive(Debug)]
pub struct Workshop {
    folder: PathBuf,
    name: String,
    target: PathBuf,
    /// How many binaries the programs are spread over.
    pub(crate) parts: usize,
}

impl Workshop {
    /// One of this name, of which there is one at a time.
    ///
    /// # Errors
    ///
    /// If its folder can't be written.
    pub fn new(name: &str, parts: usize) -> io::Result<Self> {
        let target = target_folder().join("defer-model");
        let workshop = Workshop {
            folder: target.join(name),
            name: format!("defer-model-{name}"),
            target: target.join("target"),
            parts,
        };
        workshop.write_crate()?;
        Ok(workshop)
    }

    fn write_crate(&self) -> io::Result<()> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("it is a member");
        let bin = self.folder.join("src/bin");
        if bin.exists() {
            fs::remove_dir_all(&bin)?;
        }
        fs::create_dir_all(&bin)?;
        let manifest = format!(
            r#"[package]
name = "{}"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
defer-runtime = {{ path = {:?} }}

# As with `--release`, numbers wrap around.
[profile.dev]
overflow-checks = false
debug = false
incremental = false
"#,
            self.name,
            workspace.join("defer-runtime")
        );
        fs::write(self.folder.join("Cargo.toml"), manifest)?;
        // The versions that are there already, for a build without a network.
        let lock = fs::read(workspace.join("Cargo.lock"))?;
        fs::write(self.folder.join("Cargo.lock"), lock)?;
        let src = self.folder.join("src");
        fs::write(src.join("support.rs"), include_str!("../programs/support.rs"))?;
        fs::write(src.join("futures.rs"), include_str!("../programs/futures.rs"))?;
        fs::write(src.join("guards.rs"), include_str!("../programs/guards.rs"))
    }

    /// Compiles the programs and runs those that compile, with `limit` faults of a kind.
    ///
    /// # Errors
    ///
    /// If cargo can't be run, or says what can't be assigned to a program.
    pub fn run(&self, programs: &[&Program], limit: u64) -> io::Result<Vec<Outcome>> {
        let mut refused: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        loop {
            let files = self.write_programs(programs, &refused)?;
            let output = self.build()?;
            if output.status.success() {
                break;
            }
            let errors = errors(&output, &files);
            if errors.is_empty() {
                return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
            }
            refused.extend(errors);
        }
        let mut outcomes = vec![Outcome::Ran(Vec::new()); programs.len()];
        for (index, errors) in refused {
            outcomes[index] = Outcome::Refused(errors);
        }
        for part in 0..self.parts {
            let mut from = Some(0);
            while let Some(first) = from {
                from = self.run_from(part, limit, first, &mut outcomes)?;
            }
        }
        Ok(outcomes)
    }

    /// Runs the programs of a part, from this one on. If one of them ends all, by an endless loop or a panic in a
    /// panic, gives the next.
    fn run_from(&self, part: usize, limit: u64, first: usize, outcomes: &mut [Outcome]) -> io::Result<Option<usize>> {
        let output = self.start(part, limit, first)?;
        let mut last = first;
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            if let Ok(index) = line.parse() {
                last = index;
            }
            let Some((index, run)) = parse(line) else { continue };
            if let Some(Outcome::Ran(runs)) = outcomes.get_mut(index) {
                runs.push(run);
            }
        }
        if output.status.success() {
            return Ok(None);
        }
        if let Some(Outcome::Ran(runs)) = outcomes.get_mut(last) {
            runs.push(Run {
                fault: "the next one".into(),
                trace: String::from_utf8_lossy(&output.stderr).trim().replace('\n', ", "),
                outcome: output.status.to_string(),
            });
        }
        Ok(Some(last + 1))
    }

    /// What the compiler says about a program, in full.
    ///
    /// # Errors
    ///
    /// If cargo can't be run.
    pub fn errors_of(&self, program: &Program) -> io::Result<String> {
        self.write_programs(&[program], &BTreeMap::new())?;
        let output = self.cargo(&["build", "--bins"])?;
        Ok(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn binary(&self, part: usize) -> String {
        format!("{}-{part}", self.name)
    }

    fn write_programs(
        &self,
        programs: &[&Program],
        without: &BTreeMap<usize, Vec<String>>,
    ) -> io::Result<Vec<Printed>> {
        let mut files = Vec::new();
        for part in 0..self.parts {
            let mut text = String::from(
                "#![allow(warnings, arithmetic_overflow, unconditional_panic)]\n\
                 #[path = \"../support.rs\"]\n\
                 mod support;\n\
                 #[path = \"../futures.rs\"]\n\
                 mod futures;\n\
                 use defer_runtime::{defer, errdefer, leaving, okdefer, recover, with_defer};\n\
                 use support::*;\n\
                 use futures::*;\n",
            );
            let (mut plain, mut futures) = (String::new(), String::new());
            let mut lines = BTreeMap::new();
            for (index, program) in programs.iter().enumerate() {
                if index % self.parts != part || without.contains_key(&index) {
                    continue;
                }
                let from = text.lines().count() + 1;
                text += "\n";
                text += &print(program, &format!("p{index}"));
                lines.insert(index, from..text.lines().count() + 1);
                _ = if program.is_async {
                    write!(futures, "({index}, || Box::pin(async {{ text(p{index}().await) }})), ")
                } else {
                    write!(plain, "({index}, || text(p{index}())), ")
                };
            }
            _ = writeln!(
                text,
                "\nfn main() {{\n    run(&[{plain}]);\n    run_async(&[{futures}]);\n}}"
            );
            let name = self.write_part(part, &text)?;
            files.push(Printed { name, lines });
        }
        Ok(files)
    }

    /// Writes the text of a binary; gives its name.
    pub(crate) fn write_part(&self, part: usize, text: &str) -> io::Result<String> {
        let name = format!("src/bin/{}.rs", self.binary(part));
        let path = self.folder.join(&name);
        // Untouched, it is not compiled again.
        if !fs::read_to_string(&path).is_ok_and(|old| old == text) {
            fs::write(path, text)?;
        }
        Ok(name)
    }

    /// Compiles the binaries, each error on a line.
    pub(crate) fn build(&self) -> io::Result<Output> {
        self.cargo(&["build", "--bins", "--keep-going", "--message-format=short"])
    }

    /// Runs a binary, with `limit` faults of a kind.
    pub(crate) fn run_part(&self, part: usize, limit: u64) -> io::Result<Output> {
        self.start(part, limit, 0)
    }

    fn start(&self, part: usize, limit: u64, first: usize) -> io::Result<Output> {
        let program = self.target.join("debug").join(self.binary(part));
        Command::new(program)
            .args([limit.to_string(), first.to_string()])
            .output()
    }

    pub(crate) fn cargo(&self, args: &[&str]) -> io::Result<Output> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Command::new(cargo)
            .args(args)
            .args(["--offline", "--quiet", "--target-dir"])
            .arg(&self.target)
            .arg("--manifest-path")
            .arg(self.folder.join("Cargo.toml"))
            .env_remove("CARGO_BUILD_TARGET")
            .env("CARGO_TERM_COLOR", "never")
            .output()
    }
}

/// Runs the programs, of those that Go can have, with `limit` panics each; `None` where no `go` is installed. With each
/// run comes the index of its program.
///
/// # Errors
///
/// If the Go compiler refuses a program.
pub fn run_go(programs: &[&Program], limit: u64) -> io::Result<Option<Vec<(usize, Run)>>> {
    if Command::new("go").arg("version").output().is_err() {
        return Ok(None);
    }
    let folder = target_folder().join("defer-model/go");
    fs::create_dir_all(&folder)?;
    let mut text = String::from("package main\n\nimport \"fmt\"\n\nvar _ = fmt.Sprint\n");
    let mut table = String::new();
    for (index, program) in programs.iter().enumerate() {
        let name = format!("p{index}");
        let Some(printed) = print_go::print(program, &name) else {
            continue;
        };
        text += "\n";
        text += &printed;
        let call = match program.function.returns {
            Type::Unit => format!("{name}(); return \"()\""),
            _ => format!("return fmt.Sprint({name}())"),
        };
        _ = writeln!(table, "\trun({index}, func() string {{ {call} }}, {limit})");
    }
    _ = writeln!(text, "\nfunc main() {{\n{table}}}");
    fs::write(folder.join("main.go"), text)?;
    fs::write(folder.join("support.go"), include_str!("../programs/support.go"))?;
    let output = Command::new("go")
        .args(["run", "main.go", "support.go"])
        .current_dir(&folder)
        .output()?;
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    Ok(Some(
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(parse)
            .collect(),
    ))
}

/// The target folder that this program was built in.
fn target_folder() -> PathBuf {
    let exe = std::env::current_exe().unwrap_or_default();
    let target = exe.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists());
    target.map_or_else(std::env::temp_dir, Path::to_path_buf)
}

/// What rustc says where a program calls what can't be compiled for its types (E0080).
const INSTANTIATES: &str = "note: the above error was encountered while instantiating";

/// The errors by program: `src/bin/x.rs:5:1: error[E0382]: …`
pub(crate) fn errors(output: &Output, files: &[Printed]) -> BTreeMap<usize, Vec<String>> {
    let mut found: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        let mut fields = line.splitn(4, ':');
        let (Some(file), Some(at), Some(_), Some(message)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let Ok(at) = at.parse::<usize>() else { continue };
        let message = message.trim_start();
        if !message.starts_with("error") && !message.starts_with(INSTANTIATES) {
            continue;
        }
        for Printed { name, lines } in files {
            if file.ends_with(name.as_str()) {
                let program = lines.iter().find(|(_, range)| range.contains(&at));
                if let Some((index, _)) = program {
                    found.entry(*index).or_default().push(message.trim().to_owned());
                }
            }
        }
    }
    found
}

pub(crate) fn parse(line: &str) -> Option<(usize, Run)> {
    let mut fields = line.split('\t').map(str::to_owned);
    let index = fields.next()?.parse().ok()?;
    let (fault, trace, outcome) = (fields.next()?, fields.next()?, fields.next()?);
    let run = Run { fault, trace, outcome };
    Some((index, run))
}
