//! Rule 1.6: syntax that only a nightly knows is lowered, or refused with an error, and never becomes something else. The programs of
//! `nightly` print their `//=` lines, or are refused with what stands behind `//~`. `cargo xtask nightly` runs this; a stable compiler has
//! none of it.

use crate::project::Project;
use std::fs;
use std::path::Path;
use std::process::Command;

struct Program {
    name: String,
    source: String,
}

impl Program {
    /// What stands behind this mark, one line each.
    fn marked(&self, mark: &str) -> Vec<&str> {
        let lines = self.source.lines().filter_map(|line| line.strip_prefix(mark));
        lines.map(str::trim).collect()
    }

    fn title(&self) -> &str {
        self.marked("// 1.6:").first().expect("it has a title")
    }

    fn outcome(&self) -> &'static str {
        match (self.marked("//=").is_empty(), self.marked("//~").len()) {
            (false, 0) => "lowered",
            (true, 1) => "refused",
            _ => panic!("{}: it prints something, or is refused for one reason", self.name),
        }
    }
}

fn programs() -> Vec<Program> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("nightly");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let programs = files.map(|path| Program {
        name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
        source: fs::read_to_string(path).unwrap(),
    });
    let mut programs: Vec<_> = programs.collect();
    programs.sort_by(|one, other| (one.outcome(), &one.name).cmp(&(other.outcome(), &other.name)));
    programs
}

#[test]
fn syntax_of_a_nightly() {
    let version = Command::new("rustc").arg("--version").output().unwrap();
    if !String::from_utf8(version.stdout).unwrap().contains("nightly") {
        return;
    }
    let project = Project::new("nightly");
    for program in programs() {
        project.write(&program.name, &program.source);
    }
    let mut wrong = Vec::new();
    for program in programs() {
        let run = project.cargo(&["run", "--bin", &program.name]);
        let (said, printed) = (
            String::from_utf8(run.stderr).unwrap(),
            String::from_utf8(run.stdout).unwrap(),
        );
        let is_right = match &*program.marked("//~") {
            [message] => !run.status.success() && said.contains(message) && printed.is_empty(),
            _ => run.status.success() && printed.lines().eq(program.marked("//=")),
        };
        if !is_right {
            wrong.push(format!("{}: {printed}\n{said}", program.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn its_table_has_each_program_of_a_nightly() {
    let page = include_str!("README.md");
    let rows = programs().into_iter().map(|program| {
        let (title, outcome, name) = (program.title(), program.outcome(), &program.name);
        format!("| {title} | {outcome} | `nightly/{name}.rs` |\n")
    });
    let table: String = rows.collect();
    assert!(page.contains(&table), "this is the table of README.md:\n{table}");
}
