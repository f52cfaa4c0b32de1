//! Items, which are in view in all of their block (rule 0): those that come to the front of it, and those that deferred code of
//! an inner block can't see from where it runs.

use super::facts::ItemMacro;
use crate::guesses;
use crate::syntax::names::{self, Names};
use crate::syntax::tokens;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
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
pub fn declared_among(call: &Macro) -> Names {
    const KEYWORDS: [&str; 9] = [
        "const", "enum", "fn", "mod", "static", "struct", "trait", "type", "union",
    ];
    let mut declared = Names::new();
    let (mut after_keyword, mut in_type) = (false, false);
    for token in call.tokens.clone() {
        let TokenTree::Ident(word) = &token else {
            after_keyword = false;
            // `'static` is a lifetime, and behind `*const` stands a type.
            in_type = ['\'', '*'].into_iter().any(|mark| tokens::is_punct(&token, mark));
            continue;
        };
        if after_keyword {
            declared.insert(names::name_of(word));
        }
        let is_keyword = KEYWORDS.iter().any(|keyword| word == keyword) && !std::mem::take(&mut in_type);
        after_keyword = is_keyword || after_keyword && word == "mut";
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

pub fn declared_by(item: &Item) -> Vec<String> {
    match item {
        Item::Macro(definition) => definition.ident.iter().map(names::name_of).collect(),
        // Methods are used without the name of their trait, and syntax that isn't known may declare anything.
        Item::Trait(_) | Item::TraitAlias(_) | Item::Verbatim(_) => vec!["*".to_owned()],
        item => names::declared_by(item),
    }
}

/// Whether any macro is called, which may name what its call doesn't.
pub fn calls_macro(code: &TokenStream) -> bool {
    tokens::any(
        code,
        |before, here| matches!(&here[0], TokenTree::Group(_) if tokens::called(before).is_some()),
    )
}
