//! What an item's tokens tell before they are parsed, found in one walk over them.

use crate::syntax::{names, tokens};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

/// What decides what is to be done with an item at all.
#[derive(Debug, Default)]
pub struct Glance {
    /// What it begins as; nothing where it can't hold a function.
    pub kind: Option<Kind>,
    /// Whether it ends in braces.
    pub has_body: bool,
    /// The deferred calls, by the place of their names.
    pub deferred: Vec<Span>,
    /// Whether `cfg` or `cfg_attr` is written.
    pub has_conditions: bool,
    /// Whether an attribute is written in it, not in front of it.
    pub has_attributes: bool,
    /// Whether `unsafe` is written, but for the attributes in front.
    pub has_unsafe: bool,
    pub has_macro_rules: bool,
    /// Whether `break` or `continue` is written.
    pub has_jumps: bool,
    pub has_question: bool,
    pub has_invisible_groups: bool,
    /// Whether an editor's cursor stands in it.
    pub has_cursor: bool,
}

/// The items that can hold functions.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kind {
    Function,
    /// An `impl` or `trait` block.
    Block,
}

impl Glance {
    pub fn of(item: &TokenStream) -> Self {
        let mut glance = Glance::default();
        glance.read(item.clone(), false);
        glance
    }

    fn read(&mut self, tokens: TokenStream, is_inside: bool) {
        let (mut deferred, mut after_hash) = (None, false);
        for token in tokens {
            let (name, is_attribute) = (deferred.take(), std::mem::take(&mut after_hash));
            if !is_inside {
                self.has_body = matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
            }
            match token {
                TokenTree::Ident(word) => match &*word.to_string() {
                    "cfg" | "cfg_attr" => self.has_conditions = true,
                    "unsafe" => self.has_unsafe = true,
                    "break" | "continue" => self.has_jumps = true,
                    "macro_rules" => self.has_macro_rules = true,
                    "fn" if !is_inside => self.kind = self.kind.or(Some(Kind::Function)),
                    "impl" | "trait" if !is_inside => self.kind = self.kind.or(Some(Kind::Block)),
                    text if names::DEFERRED.contains(&text) => deferred = Some(word.span()),
                    text => self.has_cursor |= text.contains(tokens::CURSOR),
                },
                TokenTree::Punct(punct) => match punct.as_char() {
                    '!' => {
                        self.deferred.extend(name);
                        after_hash = is_attribute;
                    }
                    '#' => after_hash = true,
                    '?' => self.has_question = true,
                    _ => {}
                },
                TokenTree::Group(group) => {
                    self.has_invisible_groups |= group.delimiter() == Delimiter::None;
                    self.has_attributes |= is_inside && is_attribute;
                    let has_unsafe = self.has_unsafe;
                    self.read(group.stream(), true);
                    if is_attribute && !is_inside {
                        self.has_unsafe = has_unsafe;
                    }
                }
                TokenTree::Literal(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn of_a_function() {
        let glance = Glance::of(&quote! {
            #[inline] pub fn f() { #[cfg(a)] defer!(g()); x![if b { errdefer! { unsafe { h()? } } }]; okdefer(c) }
        });
        assert_eq!(glance.kind, Some(Kind::Function));
        assert_eq!(glance.deferred.len(), 2);
        assert!(glance.has_body && glance.has_conditions && glance.has_attributes && glance.has_unsafe);
        assert!(glance.has_question && !glance.has_jumps && !glance.has_macro_rules);
        assert!(!glance.has_invisible_groups && !glance.has_cursor);
    }

    #[test]
    fn of_other_items() {
        let block = Glance::of(&quote! { #[unsafe(a)] impl A for B { fn f() { raCompletionMarker } } });
        assert!(block.kind == Some(Kind::Block) && block.has_body && block.has_cursor);
        assert!(!block.has_unsafe && !block.has_attributes);
        let declared = Glance::of(&quote! { unsafe fn f(a: [u32; { 1 }]); });
        assert!(declared.kind == Some(Kind::Function) && !declared.has_body && declared.has_unsafe);
        assert_eq!(Glance::of(&quote! { struct A {} }).kind, None);
    }
}
