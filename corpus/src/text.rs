//! Where the calls stand in a file that has been written, and which of them an error is about.

use std::collections::BTreeSet;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

type Lines = (usize, usize);

/// A call in the text of a file.
#[derive(Debug)]
pub struct Written {
    pub number: usize,
    pub line: usize,
    /// The block that it stands in, and the whole function.
    block: Lines,
    function: Lines,
}

/// Finds the calls in a file that has been written.
pub fn find(text: &str) -> Vec<Written> {
    let Ok(file) = syn::parse_file(text) else {
        return Vec::new();
    };
    let mut ranges = Ranges::default();
    ranges.visit_file(&file);
    let calls = text
        .lines()
        .zip(1..)
        .filter_map(|(content, line)| Some((number_in(content)?, line)));
    calls
        .map(|(number, line)| Written {
            number,
            line,
            block: innermost(&ranges.blocks, line),
            function: innermost(&ranges.functions, line),
        })
        .collect()
}

fn number_in(line: &str) -> Option<usize> {
    let (_, call) = line.split_once("sprinkle_probe::")?;
    let (_, arguments) = call.split_once('(')?;
    arguments.split([',', ')']).next()?.trim().parse().ok()
}

fn innermost(ranges: &[Lines], line: usize) -> Lines {
    let around = ranges.iter().filter(|(start, end)| *start <= line && line <= *end);
    around
        .min_by_key(|(start, end)| end - start)
        .copied()
        .unwrap_or((line, line))
}

#[derive(Default)]
struct Ranges {
    blocks: Vec<Lines>,
    functions: Vec<Lines>,
}

fn lines(whole: &impl Spanned) -> Lines {
    let span = whole.span();
    (span.start().line, span.end().line)
}

impl<'ast> Visit<'ast> for Ranges {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.functions.push(lines(item));
        visit::visit_item_fn(self, item);
    }
    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.functions.push(lines(item));
        visit::visit_impl_item_fn(self, item);
    }
    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.functions.push(lines(item));
        visit::visit_trait_item_fn(self, item);
    }
    fn visit_block(&mut self, block: &'ast syn::Block) {
        self.blocks.push(lines(block));
        visit::visit_block(self, block);
    }
}

/// The call that an error at these lines is about: one that stands there; else the innermost one that a line stands
/// behind; else, since a deferred call changes what is around its block too, one of the same function.
pub fn blamed<'a>(calls: &'a [Written], at: &[usize]) -> Option<&'a Written> {
    let there = at.iter().find_map(|line| calls.iter().find(|call| call.line == *line));
    let behind = || {
        at.iter().find_map(|line| {
            let around = calls.iter().filter(|call| call.line <= *line && *line <= call.block.1);
            around.min_by_key(|call| call.block.1 - call.line)
        })
    };
    let beside = || {
        at.iter().find_map(|line| {
            let around = calls
                .iter()
                .filter(|call| call.function.0 <= *line && *line <= call.function.1);
            around.min_by_key(|call| (call.function.1 - call.function.0, call.line.abs_diff(*line)))
        })
    };
    there.or_else(behind).or_else(beside)
}

/// The numbers of the calls at some lines.
pub fn numbers_at(calls: &[Written], at: &BTreeSet<usize>) -> BTreeSet<usize> {
    let there = calls.iter().filter(|call| at.contains(&call.line));
    there.map(|call| call.number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
fn f() {
    let a = 1;
    ::defer_runtime::defer!(::sprinkle_probe::tick(0));
    if a == 1 {
        g();
        ::defer_runtime::defer!(|| ::sprinkle_probe::touch(1, &a));
        g();
    }
    g();
}";

    fn number(at: &[usize]) -> Option<usize> {
        blamed(&find(TEXT), at).map(|call| call.number)
    }

    #[test]
    fn a_call_that_is_named_is_blamed_first() {
        assert_eq!(number(&[7, 3]), Some(0));
    }

    #[test]
    fn else_the_innermost_in_front() {
        assert_eq!((number(&[7]), number(&[5]), number(&[9])), (Some(1), Some(0), Some(0)));
    }

    #[test]
    fn else_any_of_the_function() {
        assert_eq!((number(&[2]), number(&[11])), (Some(0), None));
    }
}
