//! The public API of `defer-runtime` as a text that a reviewer reads, `docs/public-api.txt`: what rustdoc shows. A macro is only its name,
//! since how its arms are written is not promised.

use super::command::{Done, cargo, root, run, target};
use std::error::Error;
use std::fs;
use std::path::Path;

const TEXT: &str = "docs/public-api.txt";

const HEADING: &str = "\
# The public API of `defer-runtime`, as rustdoc of Rust 1.95 on Linux shows it. `cargo xtask api` holds it against the source,
# `cargo xtask api --write` writes it anew. What goes away or changes here is a breaking change; what is new is a minor release.
";

pub fn check(arguments: &[String]) -> Done {
    run(&mut cargo("doc --quiet -p defer-runtime --no-deps"))?;
    let actual = format!("{HEADING}{}", read(&target()?.join("doc/defer_runtime"))?);
    let path = root().join(TEXT);
    if arguments.iter().any(|argument| argument == "--write") {
        return Ok(fs::write(path, actual)?);
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    let changes = changes(&expected, &actual);
    if changes.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{TEXT} says otherwise; `cargo xtask api --write` writes it anew\n{}",
        changes.join("\n")
    )
    .into())
}

/// All items that the list of rustdoc has, each with what its page says.
fn read(folder: &Path) -> Result<String, Box<dyn Error>> {
    let list = fs::read_to_string(folder.join("all.html"))?;
    let (_, list) = list
        .split_once("<h1>List of all items</h1>")
        .ok_or("the list is not rustdoc's")?;
    let mut text = String::new();
    for item in list.split("<a href=\"").skip(1) {
        let (page, _) = item.split_once('"').ok_or("a link has no end")?;
        text.push_str(&match page.strip_prefix("macro.") {
            Some(name) => format!("\nmacro {}!\n", name.trim_end_matches(".html")),
            None => item_text(&fs::read_to_string(folder.join(page))?),
        });
    }
    Ok(text)
}

/// How the item is declared, its methods, and the traits that it has or that have it.
fn item_text(page: &str) -> String {
    let of_its_own = page.split("id=\"blanket-implementations\"").next().unwrap_or(page);
    let declared = between(of_its_own, "<pre class=\"rust item-decl\">", "</pre>");
    let traits = between(of_its_own, "<h3 class=\"code-header\">", "</h3>");
    let methods = between(of_its_own, "<h4 class=\"code-header\">", "</h4>");
    let methods = methods.filter(|method| method.starts_with("pub "));
    let mut lines: Vec<String> = traits.chain(methods).map(|line| format!("    {line}\n")).collect();
    lines.sort();
    let declared: String = declared.map(|line| format!("\n{line}\n")).collect();
    declared + &lines.concat()
}

/// The texts between two tags, without the tags in them.
fn between<'p>(page: &'p str, from: &'p str, to: &'p str) -> impl Iterator<Item = String> + 'p {
    let elements = page.split(from).skip(1);
    elements.filter_map(move |rest| rest.split_once(to).map(|(element, _)| plain(element)))
}

/// What a browser shows, in one line.
fn plain(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        let shown = piece.split_once('>').map_or(piece, |(_tag, shown)| shown);
        text.push_str(shown);
        // A clause of its own line.
        if piece.starts_with("br") || piece.starts_with("div class=\"where\"") {
            text.insert(text.len() - shown.len(), ' ');
        }
    }
    let signs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    let text = signs
        .iter()
        .fold(text, |text, (escaped, sign)| text.replace(escaped, sign));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines that only one of the two has.
fn changes(expected: &str, actual: &str) -> Vec<String> {
    let only = |of: &str, other: &str, sign: &str| -> Vec<String> {
        let mut others: Vec<&str> = other.lines().collect();
        let mut only = Vec::new();
        for line in of.lines() {
            match others.iter().position(|other| *other == line) {
                Some(at) => drop(others.swap_remove(at)),
                None => only.push(format!("{sign} {}", line.trim_start())),
            }
        }
        only
    };
    [only(expected, actual, "-"), only(actual, expected, "+")].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read() {
        let page = "<pre class=\"rust item-decl\"><code>pub struct <a>P</a>&lt;T&gt;(<span>/* &amp; */</span>);</code></pre>\
            <h3 class=\"code-header\">impl P</h3><h4 class=\"code-header\">pub fn a(&amp;self)</h4>\
            <h3 class=\"code-header\">impl <a>Debug</a> for P<div class=\"where\">where T: X,</div></h3>\
            <h4 class=\"code-header\">fn fmt()</h4>\
            <h2 id=\"blanket-implementations\"></h2><h3 class=\"code-header\">impl Any for T</h3>";
        let text = "\npub struct P<T>(/* & */);\n    impl Debug for P where T: X,\n    impl P\n    pub fn a(&self)\n";
        assert_eq!(item_text(page), text);
    }

    #[test]
    fn what_has_changed() {
        assert_eq!(changes("a\nb\nb\n", "a\nb\nc\n"), ["- b", "+ c"]);
        assert_eq!(changes("a\n", "a\n"), [""; 0]);
    }
}
