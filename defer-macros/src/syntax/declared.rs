//! Which names a statement declares that is no `let`: an item or a macro call.

use crate::guesses;
use crate::syntax::names::{Names, declarable, inline_captures, is_deferred, name_of};
use crate::syntax::tokens::{self, is_punct};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The names that a macro may declare where it is a statement: macros of the user's own can name locals only by what they
/// are given.
pub fn may_be_declared_by(call: &syn::Macro) -> Names {
    if guesses::is_select(&call.path) || is_deferred(&call.path) {
        return Names::new();
    }
    let mut names = declarable(call.tokens.clone());
    names.retain(|name| !["self", "Self", "super", "crate"].contains(&name.as_str()));
    names
}

/// The names among those that it is given as a pattern would be: alone between commas. What is given a text first prints it.
pub fn given_alone(call: &syn::Macro) -> Names {
    match call.tokens.clone().into_iter().next() {
        Some(TokenTree::Literal(_)) | None => Names::new(),
        _ => alone_in(&call.tokens),
    }
}

/// The same of what is given in a pattern.
pub fn alone_in(tokens: &TokenStream) -> Names {
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    let mut names = Names::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => names.append(&mut alone_in(&group.stream())),
            TokenTree::Ident(name) if !is_part(&tokens[..at]) && ends_there(&tokens[at + 1..]) => {
                names.insert(name_of(name));
            }
            _ => {}
        }
    }
    names
}

/// The names that it is given as no declaration has them, and in no other way: in front of arguments, a method or a field.
pub fn only_used_in(tokens: &TokenStream) -> Names {
    let (mut used, mut otherwise) = (Names::new(), Names::new());
    tokens::each(tokens.clone(), |before, here| match here {
        [TokenTree::Ident(_), ..] if before.last().is_some_and(|before| is_punct(before, '.')) => {}
        [TokenTree::Ident(name), next, ..] if begins_a_use(next) => {
            used.insert(name_of(name));
        }
        [TokenTree::Ident(name), ..] => {
            otherwise.insert(name_of(name));
        }
        [TokenTree::Literal(text), ..] => otherwise.extend(inline_captures(&text.to_string())),
        _ => {}
    });
    &used - &otherwise
}

fn begins_a_use(next: &TokenTree) -> bool {
    match next {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Parenthesis,
        next => is_punct(next, '.'),
    }
}

/// Whether what stands in front goes on with a name. `debug!(?name, %name)` shows what it names.
fn is_part(before: &[TokenTree]) -> bool {
    let is = |at: usize, mark| before.len() >= at && is_punct(&before[before.len() - at], mark);
    is(1, '.') || is(1, '?') || is(1, '%') || is(1, ':') && is(2, ':')
}

/// Whether a name ends in front of this.
fn ends_there(behind: &[TokenTree]) -> bool {
    match behind {
        [] => true,
        [TokenTree::Punct(mark), rest @ ..] => match mark.as_char() {
            ',' | ';' | '@' | '|' => true,
            ':' => !rest.first().is_some_and(|next| is_punct(next, ':')),
            '=' => !rest.first().is_some_and(|next| is_punct(next, '=')),
            '<' => rest.first().is_some_and(|next| is_punct(next, '-')),
            '-' => rest.first().is_some_and(|next| is_punct(next, '>')),
            _ => false,
        },
        // No expression goes on with a word but these.
        [TokenTree::Ident(word), ..] => word != "as" && word != "else",
        _ => false,
    }
}

/// Stands for the items that a macro may declare, whatever it is given.
pub const ANY_ITEM: &str = "!";

/// Whether the statement is a macro that may declare items.
pub fn may_declare_any_item(stmt: &syn::Stmt) -> bool {
    let syn::Stmt::Macro(call) = stmt else { return false };
    let path = &call.mac.path;
    guesses::checked_std_macro(path).is_none() && !guesses::is_select(path) && !is_deferred(path)
}

/// The names that an item brings into view in the block around it; `*` for those of a `use` that doesn't say them.
pub fn declared_by(item: &syn::Item) -> Vec<String> {
    use syn::Item;
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::ExternCrate(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Mod(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        Item::Use(item) => return imported_by(&item.tree),
        Item::ForeignMod(block) => return block.items.iter().filter_map(declared_outside).collect(),
        _ => return Vec::new(),
    };
    vec![name_of(name)]
}

/// What an `extern` block declares.
fn declared_outside(item: &syn::ForeignItem) -> Option<String> {
    use syn::ForeignItem;
    match item {
        ForeignItem::Fn(item) => Some(name_of(&item.sig.ident)),
        ForeignItem::Static(item) => Some(name_of(&item.ident)),
        ForeignItem::Type(item) => Some(name_of(&item.ident)),
        _ => None,
    }
}

/// The names that an import brings into view; `*` for those that it doesn't say.
pub fn imported_by(tree: &syn::UseTree) -> Vec<String> {
    use syn::UseTree;
    match tree {
        UseTree::Path(path) => imported_by(&path.tree),
        UseTree::Name(name) => vec![name_of(&name.ident)],
        UseTree::Rename(renamed) => vec![name_of(&renamed.rename)],
        UseTree::Glob(_) => vec!["*".to_owned()],
        UseTree::Group(group) => group.items.iter().flat_map(imported_by).collect(),
    }
}
