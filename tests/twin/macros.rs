//! `macro_rules!`, as far as the test files use them: their tables of tests become the functions they stand for.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, format_ident, quote};
use std::collections::HashMap;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Block, Expr, Lit, Token, Type, braced, bracketed, parenthesized};

/// The rules of a macro, in the order they are tried.
pub struct Macro(Vec<Rule>);

struct Rule {
    matcher: Vec<Pattern>,
    transcriber: Vec<TokenTree>,
}

/// What a matcher is made of.
enum Pattern {
    Token(TokenTree),
    Group(Delimiter, Vec<Pattern>),
    Fragment(String, String),
    Repeated(Repeated<Vec<Pattern>>),
}

/// `$(…),*`
struct Repeated<T> {
    of: T,
    separator: Option<TokenTree>,
    at_most_once: bool,
}

/// What a name of the matcher stands for.
enum Bound {
    One(TokenStream),
    Each(Vec<Bound>),
}

type Bindings = HashMap<String, Bound>;

impl Parse for Macro {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut rules = Vec::new();
        while !input.is_empty() {
            let (_, matcher) = group(input)?;
            input.parse::<Token![=>]>()?;
            let (_, transcriber) = group(input)?;
            input.parse::<Option<Token![;]>>()?;
            rules.push(Rule {
                matcher: patterns(&Vec::from_iter(matcher)),
                transcriber: Vec::from_iter(transcriber),
            });
        }
        Ok(Macro(rules))
    }
}

impl Macro {
    /// What a call of the macro becomes.
    pub fn expand(&self, input: &TokenStream) -> syn::Result<TokenStream> {
        let mut error = None;
        for rule in &self.0 {
            match all(&rule.matcher).parse2(input.clone()) {
                Ok(bindings) => return Ok(transcribe(&rule.transcriber, &bindings.iter().collect())),
                Err(mismatch) => error = Some(mismatch),
            }
        }
        Err(error.expect("a macro has rules"))
    }
}

/// A group of any delimiter, and what is in it.
fn group(input: ParseStream) -> syn::Result<(Delimiter, TokenStream)> {
    let inside;
    let delimiter = if input.peek(syn::token::Paren) {
        parenthesized!(inside in input);
        Delimiter::Parenthesis
    } else if input.peek(syn::token::Bracket) {
        bracketed!(inside in input);
        Delimiter::Bracket
    } else {
        braced!(inside in input);
        Delimiter::Brace
    };
    Ok((delimiter, inside.parse()?))
}

fn patterns(tokens: &[TokenTree]) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    let mut rest = tokens;
    while let [first, after @ ..] = rest {
        rest = after;
        patterns.push(match (first, after) {
            (dollar, [TokenTree::Ident(name), _, TokenTree::Ident(kind), after @ ..]) if is(dollar, '$') => {
                rest = after;
                Pattern::Fragment(name.to_string(), kind.to_string())
            }
            (dollar, [TokenTree::Group(of), after @ ..]) if is(dollar, '$') => {
                let repeated = repeated(of, after);
                rest = repeated.1;
                Pattern::Repeated(Repeated {
                    of: patterns_of(&repeated.0.of),
                    separator: repeated.0.separator,
                    at_most_once: repeated.0.at_most_once,
                })
            }
            (TokenTree::Group(group), _) => Pattern::Group(group.delimiter(), patterns_of(&group.stream())),
            (token, _) => Pattern::Token(token.clone()),
        });
    }
    patterns
}

fn patterns_of(tokens: &TokenStream) -> Vec<Pattern> {
    patterns(&Vec::from_iter(tokens.clone()))
}

/// The repetition of a group, and the tokens behind it.
fn repeated<'t>(of: &Group, after: &'t [TokenTree]) -> (Repeated<TokenStream>, &'t [TokenTree]) {
    let at = after
        .iter()
        .position(|token| ['*', '+', '?'].into_iter().any(|operator| is(token, operator)))
        .expect("a repetition has an operator");
    let repeated = Repeated {
        of: of.stream(),
        separator: after[..at].first().cloned(),
        at_most_once: is(&after[at], '?'),
    };
    (repeated, &after[at + 1..])
}

fn is(token: &TokenTree, punct: char) -> bool {
    matches!(token, TokenTree::Punct(other) if other.as_char() == punct)
}

/// Parses all of the input by a matcher.
fn all(matcher: &[Pattern]) -> impl FnOnce(ParseStream) -> syn::Result<Bindings> {
    |input| {
        let mut bindings = Bindings::new();
        parse(matcher, input, &mut bindings)?;
        Ok(bindings)
    }
}

fn parse(matcher: &[Pattern], input: ParseStream, bindings: &mut Bindings) -> syn::Result<()> {
    for pattern in matcher {
        match pattern {
            Pattern::Token(token) => {
                let found: TokenTree = input.parse()?;
                if found.to_string() != token.to_string() {
                    return Err(syn::Error::new(
                        found.span(),
                        format!("expected {token}, found {found}"),
                    ));
                }
            }
            Pattern::Group(delimiter, inside) => {
                let (found, tokens) = group(input)?;
                if found != *delimiter {
                    return Err(input.error("another delimiter"));
                }
                bindings.extend(all(inside).parse2(tokens)?);
            }
            Pattern::Fragment(name, kind) => {
                bindings.insert(name.clone(), Bound::One(fragment(kind, input)?));
            }
            Pattern::Repeated(repeated) => parse_repeated(repeated, input, bindings)?,
        }
    }
    Ok(())
}

