//! Rule 9.3: the programs of `docs/errors.md` are refused for the reason that stands there. Those that cure them are run as tests of
//! `ecosystem/manual`.

use crate::diagnostics;
use crate::project::Project;
use std::path::Path;

/// In its place a program without its deferred calls has these.
const REMOVED: &str = "
    macro_rules! defer { ($($deferred:tt)*) => {} }
    macro_rules! errdefer { ($($deferred:tt)*) => {} }
";

/// A program of the page that doesn't compile.
struct Program {
    /// Where it stands in the page.
    line: usize,
    /// `E0382`, as its fence says.
    code: String,
    source: String,
    /// What the page says that rustc says.
    said: String,
}

impl Program {
    fn name(&self, kind: &str) -> String {
        format!("{kind}_line_{}", self.line)
    }
}

#[test]
fn programs_are_refused_because_of_their_deferred_calls() {
    let page = page();
    let programs = programs(&page);
    assert!(programs.len() > 40, "{} programs", programs.len());
    let project = Project::new("errors_page");
    for program in &programs {
        project.write(&program.name("deferred"), &as_a_file(&program.source));
        project.write(&program.name("plain"), &without_deferred_calls(&program.source));
    }
    let all = project.said(&["check", "--keep-going"]);
    for program in &programs {
        let plain = about(&all, &program.name("plain"));
        assert!(
            plain.is_empty(),
            "docs/errors.md:{}, without its deferred calls: {plain}",
            program.line
        );
        let name = program.name("deferred");
        let mut said = about(&all, &name);
        if said.is_empty() {
            // Some errors come when code is generated, and are not about a place in the program.
            said = project.said(&["build", "--bin", &name]);
        }
        let heading = format!("error[{}]", program.code);
        let place = format!("docs/errors.md:{}", program.line);
        assert!(said.contains(&heading), "{place} is no {heading}: {said}");
        let lines: Vec<_> = said.lines().map(without_margin).collect();
        for line in program.said.lines() {
            assert!(
                lines.contains(&without_margin(line)),
                "{place}: rustc doesn't say `{line}`: {said}"
            );
        }
    }
}

#[test]
fn its_table_has_each_chapter() {
    let page = page();
    let chapters: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("## E")).collect();
    let rows: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("| [E")).collect();
    assert_eq!(chapters.len(), rows.len());
    for (chapter, row) in chapters.iter().zip(rows) {
        let row = row.split(" | ").next().unwrap();
        let (code, _) = row.split_once(']').unwrap();
        let (_, says) = row.split_once(") ").or(row.split_once("): ")).unwrap();
        assert_eq!(*chapter, format!("{code}: {says}"));
    }
    let programs = programs(&page);
    for code in chapters.iter().map(|chapter| &chapter[..4]) {
        assert!(
            programs.iter().any(|program| program.code[1..] == *code),
            "E{code} has a program"
        );
    }
}

#[test]
fn its_links_lead_somewhere() {
    let page = page();
    let headings = page.lines().filter(|line| line.starts_with("##"));
    let anchors: Vec<_> = headings
        .map(|line| anchor(line.trim_start_matches('#').trim()))
        .collect();
    let mut links = 0;
    for link in page.split("](#").skip(1) {
        let link = link.split(')').next().unwrap();
        assert!(anchors.iter().any(|anchor| anchor == link), "#{link}");
        links += 1;
    }
    assert!(links > 30, "{links} links");
}

fn page() -> String {
    diagnostics::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md"))
}

/// As GitHub makes it from a heading.
fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() })
        .collect()
}

fn programs(page: &str) -> Vec<Program> {
    let mut programs: Vec<Program> = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(fence) = line.strip_prefix("```") else {
            continue;
        };
        let block = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```");
        let block: String = block.flat_map(|line| [line, "\n"]).collect();
        if let Some(code) = fence.strip_prefix("rust,compile_fail,") {
            programs.push(Program {
                line: number + 1,
                code: code.to_owned(),
                source: block,
                said: String::new(),
            });
        } else if fence == "text" {
            programs.last_mut().expect("it is about a program").said = block;
        }
    }
    for program in &programs {
        let heading = format!("error[{}]", program.code);
        assert!(
            program.said.starts_with(&heading),
            "docs/errors.md:{}: {}",
            program.line,
            program.said
        );
    }
    programs
}

/// As rustdoc does with an example.
fn as_a_file(source: &str) -> String {
    if source.contains("fn main") {
        source.to_owned()
    } else {
        format!("fn main() {{\n{source}}}\n")
    }
}

fn without_deferred_calls(source: &str) -> String {
    let is_ours = |line: &&str| line.trim().starts_with("#[with_defer") || line.starts_with("use defer_runtime::");
    let others = source.lines().filter(|line| !is_ours(line));
    let source: String = others.flat_map(|line| [line, "\n"]).collect();
    format!("{REMOVED}{}", as_a_file(&source))
}

/// Without the number of the line and what is drawn beside it.
fn without_margin(line: &str) -> &str {
    let line = line.trim().trim_start_matches(|c: char| c.is_ascii_digit());
    line.trim_start_matches([' ', '|', '/', '_'])
}

/// The errors that point into this program.
fn about(said: &str, name: &str) -> String {
    let file = format!("src/bin/{name}.rs:");
    // Warnings are allowed, and cargo's own lines stand directly in front of the next error.
    let errors = said.split("\n\n").filter(|error| error.contains(&file));
    errors.flat_map(|error| [error, "\n\n"]).collect()
}
