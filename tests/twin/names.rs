//! Which names of a file stand for which functions.

use super::exceptions;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::format_ident;
use std::collections::{HashMap, HashSet};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemFn, PatIdent, Path};

const DEFERRED: [&str; 3] = ["defer", "errdefer", "okdefer"];

/// Whether it is the path of `defer!` or of its like.
pub fn is_deferred_call(path: &Path) -> bool {
    path.segments
        .last()
        .is_some_and(|last| DEFERRED.iter().any(|name| last.ident == name))
}

/// Whether a function has the attribute.
pub fn is_marked(attributes: &[Attribute]) -> bool {
    attributes.iter().any(is_mark)
}

pub fn is_mark(attribute: &Attribute) -> bool {
    let path = attribute.path();
    path.segments.last().is_some_and(|last| last.ident == "with_defer")
}

/// What the async twin of a function is called.
pub fn twin(name: &Ident) -> Ident {
    format_ident!("{name}_twin")
}

/// How often a word stands among the tokens.
pub fn mentions(word: &Ident, tokens: &TokenStream) -> usize {
    let each = tokens.clone().into_iter().map(|token| match token {
        TokenTree::Group(group) => mentions(word, &group.stream()),
        TokenTree::Ident(other) => usize::from(other == *word),
        _ => 0,
    });
    each.sum()
}

/// The functions of a file that are called by a name that stands for nothing else there.
pub struct Names {
    /// Those with the attribute.
    marked: HashSet<String>,
    /// Those without it that stand in the file itself, not in a module or function.
    plain: HashSet<String>,
}

impl Names {
    /// Of the items of a file and of those it imports.
    pub fn of(file: &str, items: &[Item], imported: &[ItemFn]) -> Self {
        let mut declared = Declared::default();
        items.iter().for_each(|item| declared.visit_item(item));
        imported.iter().for_each(|function| declared.visit_item_fn(function));
        let functions = items.iter().filter_map(|item| match item {
            Item::Fn(function) => Some(function),
            _ => None,
        });
        let is_local = |name: &String| declared.locals.contains(name);
        let stays_sync =
            |name: &String| exceptions::of(file).any(|exception| exception.rsplit("::").next() == Some(name));
        let plain = functions.chain(imported).map(|function| function.sig.ident.to_string());
        let marked = declared.functions.iter();
        Names {
            plain: plain
                .filter(|name| declared.functions[name] == (1, 0) && !is_local(name))
                .collect(),
            marked: marked
                .filter(|(name, (plain, _))| *plain == 0 && !is_local(name) && !stays_sync(name))
                .map(|(name, _)| name.clone())
                .collect(),
        }
    }

    pub fn is_marked(&self, name: &Ident) -> bool {
        self.marked.contains(&name.to_string())
    }

    pub fn is_plain(&self, name: &Ident) -> bool {
        self.plain.contains(&name.to_string())
    }
}

#[derive(Default)]
struct Declared {
    /// How often a function of a name is declared without the attribute, and with it.
    functions: HashMap<String, (usize, usize)>,
    locals: HashSet<String>,
}

impl Declared {
    /// What stands among the tokens of a macro may be a local, too.
    fn visit_tokens(&mut self, tokens: TokenStream) {
        let mut binds = false;
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.visit_tokens(group.stream()),
                TokenTree::Ident(word) if binds => {
                    self.locals.insert(word.to_string());
                    binds = word == "mut";
                }
                TokenTree::Ident(word) => binds = word == "let" || word == "fn",
                _ => binds = false,
            }
        }
    }
}

impl<'a> Visit<'a> for Declared {
    fn visit_item_fn(&mut self, function: &'a ItemFn) {
        let (plain, marked) = self.functions.entry(function.sig.ident.to_string()).or_default();
        match is_marked(&function.attrs) {
            true => *marked += 1,
            false => *plain += 1,
        }
        visit::visit_item_fn(self, function);
    }

    fn visit_pat_ident(&mut self, local: &'a PatIdent) {
        self.locals.insert(local.ident.to_string());
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        if is_deferred_call(&call.path) {
            self.visit_tokens(call.tokens.clone());
        }
    }
}
