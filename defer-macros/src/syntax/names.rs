//! Which names stand among tokens and in patterns.

use crate::guesses;
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::ext::IdentExt;
use syn::visit::{self, Visit};

/// Names of locals.
pub type Names = BTreeSet<String>;

/// What a name is called: `r#type` is `type`, as a format string captures it.
pub fn name_of(ident: &Ident) -> String {
    ident.unraw().to_string()
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
    deferred_calls(tokens).next().is_some()
}

/// The deferred calls among the tokens, by the place of their names.
pub fn deferred_calls(tokens: &TokenStream) -> impl Iterator<Item = Span> + use<> {
    let mut open = vec![tokens.clone().into_iter()];
    let mut before = None;
    std::iter::from_fn(move || {
        loop {
            let name = before.take();
            match open.last_mut()?.next() {
                Some(TokenTree::Ident(name)) => before = Some(name),
                Some(TokenTree::Group(group)) => open.push(group.stream().into_iter()),
                Some(TokenTree::Punct(punct)) if punct.as_char() == '!' => {
                    if let Some(name) = name.filter(|name: &Ident| is_one_of(name, &DEFERRED)) {
                        return Some(name.span());
                    }
                }
                Some(_) => {}
                None => drop(open.pop()),
            }
        }
    })
}

/// Whether it is one of these words.
pub fn is_one_of(ident: &Ident, words: &[&str]) -> bool {
    let text = ident.to_string();
    words.contains(&&*text)
}

/// The names among the arguments of deferred calls.
pub fn in_deferred_calls(tokens: TokenStream) -> Names {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut names = Names::new();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let is_deferred = match &tokens[..at] {
            [.., TokenTree::Ident(name), TokenTree::Punct(bang)] => {
                bang.as_char() == '!' && DEFERRED.iter().any(|deferred| name == deferred)
            }
            _ => false,
        };
        names.append(&mut match is_deferred {
            true => all_in(group.stream()),
            false => in_deferred_calls(group.stream()),
        });
    }
    names
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
                names.insert(name_of(&ident));
            }
            TokenTree::Group(group) => names.append(&mut in_tokens(group.stream())),
            TokenTree::Literal(literal) => names.extend(inline_captures(&literal.to_string())),
            _ => {}
        }
        after_dot = is_dot;
    }
    names
}

/// The macros that are defined among the tokens, and the names in each that could be locals'.
pub fn macros_defined_in(tokens: TokenStream) -> BTreeMap<String, Names> {
    let mut macros = BTreeMap::new();
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            macros.append(&mut macros_defined_in(group.stream()));
        }
        if let [
            TokenTree::Ident(keyword),
            TokenTree::Punct(_),
            TokenTree::Ident(name),
            TokenTree::Group(rules),
            ..,
        ] = &tokens[at..]
            && keyword == "macro_rules"
        {
            let known: &mut Names = macros.entry(name_of(name)).or_default();
            known.append(&mut in_tokens(rules.stream()));
        }
    }
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

