//! The licences of all that a user of `defer-runtime` gets with it: each is one that `deny.toml` allows. cargo-deny asks for more,
//! of the whole workspace; this is for the gate, and needs nothing.

use super::command::{Done, cargo, printed, root};
use std::error::Error;
use std::fs;

/// A line of the tree is a package, a tab and its licence.
pub fn check(_: &[String]) -> Done {
    let allowed = allowed(&fs::read_to_string(root().join("deny.toml"))?)?;
    let tree = printed(
        cargo("tree -p defer-runtime --edges normal,build --prefix none --no-dedupe --format").arg("{p}\t{l}"),
    )?;
    let refused = refused(&tree, &allowed);
    if refused.is_empty() {
        Ok(())
    } else {
        Err(format!("not allowed by deny.toml:\n{}", refused.join("\n")).into())
    }
}

/// The identifiers of the list `allow` of `deny.toml`.
fn allowed(deny: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let (_, list) = deny.split_once("\nallow = [").ok_or("deny.toml allows nothing")?;
    let (list, _) = list.split_once(']').ok_or("the list has no end")?;
    Ok(list.split('"').skip(1).step_by(2).map(str::to_owned).collect())
}

fn refused<'t>(tree: &'t str, allowed: &[String]) -> Vec<&'t str> {
    let is_refused = |line: &&str| {
        let (_, licence) = line.split_once('\t').unwrap_or_default();
        !is_allowed(licence, allowed)
    };
    tree.lines()
        .filter(|line| !line.is_empty())
        .filter(is_refused)
        .collect()
}

/// Reads `A OR (B AND C)` as `(A OR B) AND C`, which allows no more than it does.
fn is_allowed(licence: &str, allowed: &[String]) -> bool {
    let flat = licence.replace(['(', ')'], "").replace('/', " OR ");
    let one_of = |choice: &str| {
        choice
            .split(" OR ")
            .any(|one| allowed.iter().any(|known| known == one.trim()))
    };
    flat.split(" AND ").all(one_of)
}

#[cfg(test)]
#[test]
fn what_is_allowed() {
    let allowed = allowed("[licenses]\nallow = [\n    \"MIT\",\n    \"Unicode-3.0\",\n]\n").expect("it is a list");
    assert_eq!(allowed, ["MIT", "Unicode-3.0"]);
    for licence in [
        "MIT",
        "MIT OR Apache-2.0",
        "Apache-2.0/MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
    ] {
        assert!(is_allowed(licence, &allowed), "{licence}");
    }
    for licence in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND Zlib"] {
        assert!(!is_allowed(licence, &allowed), "{licence}");
    }
    assert_eq!(
        refused("a v1\tMIT\n\nb v2\tGPL-3.0\nc v3\t\n", &allowed),
        ["b v2\tGPL-3.0", "c v3\t"]
    );
}
