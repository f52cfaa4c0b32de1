//! Items, which are in view in all of their block (rule 0): those that come to the front of it, and those that deferred code of
//! an inner block can't see from where it runs.

use super::facts::{HiddenItem, ItemMacro, LocalId, Position};
use super::walk::Walk;
use crate::guesses;
use crate::syntax::names::{self, Names};
use crate::syntax::tokens;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::rc::Rc;
use syn::{Item, Macro, Stmt};

/// The names of the items of a block.
pub fn declared_in(stmts: &[Stmt]) -> Vec<String> {
    let mut declared = Vec::new();
    for stmt in stmts {
        if let Stmt::Item(item) = stmt {
            declared.extend(names::declared_by(item));
        }
    }
    if stmts.iter().any(names::may_declare_any_item) {
        declared.push(names::ANY_ITEM.to_owned());
    }
    declared
}

/// What one statement tells of items.
#[derive(Default)]
pub struct OfItems {
    pub comes_first: bool,
    pub defines: Option<String>,
    pub item_macro: Option<ItemMacro>,
    pub named: Names,
}

/// What each statement of a block tells of items. All of them come first but definitions of macros, which are in view from where they
/// stand; those go along where an item behind them uses them.
pub fn front(stmts: &[Stmt]) -> Vec<OfItems> {
    let mut used = Names::new();
    let mut front: Vec<OfItems> = stmts.iter().map(|_| OfItems::default()).collect();
    for (of, stmt) in front.iter_mut().zip(stmts).rev() {
        of.item_macro = item_macro(stmt);
        match stmt {
            Stmt::Item(Item::Macro(syn::ItemMacro {
                ident: Some(defined), ..
            })) => {
                let name = names::name_of(defined);
                if !used.contains(&name) {
                    continue;
                }
                of.defines = Some(name);
            }
            Stmt::Item(_) => {}
            stmt if is_thread_local(stmt) => {}
            _ => continue,
        }
        of.comes_first = true;
        used.append(&mut names::all_in(stmt.to_token_stream()));
    }
    if front.iter().any(|of| of.item_macro.is_some() || of.defines.is_some()) {
        for (of, stmt) in front.iter_mut().zip(stmts) {
            of.named = names::all_in(stmt.to_token_stream());
        }
    }
    front
}

/// `thread_local! { static … }`, which is an item and does nothing when control reaches it.
fn is_thread_local(stmt: &Stmt) -> bool {
    let Stmt::Macro(call) = stmt else { return false };
    guesses::is_thread_local(&call.mac.path) && names::mentions_word(&call.mac.tokens, &["static"])
}

fn item_macro(stmt: &Stmt) -> Option<ItemMacro> {
    let Stmt::Macro(call) = stmt else { return None };
    if names::is_deferred(&call.mac.path) || is_thread_local(stmt) {
        return None;
    }
    let (declared, given) = (declared_among(&call.mac), given_alone(&call.mac));
    let may_declare = !declared.is_empty() || !given.is_empty();
    may_declare.then_some(ItemMacro {
        step: 0,
        declared,
        given,
    })
}

/// The names of the items that are written among the arguments of a macro.
fn declared_among(call: &Macro) -> Names {
    const KEYWORDS: [&str; 9] = [
        "const", "enum", "fn", "mod", "static", "struct", "trait", "type", "union",
    ];
    let mut declared = Names::new();
    let mut after_keyword = false;
    for token in call.tokens.clone() {
        let TokenTree::Ident(word) = &token else {
            after_keyword = false;
            continue;
        };
        if after_keyword {
            declared.insert(names::name_of(word));
        }
        after_keyword = KEYWORDS.iter().any(|keyword| word == keyword) || after_keyword && word == "mut";
    }
    declared
}

/// The names that a macro of the user's own is given alone.
fn given_alone(call: &Macro) -> Names {
    if guesses::is_of_std(&call.path) {
        return Names::new();
    }
    let tokens: Vec<TokenTree> = call.tokens.clone().into_iter().collect();
    let is_alone = |at: usize| {
        let begins = at == 0 || matches!(&tokens[at - 1], TokenTree::Punct(punct) if punct.as_char() != '.');
        let ends = |next: &TokenTree| matches!(next, TokenTree::Punct(punct) if ",;=".contains(punct.as_char()));
        begins && tokens.get(at + 1).is_none_or(ends)
    };
    let given = tokens.iter().enumerate().filter_map(|(at, token)| match token {
        TokenTree::Ident(name) if is_alone(at) => Some(names::name_of(name)),
        _ => None,
    });
    given.collect()
}

