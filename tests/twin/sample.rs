//! Some of the tests that a table stands for: twins of all take minutes to compile.

use syn::{Attribute, Item};

/// Keeps one of so many modules of tests that stand in another module, as those of the tables do.
pub struct Sample {
    one_of: usize,
    seen: usize,
}

impl Sample {
    pub fn new(one_of: usize) -> Self {
        Sample { one_of, seen: 0 }
    }

    /// Of the items of a file.
    pub fn of(&mut self, items: &mut [Item]) {
        for item in items {
            if let Item::Mod(module) = item
                && let Some((_, inside)) = &mut module.content
            {
                self.of_module(inside);
            }
        }
    }

    fn of_module(&mut self, items: &mut Vec<Item>) {
        items.retain_mut(|item| match item {
            Item::Mod(module) => match &mut module.content {
                Some((_, inside)) if inside.iter().any(is_test) => {
                    self.seen += 1;
                    self.seen.is_multiple_of(self.one_of)
                }
                Some((_, inside)) => {
                    self.of_module(inside);
                    inside.iter().any(|item| matches!(item, Item::Mod(_)))
                }
                None => true,
            },
            _ => true,
        });
    }
}

fn is_test(item: &Item) -> bool {
    let is_test = |attribute: &Attribute| attribute.path().is_ident("test");
    matches!(item, Item::Fn(function) if function.attrs.iter().any(is_test))
}