fn fragment(kind: &str, input: ParseStream) -> syn::Result<TokenStream> {
    Ok(match kind {
        "ident" => Ident::parse_any(input)?.into_token_stream(),
        "expr" => input.parse::<Expr>()?.into_token_stream(),
        "block" => input.parse::<Block>()?.into_token_stream(),
        "literal" => input.parse::<Lit>()?.into_token_stream(),
        "ty" => input.parse::<Type>()?.into_token_stream(),
        "tt" => input.parse::<TokenTree>()?.into_token_stream(),
        other => return Err(input.error(format!("no test had a fragment of kind {other} yet"))),
    })
}

/// As often as it matches, since what may follow never looks like another repetition.
fn parse_repeated(repeated: &Repeated<Vec<Pattern>>, input: ParseStream, bindings: &mut Bindings) -> syn::Result<()> {
    use syn::parse::discouraged::Speculative;
    let mut each: Vec<Bindings> = Vec::new();
    let at_most = if repeated.at_most_once { 1 } else { usize::MAX };
    while !input.is_empty() && each.len() < at_most {
        let ahead = input.fork();
        if !each.is_empty()
            && let Some(separator) = &repeated.separator
            && ahead.parse::<TokenTree>()?.to_string() != separator.to_string()
        {
            break;
        }
        let mut found = Bindings::new();
        if parse(&repeated.of, &ahead, &mut found).is_err() {
            break;
        }
        input.advance_to(&ahead);
        each.push(found);
    }
    let mut named = Vec::new();
    names(&repeated.of, &mut named);
    for name in named {
        let bound = each.iter_mut().map(|found| found.remove(&name).expect("it is bound"));
        bindings.insert(name.clone(), Bound::Each(bound.collect()));
    }
    Ok(())
}

fn names(matcher: &[Pattern], found: &mut Vec<String>) {
    for pattern in matcher {
        match pattern {
            Pattern::Token(_) => {}
            Pattern::Fragment(name, _) => found.push(name.clone()),
            Pattern::Group(_, inside) => names(inside, found),
            Pattern::Repeated(repeated) => names(&repeated.of, found),
        }
    }
}

fn transcribe(transcriber: &[TokenTree], bindings: &HashMap<&String, &Bound>) -> TokenStream {
    let mut out = TokenStream::new();
    let mut rest = transcriber;
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (dollar, [TokenTree::Ident(name), after @ ..]) if is(dollar, '$') => {
                rest = after;
                match bindings.get(&name.to_string()) {
                    Some(Bound::One(tokens)) => out.extend(tokens.clone()),
                    Some(Bound::Each(_)) => panic!("${name} stands outside of its repetition"),
                    None if name == "crate" => out.extend(quote!(::defer_tests)),
                    None => out.extend(quote!(#dollar #name)),
                }
            }
            (dollar, [TokenTree::Group(of), after @ ..]) if is(dollar, '$') => {
                let (repeated, after) = repeated(of, after);
                rest = after;
                transcribe_repeated(&repeated, bindings, &mut out);
            }
            (TokenTree::Group(group), _) => {
                let inside = transcribe(&Vec::from_iter(group.stream()), bindings);
                out.append(Group::new(group.delimiter(), inside));
            }
            (token, _) => out.append(token.clone()),
        }
    }
    out
}

fn transcribe_repeated(repeated: &Repeated<TokenStream>, bindings: &HashMap<&String, &Bound>, out: &mut TokenStream) {
    let mut mentioned = Vec::new();
    mentions(&repeated.of, &mut mentioned);
    let each = bindings.iter().filter(|(name, _)| mentioned.contains(name));
    let count = each
        .filter_map(|(_, bound)| match bound {
            Bound::Each(bound) => Some(bound.len()),
            Bound::One(_) => None,
        })
        .max()
        .expect("a repetition repeats something");
    for at in 0..count {
        let of_this = bindings.iter().map(|(name, bound)| match bound {
            Bound::Each(bound) if mentioned.contains(name) => (*name, &bound[at]),
            _ => (*name, *bound),
        });
        if at > 0 {
            out.extend(repeated.separator.clone());
        }
        out.extend(transcribe(&Vec::from_iter(repeated.of.clone()), &of_this.collect()));
    }
}

/// The names that follow a `$`.
fn mentions(tokens: &TokenStream, found: &mut Vec<String>) {
    let tokens = Vec::from_iter(tokens.clone());
    for pair in tokens.windows(2) {
        if let [dollar, TokenTree::Ident(name)] = pair
            && is(dollar, '$')
        {
            found.push(format_ident!("{name}").to_string());
        }
    }
    for token in &tokens {
        if let TokenTree::Group(group) = token {
            mentions(&group.stream(), found);
        }
    }
}
