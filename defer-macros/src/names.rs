//! Which names stand among tokens and in patterns.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::{self, Visit};

/// Names of locals.
pub type Names = BTreeSet<String>;

/// The macros that register a deferred call.
const DEFERRED: [&str; 3] = ["defer", "errdefer", "okdefer"];

/// Whether a macro's name is that of a deferred call.
pub fn is_deferred(path: &syn::Path) -> bool {
    path.segments
        .last()
        .is_some_and(|segment| DEFERRED.iter().any(|name| segment.ident == name))
}

/// Whether a deferred call is written anywhere among the tokens.
pub fn mentions_deferred_call(tokens: &TokenStream) -> bool {
    let mut after_name = false;
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Punct(punct) => std::mem::take(&mut after_name) && punct.as_char() == '!',
        TokenTree::Ident(ident) => {
            after_name = DEFERRED.iter().any(|name| ident == name);
            false
        }
        TokenTree::Group(group) => mentions_deferred_call(&group.stream()),
        TokenTree::Literal(_) => false,
    })
}

/// A `recover!` among the tokens, if it is imported.
pub fn recover_in(tokens: TokenStream) -> Option<Ident> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens.iter().enumerate().find_map(|(at, token)| match token {
        TokenTree::Group(group) => recover_in(group.stream()),
        TokenTree::Ident(name) if name == "recover" => {
            let after_path = at > 0 && matches!(&tokens[at - 1], TokenTree::Punct(punct) if punct.as_char() == ':');
            let is_call = matches!(tokens.get(at + 1), Some(TokenTree::Punct(punct)) if punct.as_char() == '!');
            (is_call && !after_path).then(|| name.clone())
        }
        _ => None,
    })
}

/// Whether one of these words is written anywhere among the tokens.
pub fn mentions_word(tokens: &TokenStream, words: &[&str]) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => words.iter().any(|word| ident == word),
        TokenTree::Group(group) => mentions_word(&group.stream(), words),
        _ => false,
    })
}

/// Every name among the tokens that could be a local's, those that a format string captures included.
pub fn in_tokens(tokens: TokenStream) -> Names {
    let mut names = Names::new();
    let mut after_dot = false;
    for token in tokens {
        let is_dot = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.');
        match token {
            TokenTree::Ident(ident) if !after_dot => {
                names.insert(ident.to_string());
            }
            TokenTree::Group(group) => names.append(&mut in_tokens(group.stream())),
            TokenTree::Literal(literal) => names.extend(inline_captures(&literal.to_string())),
            _ => {}
        }
        after_dot = is_dot;
    }
    names
}

/// Every name among the tokens, whatever it is of.
pub fn all_in(tokens: TokenStream) -> Names {
    let mut names = Names::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                names.insert(ident.to_string());
            }
            TokenTree::Group(group) => names.append(&mut all_in(group.stream())),
            TokenTree::Literal(literal) => names.extend(inline_captures(&literal.to_string())),
            TokenTree::Punct(_) => {}
        }
    }
    names
}

/// The first place where one of `names` stands among the tokens, if no other one does.
pub fn only_mention(tokens: &TokenStream, names: &Names) -> Option<Span> {
    fn collect(tokens: TokenStream, names: &Names, found: &mut BTreeMap<String, Span>) {
        for token in tokens {
            let span = token.span();
            let here = match token {
                TokenTree::Group(group) => {
                    collect(group.stream(), names, found);
                    continue;
                }
                other => in_tokens(other.into()),
            };
            for name in here.intersection(names) {
                found.entry(name.clone()).or_insert(span);
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(tokens.clone(), names, &mut found);
    match found.len() {
        1 => found.into_values().next(),
        _ => None,
    }
}

/// The names that a pattern binds. A capitalised one is taken for a constant or a unit struct.
pub fn bound_by(pat: &syn::Pat) -> Vec<&syn::PatIdent> {
    struct Bound<'a>(Vec<&'a syn::PatIdent>);
    impl<'a> Visit<'a> for Bound<'a> {
        fn visit_expr(&mut self, _: &'a syn::Expr) {}
        fn visit_pat_ident(&mut self, pat: &'a syn::PatIdent) {
            let marked = pat.by_ref.is_some() || pat.mutability.is_some() || pat.subpat.is_some();
            if marked || !pat.ident.to_string().starts_with(char::is_uppercase) {
                self.0.push(pat);
            }
            visit::visit_pat_ident(self, pat);
        }
    }
    let mut bound = Bound(Vec::new());
    bound.visit_pat(pat);
    bound.0
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

/// Whether the item ends in a block, as a function with a body does, or an `impl` or `trait` block.
pub fn has_body(item: &TokenStream) -> bool {
    let last = item.clone().into_iter().last();
    let is_kind = |word: &Ident| ["fn", "impl", "trait"].iter().any(|kind| word == kind);
    let holds_functions = item
        .clone()
        .into_iter()
        .any(|token| matches!(token, TokenTree::Ident(word) if is_kind(&word)));
    holds_functions && matches!(last, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
}

/// The names that a format string captures: `{name}`, `{name:?}`, `{:width$}`.
pub fn inline_captures(format: &str) -> impl Iterator<Item = String> + use<> {
    let mut names = Names::new();
    let unescaped = format.replace("{{", "");
    for argument in unescaped.split('{').skip(1).filter_map(|tail| tail.split('}').next()) {
        let (name, spec) = argument.split_once(':').unwrap_or((argument, ""));
        let counts = spec
            .split('$')
            .rev()
            .skip(1)
            .map(|part| part.rsplit(|c: char| !is_name_char(c)).next().unwrap_or(""));
        names.extend(
            std::iter::once(name.trim())
                .chain(counts)
                .filter(|name| is_name(name))
                .map(str::to_owned),
        );
    }
    names.into_iter()
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_name(text: &str) -> bool {
    text.chars().all(is_name_char) && text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The names that an item brings into view in the block around it; `*` for those of a `use` that doesn't say them.
pub fn declared_by(item: &syn::Item) -> Vec<String> {
    use syn::Item;
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        Item::Use(item) => return imported_by(&item.tree),
        _ => return Vec::new(),
    };
    vec![name.to_string()]
}

fn imported_by(tree: &syn::UseTree) -> Vec<String> {
    use syn::UseTree;
    match tree {
        UseTree::Path(path) => imported_by(&path.tree),
        UseTree::Name(name) => vec![name.ident.to_string()],
        UseTree::Rename(renamed) => vec![renamed.rename.to_string()],
        UseTree::Glob(_) => vec!["*".to_owned()],
        UseTree::Group(group) => group.items.iter().flat_map(imported_by).collect(),
    }
}
