//! Which names stand among tokens: those of deferred calls (rule 1.5), and of locals.

pub use crate::syntax::declared::{
    ANY_ITEM, declared_by, given_alone, imported_by, may_be_declared_by, may_declare_any_item,
};
pub use crate::syntax::formats::inline_captures;
pub use crate::syntax::patterns::{
    bare, binds_all, bound_by, bound_in_choice, constants_or_bound_by, in_macros_of, macros_of, refers_to_all,
};
pub use crate::syntax::tokens::is_one_of;
use crate::syntax::tokens::{self, called, is_punct};
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};

/// Names of locals.
pub type Names = BTreeSet<String>;

/// What a name is called: `r#type` is `type`, as a format string captures it.
pub fn name_of(ident: &Ident) -> String {
    let name = ident.to_string();
    match name.strip_prefix("r#") {
        Some(raw) => raw.to_owned(),
        None => name,
    }
}

/// The fields that lead from a name to a part of what it names; nothing where anything else stands in between.
pub fn path_of_fields(expr: &syn::Expr) -> Option<Vec<String>> {
    match expr {
        syn::Expr::Field(field) => {
            let mut path = path_of_fields(&field.base)?;
            path.push(member(&field.member));
            Some(path)
        }
        syn::Expr::Paren(paren) => path_of_fields(&paren.expr),
        expr => bare_name(expr).map(|_| Vec::new()),
    }
}

/// The name of a field, or its number.
pub fn member(member: &syn::Member) -> String {
    match member {
        syn::Member::Named(name) => name_of(name),
        syn::Member::Unnamed(index) => index.index.to_string(),
    }
}

/// The name that such a path begins with.
pub fn base_of_fields(expr: &syn::Expr) -> Option<&Ident> {
    match expr {
        syn::Expr::Field(field) => base_of_fields(&field.base),
        syn::Expr::Paren(paren) => base_of_fields(&paren.expr),
        expr => bare_name(expr),
    }
}

/// Whether a place is what a name stands for, or a part of it, or of what its box holds.
pub fn is_part(place: &syn::Expr) -> bool {
    match place {
        syn::Expr::Field(field) => is_part(&field.base),
        syn::Expr::Paren(paren) => is_part(&paren.expr),
        syn::Expr::Unary(syn::ExprUnary {
            op: syn::UnOp::Deref(_),
            expr,
            ..
        }) => is_part(expr),
        place => bare_name(place).is_some(),
    }
}

/// Whether such a place leads through a `*`.
pub fn is_behind_deref(place: &syn::Expr) -> bool {
    is_part(place) && path_of_fields(place).is_none()
}

/// The identifier of a field.
pub fn field(name: &str, span: Span) -> Ident {
    identifier(name, span).expect("it has been written as one")
}

/// The identifier of this name.
pub fn identifier(name: &str, span: Span) -> Option<Ident> {
    match syn::parse_str::<Ident>(name) {
        Ok(_) => Some(Ident::new(name, span)),
        Err(_) if ["self", "Self", "super", "crate", "_"].contains(&name) => None,
        Err(_) => syn::parse_str::<Ident>(&format!("r#{name}"))
            .ok()
            .map(|_| Ident::new_raw(name, span)),
    }
}

/// The local that an expression names, if it is a bare name.
pub fn bare_name(expr: &syn::Expr) -> Option<&Ident> {
    match expr {
        syn::Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        syn::Expr::Paren(paren) => bare_name(&paren.expr),
        syn::Expr::Group(group) => bare_name(&group.expr),
        _ => None,
    }
}

/// The macros that register a deferred call.
pub const DEFERRED: [&str; 3] = ["defer", "errdefer", "okdefer"];

/// Whether a macro's name is that of a deferred call.
pub fn is_deferred(path: &syn::Path) -> bool {
    path.segments
        .last()
        .is_some_and(|last| is_one_of(&last.ident, &DEFERRED))
}

/// Whether a deferred call is written anywhere among the tokens.
pub fn mentions_deferred_call(tokens: &TokenStream) -> bool {
    deferred_calls(tokens.clone(), 1) > 0
}

/// How many deferred calls are written among the tokens; it counts no further than to `enough`. All that is emitted is looked through,
/// so it takes the tokens as they come.
pub fn deferred_calls(tokens: TokenStream, enough: usize) -> usize {
    let (mut found, mut before) = (0, None::<Ident>);
    for token in tokens {
        let name = before.take();
        match token {
            TokenTree::Ident(name) => before = Some(name),
            TokenTree::Group(group) => found += deferred_calls(group.stream(), enough - found),
            TokenTree::Punct(punct) if punct.as_char() == '!' => {
                found += usize::from(name.is_some_and(|name| is_one_of(&name, &DEFERRED)));
            }
            _ => {}
        }
        if found >= enough {
            break;
        }
    }
    found
}

/// The names among the arguments of deferred calls that could be those of locals or items.
pub fn in_deferred_calls(tokens: TokenStream) -> Names {
    let mut names = Names::new();
    tokens::each(tokens, |before, here| {
        if let TokenTree::Group(group) = &here[0]
            && called(before).is_some_and(|name| is_one_of(name, &DEFERRED))
        {
            names.append(&mut in_tokens(group.stream()));
        }
    });
    names
}

/// The macros by which deferred code asks how its scope is left (rules 6.6 and 7.2).
pub const ASKING: [&str; 2] = ["recover", "leaving"];

