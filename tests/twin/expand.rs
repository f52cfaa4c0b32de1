//! A test file with the tests that its macros stand for.

use super::macros::Macro;
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use syn::{File, Item};

/// The macros that are known by their names.
#[derive(Default)]
pub struct Macros(HashMap<String, Macro>);

impl Macros {
    /// Those that a file declares.
    pub fn of(path: &Path) -> Self {
        let mut macros = Macros::default();
        macros.declare(&read(path).items);
        macros
    }

    fn declare(&mut self, items: &[Item]) {
        for item in items {
            if let Item::Macro(declared) = item
                && let Some(name) = &declared.ident
            {
                let rules = syn::parse2(declared.mac.tokens.clone());
                let rules = rules.unwrap_or_else(|error| panic!("macro {name}: {error}"));
                self.0.insert(name.to_string(), rules);
            }
        }
    }

    /// The items of a test file, with those of the modules it names and of the macros it calls.
    pub fn expand(&mut self, path: &Path) -> Vec<Item> {
        let items = read(path).items;
        self.items(items, path)
    }

    fn items(&mut self, items: Vec<Item>, path: &Path) -> Vec<Item> {
        self.declare(&items);
        items.into_iter().flat_map(|item| self.item(item, path)).collect()
    }

    fn item(&mut self, item: Item, path: &Path) -> Vec<Item> {
        match item {
            Item::Mod(mut module) => {
                let inside = match module.content.take() {
                    Some((_, inside)) => inside,
                    None => read(&path.with_file_name(format!("{}.rs", module.ident))).items,
                };
                module.semi = None;
                module.content = Some((Default::default(), self.items(inside, path)));
                vec![Item::Mod(module)]
            }
            Item::Macro(call) if call.ident.is_none() => {
                let name = call
                    .mac
                    .path
                    .segments
                    .last()
                    .expect("a path has segments")
                    .ident
                    .to_string();
                // One of the standard library, such as `thread_local!`, stays.
                let Some(rules) = self.0.get(&name) else {
                    return vec![Item::Macro(call)];
                };
                let expanded = rules
                    .expand(&call.mac.tokens)
                    .and_then(syn::parse2::<File>)
                    .unwrap_or_else(|error| panic!("a call of {name}: {error}"));
                self.items(expanded.items, path)
            }
            other => vec![other],
        }
    }
}

fn read(path: &Path) -> File {
    println!("cargo::rerun-if-changed={}", path.display());
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
