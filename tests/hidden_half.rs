//! What an expansion calls can be found by search: what `defer_runtime::__private` exports stands word by word where the
//! macro writes it, and in the table of that module.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const PRIVATE: &str = "../defer-runtime/src/__private.rs";

/// What stands in front of such a name in the macro's own code, and in that of `recover!`.
const WRITTEN_BEHIND: &[&str] = &["#runtime::", "#runtime_there::", "#self::", "$crate::__private::"];

#[test]
fn each_name_is_written_where_it_is_called() {
    let code = source_of(Path::new("../defer-macros/src")) + &read(Path::new("../defer-runtime/src/forms.rs"));
    let behind = WRITTEN_BEHIND.iter().flat_map(|before| words_behind(&code, before));
    let called: BTreeSet<_> = behind.chain(imported_traits(&code)).collect();
    assert_eq!(called, exported());
}

#[test]
fn each_name_is_in_the_table() {
    let source = read(Path::new(PRIVATE));
    let said: BTreeSet<_> = source
        .lines()
        .filter(|line| line.starts_with("//!"))
        .flat_map(|line| line.split(|c: char| !is_of_word(c)))
        .map(str::to_owned)
        .collect();
    let missing: Vec<_> = exported().difference(&said).cloned().collect();
    assert_eq!(missing, [""; 0]);
}

fn exported() -> BTreeSet<String> {
    let source = read(Path::new(PRIVATE));
    let uses = source.split("pub use crate::").skip(1);
    uses.flat_map(|used| {
        let (used, _) = used.split_once(';').unwrap();
        let names = used.rsplit_once("::").map_or(used, |(_, names)| names);
        let names = names.trim_matches(['{', '}']).split(',').map(str::trim);
        names.filter(|name| !name.is_empty()).map(str::to_owned)
    })
    .collect()
}

/// `use #runtime::{ByBorrow as _, …}`.
fn imported_traits(code: &str) -> impl Iterator<Item = String> {
    let uses = code.split("use #runtime::{").skip(1);
    uses.flat_map(|used| {
        let (names, _) = used.split_once('}').unwrap();
        names
            .split(',')
            .map(|name| name.trim().trim_end_matches(" as _").to_owned())
    })
}

fn words_behind<'a>(code: &'a str, before: &'a str) -> impl Iterator<Item = String> + 'a {
    let words = code.split(before).skip(1);
    words
        .map(|behind| behind.chars().take_while(|c| is_of_word(*c)).collect())
        .filter(|word: &String| !word.is_empty())
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn source_of(folder: &Path) -> String {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| match path.is_dir() {
            true => source_of(&path),
            false => read(&path),
        })
        .collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
