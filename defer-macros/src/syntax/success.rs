//! Values that are a success as they are written (rule 6.5): `Ok(…)`, `Some(…)` and the like around locals and other values.

use super::names;
use crate::guesses;
use proc_macro2::{TokenStream, TokenTree};
use syn::{Expr, Path, Token};

/// Whether a value is a success whatever is in it.
pub fn is_success(value: &Expr) -> bool {
    match value {
        Expr::Paren(paren) => is_success(&paren.expr),
        Expr::Group(group) => is_success(&group.expr),
        Expr::Call(call) => match made_by(call) {
            Some(made) if is_variant(made, "Poll", "Ready") => call.args.len() == 1 && is_success(&call.args[0]),
            Some(made) => SUCCESSES.iter().any(|(of, name)| is_variant(made, of, name)),
            None => false,
        },
        _ => false,
    }
}

/// The variants that are a success, each with its type. `Ready` is one around another.
const SUCCESSES: [(&str, &str); 3] = [("Result", "Ok"), ("Option", "Some"), ("ControlFlow", "Continue")];

/// Whether a path is that of a variant, with its type in front of it or alone; `Ok::<_, Error>` as well.
fn is_variant(path: &Path, of: &str, name: &str) -> bool {
    let mut segments = path.segments.iter().rev();
    segments.next().is_some_and(|last| last.ident == name) && segments.next().is_none_or(|ty| ty.ident == of)
}

/// What a call is if it makes a value and does nothing else: a variant or a tuple struct, as far as its name tells.
pub fn made_by(call: &syn::ExprCall) -> Option<&Path> {
    match &*call.func {
        Expr::Path(made) if made.qself.is_none() => Some(&made.path).filter(|path| is_made(path)),
        _ => None,
    }
}

fn is_made(path: &Path) -> bool {
    path.segments
        .last()
        .is_some_and(|last| guesses::is_capitalised(&last.ident))
}

/// Gives `visit` each value that the constructors of a success are put around, in the order in which it is written; it says
/// whether it has put another one in its place.
pub fn each_part(value: &mut Expr, visit: &mut impl FnMut(&mut Expr) -> bool) -> bool {
    match value {
        Expr::Paren(paren) if paren.attrs.is_empty() => each_part(&mut paren.expr, visit),
        Expr::Group(group) if group.attrs.is_empty() => each_part(&mut group.expr, visit),
        Expr::Tuple(tuple) if tuple.attrs.is_empty() => each_of(tuple.elems.iter_mut(), visit),
        Expr::Call(call) if call.attrs.is_empty() && made_by(call).is_some() => each_of(call.args.iter_mut(), visit),
        Expr::Struct(made) if made.attrs.is_empty() && has_all_fields(made) => {
            let mut changes = false;
            for field in &mut made.fields {
                if each_part(&mut field.expr, visit) {
                    field.colon_token.get_or_insert_with(<Token![:]>::default);
                    changes = true;
                }
            }
            changes
        }
        Expr::Lit(literal) if literal.attrs.is_empty() => false,
        part => visit(part),
    }
}

fn each_of<'v>(values: impl Iterator<Item = &'v mut Expr>, visit: &mut impl FnMut(&mut Expr) -> bool) -> bool {
    let mut changes = false;
    for value in values {
        changes |= each_part(value, visit);
    }
    changes
}

/// Whether all fields of a struct are written, and compiled in.
fn has_all_fields(made: &syn::ExprStruct) -> bool {
    made.rest.is_none() && made.qself.is_none() && made.fields.iter().all(|field| field.attrs.is_empty())
}

/// The first names of the constructors of a value.
pub fn names_of_constructors(value: &Expr) -> Vec<String> {
    let mut value = value.clone();
    let mut names = Vec::new();
    each_constructor(&mut value, &mut |made| {
        let path = match made {
            Expr::Call(call) => made_by(call),
            Expr::Struct(made) => Some(&made.path),
            _ => None,
        };
        let first = path.and_then(|path| path.segments.first());
        names.extend(first.map(|first| names::name_of(&first.ident)));
    });
    names
}

/// Gives `visit` each constructor of a value that is called and may be a function, with all in it, to put something in its place.
/// Those of the prelude are guessed everywhere, see [`guesses`].
pub fn each_call(value: &mut Expr, visit: &mut impl FnMut(&Path, &mut Expr)) {
    each_constructor(value, &mut |made| {
        if let Expr::Call(call) = made
            && let Some(path) = made_by(call).cloned()
            && !path.get_ident().is_some_and(guesses::is_of_prelude)
        {
            visit(&path, made);
        }
    });
}

/// Gives `visit` each constructor with what it is put around, the inner ones first.
fn each_constructor(value: &mut Expr, visit: &mut impl FnMut(&mut Expr)) {
    match value {
        Expr::Paren(paren) if paren.attrs.is_empty() => return each_constructor(&mut paren.expr, visit),
        Expr::Group(group) if group.attrs.is_empty() => return each_constructor(&mut group.expr, visit),
        Expr::Tuple(tuple) if tuple.attrs.is_empty() => {
            return tuple.elems.iter_mut().for_each(|part| each_constructor(part, visit));
        }
        Expr::Call(call) if call.attrs.is_empty() && made_by(call).is_some() => {
            call.args.iter_mut().for_each(|part| each_constructor(part, visit));
        }
        Expr::Struct(made) if made.attrs.is_empty() && has_all_fields(made) => {
            made.fields
                .iter_mut()
                .for_each(|field| each_constructor(&mut field.expr, visit));
        }
        _ => return,
    }
    visit(value);
}

/// Whether a type isn't told in full.
pub fn has_infer(ty: &TokenStream) -> bool {
    ty.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => has_infer(&group.stream()),
        TokenTree::Ident(name) => name == "_",
        _ => false,
    })
}

/// The name of a part that may be a local.
pub fn name_of(part: &Expr) -> Option<String> {
    let name = names::bare_name(part).filter(|name| !guesses::is_capitalised(name))?;
    Some(names::name_of(name))
}