/// The items of the inner blocks around a deferred call, which runs behind them.
#[derive(Clone, Default)]
pub struct BlockItems {
    /// The imports of each block, which deferred code can have again, from the outside in.
    imports: Vec<Rc<Imports>>,
    /// The names of the others; `*` stands for what has no name.
    declared: Names,
}

/// The imports of one block.
struct Imports {
    /// Where the block begins.
    begin: Position,
    stmts: Vec<Stmt>,
    names: Names,
}

impl BlockItems {
    /// Another block begins.
    pub fn enter(&mut self, stmts: &[Stmt], begin: Position) {
        let mut imports = Imports {
            begin,
            stmts: Vec::new(),
            names: Names::new(),
        };
        for stmt in stmts {
            match stmt {
                Stmt::Item(Item::Use(_)) => imports.stmts.push(stmt.clone()),
                Stmt::Item(item) => self.declared.extend(declared_by(item)),
                Stmt::Macro(call) => self.declared.append(&mut declared_among(&call.mac)),
                _ => {}
            }
        }
        for stmt in &imports.stmts {
            let Stmt::Item(item) = stmt else { continue };
            let names = names::declared_by(item);
            if !names::all_in(item.to_token_stream()).is_disjoint(&self.declared) {
                self.declared.extend(names.iter().cloned());
            }
            imports.names.extend(names);
        }
        if !imports.stmts.is_empty() {
            self.imports.push(Rc::new(imports));
        }
    }

    /// The imports of each block.
    pub fn imports(&self) -> Vec<Vec<Stmt>> {
        self.imports.iter().map(|block| block.stmts.clone()).collect()
    }

    /// The item that deferred code may name and that is out of sight behind the blocks.
    pub fn hidden(&self, code: &TokenStream, named: &Names) -> Option<HiddenItem> {
        if self.declared.is_empty() {
            return None;
        }
        match self.declared.intersection(named).next() {
            Some(name) => Some(HiddenItem::Named(name.clone())),
            None if self.declared.contains("*") || calls_macro(code) => Some(HiddenItem::Any),
            None => None,
        }
    }

    /// Whether an import may have the name of a local that is in view from here on: behind the block it hides that, in the
    /// block it is hidden.
    fn may_hide(&self, name: &str, from: Position) -> bool {
        let mut further_out = self.imports.iter().filter(|block| block.begin < from);
        further_out.any(|block| block.names.contains(name) || block.names.contains("*"))
    }
}

impl Walk<'_> {
    /// The first of these locals, by name, that an import of the blocks around may hide.
    pub fn hidden_by_import(&self, locals: &[LocalId]) -> Option<LocalId> {
        let may_hide = |local: &&LocalId| {
            let local = &self.facts.locals[**local];
            self.place.items.may_hide(&local.name, local.from)
        };
        let hidden = locals.iter().filter(may_hide);
        hidden.copied().min_by_key(|local| &self.facts.locals[*local].name)
    }
}

/// An import counts as used where deferred code may use it, which has it again.
pub fn allow_unused(stmts: &mut [Stmt]) {
    let is_import = |stmt: &Stmt| matches!(stmt, Stmt::Item(Item::Use(_)));
    if !stmts.iter().any(is_import) {
        return;
    }
    let deferred = names::in_deferred_calls(quote!(#(#stmts)*));
    for stmt in stmts {
        let Stmt::Item(Item::Use(import)) = stmt else { continue };
        let may_be_used = |name: &String| {
            // What may be a trait is used without its name.
            deferred.contains(name) || name.starts_with(|first: char| !first.is_lowercase())
        };
        if names::imported_by(&import.tree).iter().any(may_be_used) {
            let here = Span::mixed_site();
            import
                .attrs
                .push(syn::parse_quote_spanned!(here=> #[allow(unused_imports)]));
        }
    }
}

fn declared_by(item: &Item) -> Vec<String> {
    match item {
        Item::Macro(definition) => definition.ident.iter().map(names::name_of).collect(),
        // Methods are used without the name of their trait, and syntax that isn't known may declare anything.
        Item::Trait(_) | Item::TraitAlias(_) | Item::Verbatim(_) => vec!["*".to_owned()],
        item => names::declared_by(item),
    }
}

/// Whether any macro is called, which may name what its call doesn't.
fn calls_macro(code: &TokenStream) -> bool {
    tokens::any(
        code,
        |before, here| matches!(&here[0], TokenTree::Group(_) if tokens::called(before).is_some()),
    )
}
