//! Items, which are in view in all of their block, in front of a deferred call and in it too (rule 0): those behind it come out
//! of the closure, and deferred code that would run out of sight of one is refused.

use super::{Lowered, stmts};
use crate::diagnostics::Errors;
use crate::guesses;
use crate::locals::Locals;
use crate::syntax::names::{self, Names};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::BTreeSet;
use syn::{Item, Macro, Stmt};

/// Takes the items to the front; gives the other statements.
pub fn first(
    stmts: Vec<Stmt>,
    code: &TokenStream,
    locals: &Locals,
    lowered: &mut Lowered,
    errors: &mut Errors,
) -> Vec<Stmt> {
    refuse_from_macros(&stmts, code, locals, lowered, errors);
    if !stmts
        .iter()
        .any(|stmt| matches!(stmt, Stmt::Item(_)) || is_thread_local(stmt))
    {
        return stmts;
    }
    let taken = taken_to_the_front(&stmts, errors);
    let (front, rest): (Vec<_>, Vec<_>) = stmts.into_iter().enumerate().partition(|(at, _)| taken.contains(at));
    lowered.stmts.extend(front.into_iter().map(|(_, item)| item));
    rest.into_iter().map(|(_, stmt)| stmt).collect()
}

/// All items but definitions of macros, which are in view from where they stand; those go along where an item behind them
/// uses them.
fn taken_to_the_front(stmts: &[Stmt], errors: &mut Errors) -> BTreeSet<usize> {
    let mut taken = BTreeSet::new();
    let mut used = Names::new();
    for (at, stmt) in stmts.iter().enumerate().rev() {
        if is_thread_local(stmt) {
            taken.insert(at);
            used.append(&mut names::all_in(stmt.to_token_stream()));
        }
        let Stmt::Item(item) = stmt else { continue };
        let defined = match item {
            Item::Macro(definition) => definition.ident.as_ref(),
            _ => None,
        };
        if let Some(defined) = defined {
            let name = names::name_of(defined);
            if !used.contains(&name) {
                continue;
            }
            let mentions = |stmt: &Stmt| names::all_in(stmt.to_token_stream()).contains(&name);
            if stmts[..at].iter().any(mentions) {
                let message = format!(
                    "`{name}!` is named behind the deferred call before it is defined, and used by an item: define it in \
                     front of the deferred call"
                );
                errors.at(defined, &message);
            }
        }
        taken.insert(at);
        used.append(&mut names::all_in(item.to_token_stream()));
    }
    taken
}

/// `thread_local! { static … }`, which is an item and does nothing when control reaches it.
fn is_thread_local(stmt: &Stmt) -> bool {
    let Stmt::Macro(call) = stmt else { return false };
    guesses::is_thread_local(&call.mac.path) && names::mentions_word(&call.mac.tokens, &["static"])
}

/// An item that a macro declares behind a deferred call can't come out of the closure.
fn refuse_from_macros(stmts: &[Stmt], code: &TokenStream, locals: &Locals, lowered: &Lowered, errors: &mut Errors) {
    let calls = stmts.iter().filter_map(|stmt| match stmt {
        Stmt::Macro(call) if !names::is_deferred(&call.mac.path) && !is_thread_local(stmt) => {
            Some((call, &declared_among(&call.mac) | &given_alone(&call.mac, locals)))
        }
        _ => None,
    });
    for (call, declared) in calls.filter(|(_, declared)| !declared.is_empty()) {
        let front = &lowered.stmts;
        let named = names::all_in(quote!(#(#front)* #code));
        if let Some(name) = declared.intersection(&named).next() {
            let message = format!(
                "this macro may declare `{name}`, which a deferred call or what stands in front of one names: write it in \
                 front of the deferred call"
            );
            errors.at(&call.mac.path, &message);
        }
    }
}

/// The names of the items that are written among the arguments of a macro.
fn declared_among(call: &Macro) -> Names {
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
        const KEYWORDS: [&str; 9] = [
            "const", "enum", "fn", "mod", "static", "struct", "trait", "type", "union",
        ];
        after_keyword = KEYWORDS.iter().any(|keyword| word == keyword) || after_keyword && word == "mut";
    }
    declared
}

/// The names that a macro of the user's own is given alone, and that are no local's: it may declare an item of that name.
fn given_alone(call: &Macro, locals: &Locals) -> Names {
    let mut given = Names::new();
    if guesses::is_of_std(&call.path) {
        return given;
    }
    let mut tokens = call.tokens.clone().into_iter().peekable();
    let mut begins = true;
    while let Some(token) = tokens.next() {
        let ends = tokens
            .peek()
            .is_none_or(|next| matches!(next, TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';' | '=')));
        let is_first = std::mem::replace(
            &mut begins,
            matches!(&token, TokenTree::Punct(punct) if punct.as_char() != '.'),
        );
        if let TokenTree::Ident(name) = token
            && is_first
            && ends
        {
            let name = names::name_of(&name);
            if !locals.may_be_local(&name) {
                given.insert(name);
            }
        }
    }
    given
}

