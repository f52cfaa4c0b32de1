//! The phases of the macro have one direction: a module uses those in front of it, and none behind.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each module of `defer-macros/src` with those that it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("ids", &[]),
    ("diagnostics", &[]),
    ("guesses", &[]),
    ("syntax", &["diagnostics", "guesses"]),
    ("recover", &["syntax"]),
    ("resolve", &["diagnostics", "guesses", "ids", "syntax"]),
    ("plan", &["ids", "resolve", "syntax"]),
    ("check", &["diagnostics", "plan", "resolve"]),
    ("spans", &["syntax"]),
    ("emit", &["plan", "resolve", "spans", "syntax"]),
    (
        "expand",
        &["check", "diagnostics", "emit", "ids", "plan", "resolve", "syntax"],
    ),
    ("item", &["diagnostics", "expand", "recover", "syntax"]),
    ("lib", &["item"]),
];

/// What the plan may use of what is written: it sees no tokens.
const OF_SYNTAX_IN_PLAN: &[&str] = &["names::ANY_ITEM", "sharing::Sharing", "site::When"];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../defer-macros/src")
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("the folder can be read") {
            collect(&entry.expect("the folder can be read").path(), files);
        }
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        files.push(path.to_path_buf());
    }
}

/// The files of each module, without those that test.
fn modules() -> BTreeMap<String, String> {
    let mut files = Vec::new();
    collect(&source(), &mut files);
    let mut modules: BTreeMap<String, String> = BTreeMap::new();
    for file in files {
        let path = file.strip_prefix(source()).expect("it is below").to_path_buf();
        let first = path
            .iter()
            .next()
            .expect("it has a name")
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&file).expect("the file is text");
        let is_test = path.iter().any(|part| part.to_string_lossy().contains("tests"));
        if !is_test {
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let code = code.collect::<Vec<_>>().join("\n");
            modules
                .entry(first.trim_end_matches(".rs").to_owned())
                .or_default()
                .push_str(&code);
        }
    }
    modules
}

/// The modules that code names behind `crate::`.
fn used(code: &str) -> BTreeSet<&str> {
    let behind = code.split("crate::").skip(1);
    let names = behind.map(|behind| behind.split(|character: char| !character.is_alphanumeric() && character != '_'));
    names.filter_map(|mut names| names.next()).collect()
}

#[test]
fn each_module_uses_those_in_front_of_it() {
    for (module, code) in modules() {
        let (_, may_use) = MAY_USE
            .iter()
            .find(|(known, _)| *known == module)
            .unwrap_or_else(|| panic!("`{module}` has no row"));
        for used in used(&code) {
            let is_own = used == module || module == "lib";
            assert!(is_own || may_use.contains(&used), "`{module}` uses `{used}`");
        }
    }
}

#[test]
fn the_table_has_one_direction() {
    for (at, (module, may_use)) in MAY_USE.iter().enumerate() {
        for used in *may_use {
            let is_in_front = MAY_USE[..at].iter().any(|(known, _)| known == used);
            assert!(is_in_front, "`{module}` stands in front of `{used}`");
        }
    }
}

#[test]
fn the_plan_sees_no_tokens() {
    let modules = modules();
    let plan = &modules["plan"];
    for word in ["TokenStream", "proc_macro2", "quote", "syn::", "resolve::source"] {
        assert!(!plan.contains(word), "the plan names `{word}`");
    }
    for used in plan.split("crate::syntax::").skip(1) {
        let is_plain = OF_SYNTAX_IN_PLAN.iter().any(|plain| used.starts_with(plain)) || used.starts_with("names;");
        assert!(
            is_plain,
            "the plan uses `syntax::{}`",
            used.lines().next().unwrap_or_default()
        );
    }
}

#[test]
fn emit_parses_nothing() {
    let modules = modules();
    for word in ["parse2", "parse_str", "parse_quote"] {
        assert!(!modules["emit"].contains(word), "emit names `{word}`");
    }
}

#[test]
fn no_file_is_long() {
    let mut files = Vec::new();
    collect(&source(), &mut files);
    for file in files.iter().filter(|file| !file.to_string_lossy().contains("tests")) {
        let lines = fs::read_to_string(file).expect("the file is text").lines().count();
        assert!(lines <= 400, "{} has {lines} lines", file.display());
    }
}

/// The fuzz target takes the macro's modules in by path, and is in no workspace that would build it.
#[test]
fn the_fuzz_target_has_all_modules() {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/fuzz_targets/expand.rs");
    let target = fs::read_to_string(target).expect("the target is there");
    for (module, _) in MAY_USE.iter().filter(|(module, _)| *module != "lib") {
        assert!(target.contains(&format!("pub mod {module};")), "`{module}` is missing");
    }
}