/// The names among the tokens but for fields, methods and macros.
pub fn looked_up_in(tokens: TokenStream) -> Names {
    let mut names = Names::new();
    let mut after_dot = false;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_dot = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.');
        let is_macro = matches!(tokens.peek(), Some(TokenTree::Punct(bang)) if bang.as_char() == '!');
        match token {
            TokenTree::Ident(_) if after_dot || is_macro => {}
            TokenTree::Group(group) => names.append(&mut looked_up_in(group.stream())),
            other => names.append(&mut in_tokens(other.into())),
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
                names.insert(name_of(&ident));
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

/// The names that a pattern binds. A capitalised one is taken for a constant or a unit struct, but where it stands alone.
pub fn bound_by(pat: &syn::Pat) -> Vec<&syn::PatIdent> {
    let alone = match pat {
        syn::Pat::Type(annotated) => &*annotated.pat,
        other => other,
    };
    let mut bound = may_be_bound_by(pat);
    bound.retain(|bound| {
        let marked = bound.by_ref.is_some() || bound.mutability.is_some() || bound.subpat.is_some();
        let is_alone = matches!(alone, syn::Pat::Ident(only) if std::ptr::eq(only, *bound));
        marked || is_alone && bound.ident != "None" || !guesses::is_capitalised(&bound.ident)
    });
    bound
}

/// The names that a pattern binds, or names a constant by.
pub fn may_be_bound_by(pat: &syn::Pat) -> Vec<&syn::PatIdent> {
    struct Bound<'a>(Vec<&'a syn::PatIdent>);
    impl<'a> Visit<'a> for Bound<'a> {
        fn visit_expr(&mut self, _: &'a syn::Expr) {}
        fn visit_pat_ident(&mut self, pat: &'a syn::PatIdent) {
            self.0.push(pat);
            visit::visit_pat_ident(self, pat);
        }
    }
    let mut bound = Bound(Vec::new());
    bound.visit_pat(pat);
    bound.0
}

/// The names that a pattern binds unless they are those of constants.
pub fn constants_or_bound_by(pat: &syn::Pat) -> Names {
    let bound = bound_by(pat);
    let mut doubtful = may_be_bound_by(pat);
    doubtful.retain(|name| name.ident != "None" && !bound.iter().any(|bound| std::ptr::eq(*bound, *name)));
    doubtful.into_iter().map(|doubtful| name_of(&doubtful.ident)).collect()
}

/// The names that macros in a pattern are given, and may bind.
pub fn in_macros_of(pat: &syn::Pat) -> Names {
    struct InMacros(Names);
    impl<'a> Visit<'a> for InMacros {
        fn visit_macro(&mut self, call: &'a syn::Macro) {
            self.0.append(&mut in_tokens(call.tokens.clone()));
        }
    }
    let mut names = InMacros(Names::new());
    names.visit_pat(pat);
    names.0
}

/// The names that a macro may declare where it is a statement: macros of the user's own can name locals only by what they
/// are given.
pub fn may_be_declared_by(call: &syn::Macro) -> Names {
    let declares_none = guesses::is_select(&call.path) || is_deferred(&call.path);
    if declares_none {
        return Names::new();
    }
    let mut names = declarable(call.tokens.clone());
    names.retain(|name| !["self", "Self", "super", "crate"].contains(&name.as_str()));
    names
}

/// The names among tokens that whoever is given them may declare as locals: not those in a block that declares none itself.
fn declarable(tokens: TokenStream) -> Names {
    let mut names = Names::new();
    let mut after_dot = false;
    for token in tokens {
        let is_dot = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.');
        match token {
            TokenTree::Group(group)
                if group.delimiter() == Delimiter::Brace && !mentions_word(&group.stream(), &["let"]) => {}
            TokenTree::Group(group) => names.append(&mut declarable(group.stream())),
            TokenTree::Ident(_) if after_dot => {}
            other => names.append(&mut in_tokens(other.into())),
        }
        after_dot = is_dot;
    }
    names
}

/// Stands for the items that a macro may declare, whatever it is given.
pub const ANY_ITEM: &str = "!";

/// Whether the statement is a macro that may declare items.
pub fn may_declare_any_item(stmt: &syn::Stmt) -> bool {
    matches!(stmt, syn::Stmt::Macro(call) if guesses::checked_std_macro(&call.mac.path).is_none() && !guesses::is_select(&call.mac.path) && !is_deferred(&call.mac.path))
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

/// The names that a format string captures: `{name}`, `{name:?}`, `{:width$}`.
pub fn inline_captures(format: &str) -> impl Iterator<Item = String> + use<> {
    let mut names = Names::new();
    let mut behind = format;
    while let Some((_, argument)) = behind.split_once('{') {
        if let Some(escaped) = argument.strip_prefix('{') {
            behind = escaped;
            continue;
        }
        let (name, specification) = argument.split_at(argument.find(['}', ':']).unwrap_or(argument.len()));
        let specification = specification
            .strip_prefix(':')
            .map(without_fill)
            .unwrap_or(specification);
        let (specification, rest) = specification.split_at(specification.find('}').unwrap_or(specification.len()));
        behind = rest;
        let counts = specification
            .split('$')
            .rev()
            .skip(1)
            .map(|part| part.rsplit(is_flag).next().unwrap_or(""))
            // In front of a width a zero says what it is filled up with.
            .map(|part| part.strip_prefix('0').unwrap_or(part));
        names.extend(
            std::iter::once(name.trim())
                .chain(counts)
                .filter(|name| is_name(name))
                .map(str::to_owned),
        );
    }
    names.into_iter()
}

/// A format specification without the character that it fills up with, which may be any, braces included.
fn without_fill(specification: &str) -> &str {
    let mut characters = specification.chars();
    match (characters.next(), characters.next()) {
        (Some(_), Some('<' | '^' | '>')) => characters.as_str(),
        _ => specification,
    }
}

/// What may stand in front of the name of a width or precision.
fn is_flag(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_alphanumeric() && c != '_'
}

fn is_name(text: &str) -> bool {
    let is_part = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || c == '_';
    text.chars().all(is_part) && text.starts_with(|c: char| is_part(c) && !c.is_ascii_digit())
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

#[cfg(test)]
mod tests {
    use super::inline_captures;
    use pretty_assertions::assert_eq;

    // 2.6
    #[test]
    fn names_in_format_strings() {
        for (format, names) in [
            ("{a} {b:?} {}", vec!["a", "b"]),
            ("{{a}} {{{b}}}", vec!["b"]),
            ("{0} {:1$} {:.*}", vec![]),
            ("{a:>w$.p$} {:#?}", vec!["a", "p", "w"]),
            ("{a:0w$.p$} {:#0v$x}", vec!["a", "p", "v", "w"]),
            ("{हिन्दी}", vec!["हिन्दी"]),
            ("{a:}>w$}", vec!["a", "w"]),
            ("{a:{<w$} {b}", vec!["a", "b", "w"]),
            ("{type} {r#type}", vec!["type"]),
            ("{a", vec!["a"]),
        ] {
            assert_eq!(inline_captures(format).collect::<Vec<_>>(), names, "{format}");
        }
    }
}
