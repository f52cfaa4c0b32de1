//! The section of `benches/README.md` that is measured.

use std::fs;
use std::io;
use std::path::Path;

const BEGIN: &str = "<!-- benches: begin -->\n";
const END: &str = "<!-- benches: end -->";

/// Puts the section between the marks.
pub fn write(path: &Path, section: &str) -> io::Result<()> {
    let text = fs::read_to_string(path)?;
    let replaced = replace(&text, section).ok_or_else(|| io::Error::other(format!("{}: no marks", path.display())))?;
    fs::write(path, replaced)
}

fn replace(text: &str, section: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{section}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_the_section_stays() {
        let text = "before\n<!-- benches: begin -->\nold\n<!-- benches: end -->\nafter\n";
        let replaced = "before\n<!-- benches: begin -->\nnew\n<!-- benches: end -->\nafter\n";
        assert_eq!(replace(text, "new\n").as_deref(), Some(replaced));
    }

    #[test]
    fn nothing_is_replaced_without_marks() {
        assert_eq!(replace("text", "new\n"), None);
    }
}