/// The first of each of these among the tokens, if it is imported.
pub fn asking_in(tokens: &TokenStream) -> Vec<Ident> {
    let first = |asking: &&str| {
        tokens::find(tokens.clone(), &mut |before, here| match here {
            [TokenTree::Ident(name), bang, ..] if name == asking && is_punct(bang, '!') => {
                let is_path = before.last().is_some_and(|before| is_punct(before, ':'));
                (!is_path).then(|| name.clone())
            }
            _ => None,
        })
    };
    ASKING.iter().filter_map(first).collect()
}

/// Whether one of these words is written anywhere among the tokens.
pub fn mentions_word(tokens: &TokenStream, words: &[&str]) -> bool {
    tokens::any(
        tokens,
        |_, here| matches!(&here[0], TokenTree::Ident(word) if is_one_of(word, words)),
    )
}

/// What of the names among tokens is left out.
#[derive(Clone, Copy, Default)]
struct But {
    fields: bool,
    macros: bool,
    /// What stands in a block that declares no local.
    blocks_without_let: bool,
}

const FIELDS: But = But {
    fields: true,
    macros: false,
    blocks_without_let: false,
};

impl But {
    /// Notes the names with their places, those that format strings capture included.
    fn each(self, tokens: TokenStream, note: &mut impl FnMut(String, Span)) {
        let mut after_dot = false;
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let is_field = self.fields && std::mem::take(&mut after_dot);
            match token {
                TokenTree::Ident(_) if is_field => {}
                TokenTree::Ident(_) if self.macros && tokens.peek().is_some_and(|next| is_punct(next, '!')) => {}
                TokenTree::Ident(ident) => note(name_of(&ident), ident.span()),
                TokenTree::Punct(punct) => after_dot = punct.as_char() == '.',
                TokenTree::Group(group) => {
                    let is_block = self.blocks_without_let && group.delimiter() == Delimiter::Brace;
                    if !is_block || mentions_word(&group.stream(), &["let"]) {
                        self.each(group.stream(), note);
                    }
                }
                TokenTree::Literal(literal) => {
                    let captured = inline_captures(&literal.to_string());
                    captured.for_each(|name| note(name, literal.span()));
                }
            }
        }
    }

    fn all(self, tokens: TokenStream) -> Names {
        let mut names = Names::new();
        self.each(tokens, &mut |name, _| names.extend([name]));
        names
    }
}

/// Every name among the tokens, whatever it is of.
pub fn all_in(tokens: TokenStream) -> Names {
    But::default().all(tokens)
}

/// Every name among the tokens that could be a local's.
pub fn in_tokens(tokens: TokenStream) -> Names {
    FIELDS.all(tokens)
}

/// The same in their order, with the first place of each.
pub fn places_in(tokens: TokenStream) -> Vec<(String, Span)> {
    let (mut seen, mut places) = (Names::new(), Vec::new());
    FIELDS.each(tokens, &mut |name, span| {
        if seen.insert(name.clone()) {
            places.push((name, span));
        }
    });
    places
}

/// Where a name stands first among tokens, as it is written there.
pub fn first_of(tokens: &TokenStream, name: &str) -> Option<Ident> {
    tokens.clone().into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) => (name_of(&ident) == name).then_some(ident),
        TokenTree::Group(group) => first_of(&group.stream(), name),
        _ => None,
    })
}

/// The names among the tokens but for fields, methods and macros.
pub fn looked_up_in(tokens: TokenStream) -> Names {
    But { macros: true, ..FIELDS }.all(tokens)
}

/// The names among tokens that whoever is given them may declare as locals.
pub fn declarable(tokens: TokenStream) -> Names {
    let but = But {
        blocks_without_let: true,
        ..FIELDS
    };
    but.all(tokens)
}

/// The macros that are defined among the tokens, and the names in each that could be locals'.
pub fn macros_defined_in(tokens: TokenStream) -> BTreeMap<String, Names> {
    let mut macros = BTreeMap::<String, Names>::new();
    tokens::each(tokens, |_, here| {
        if let [
            TokenTree::Ident(keyword),
            TokenTree::Punct(_),
            TokenTree::Ident(name),
            TokenTree::Group(rules),
            ..,
        ] = here
            && keyword == "macro_rules"
        {
            let known = macros.entry(name_of(name)).or_default();
            known.append(&mut in_tokens(rules.stream()));
        }
    });
    macros
}

/// What the code may name by the macros that it calls, which are among these.
pub fn hidden_in_macros(code: TokenStream, macros: &BTreeMap<String, Names>) -> Names {
    let mut hidden = Names::new();
    if macros.is_empty() {
        return hidden;
    }
    let mut called: Vec<String> = all_in(code).into_iter().collect();
    while let Some(name) = called.pop() {
        for inside in macros.get(&name).into_iter().flatten() {
            if hidden.insert(inside.clone()) {
                called.push(inside.clone());
            }
        }
    }
    hidden
}

/// The first place where one of `names` stands among the tokens, if no other one does.
pub fn only_mention(tokens: &TokenStream, names: &Names) -> Option<Span> {
    if names.is_empty() {
        return None;
    }
    let mut found = BTreeMap::new();
    But::default().each(tokens.clone(), &mut |name, span| {
        if names.contains(&name) {
            found.entry(name).or_insert(span);
        }
    });
    match found.len() {
        1 => found.into_values().next(),
        _ => None,
    }
}