/// An import of an inner block.
#[derive(Clone)]
pub struct Import {
    stmt: Stmt,
    names: Vec<String>,
    /// How many locals there are outside of its block, and how many blocks.
    outside: usize,
    depth: usize,
}

/// The items of the inner blocks around a deferred call, which runs behind them.
#[derive(Clone, Default)]
pub struct BlockItems {
    /// The imports, which deferred code can have again, from the outside in.
    imports: Vec<Import>,
    depth: usize,
    /// The names of the others; `*` stands for what has no name.
    declared: Names,
}

impl BlockItems {
    /// Another block begins, with so many locals outside of it.
    pub fn enter(&mut self, stmts: &[Stmt], outside: usize) {
        self.depth += 1;
        let items = stmts.iter().filter_map(|stmt| match stmt {
            Stmt::Item(item) => Some((stmt, item)),
            _ => None,
        });
        let (imports, others): (Vec<_>, Vec<_>) = items.partition(|(_, item)| matches!(item, Item::Use(_)));
        for (_, item) in others {
            self.declared.extend(declared_by(item));
        }
        for stmt in stmts {
            if let Stmt::Macro(call) = stmt {
                self.declared.append(&mut declared_among(&call.mac));
            }
        }
        for (stmt, item) in imports {
            let names = names::declared_by(item);
            let names_other = !names::all_in(item.to_token_stream()).is_disjoint(&self.declared);
            if names_other {
                self.declared.extend(names.iter().cloned());
            }
            self.imports.push(Import {
                stmt: stmt.clone(),
                names,
                outside,
                depth: self.depth,
            });
        }
    }

    /// Deferred code with the imports, those of a block in a block.
    pub fn imported(&self, mut code: Vec<Stmt>) -> Vec<Stmt> {
        for block in self.imports.chunk_by(|one, other| one.depth == other.depth).rev() {
            let imports = block.iter().map(|import| &import.stmt);
            code = stmts(quote_spanned!(Span::mixed_site()=> { #(#[allow(unused_imports)] #imports)* #(#code)* }));
        }
        code
    }

    /// Whether an import may have the name of this local, which is hidden by the one behind the block, and hides it in the block.
    pub fn may_hide(&self, name: &str, place: usize) -> bool {
        let mut further_out = self.imports.iter().filter(|import| import.outside <= place);
        further_out.any(|import| import.names.iter().any(|imported| imported == name || imported == "*"))
    }

    /// An import counts as used where deferred code may use it, which has it again.
    pub fn allow_unused(stmts: &mut [Stmt]) {
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

    /// Why deferred code can't run behind the blocks, if it may name an item of theirs.
    pub fn hides(&self, code: &TokenStream) -> Option<String> {
        if self.declared.is_empty() {
            return None;
        }
        let named = names::all_in(code.clone());
        let hidden = self.declared.intersection(&named).next();
        match hidden {
            Some(name) => Some(format!(
                "this deferred call runs behind the block, where its `{name}` is out of sight: write the item in front of \
                 the block"
            )),
            None if self.declared.contains("*") || calls_macro(code) => Some(
                "this deferred call runs behind the block, where its items are out of sight, and may use one without \
                 naming it: write them in front of the block"
                    .to_owned(),
            ),
            None => None,
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
    let tokens: Vec<TokenTree> = code.clone().into_iter().collect();
    let is_call = tokens.windows(3).any(|window| {
        matches!(window, [TokenTree::Ident(_), TokenTree::Punct(bang), TokenTree::Group(_)] if bang.as_char() == '!')
    });
    is_call
        || tokens
            .iter()
            .any(|token| matches!(token, TokenTree::Group(group) if calls_macro(&group.stream())))
}
