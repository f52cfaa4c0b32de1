//! Which names stand in patterns.

use crate::guesses;
use crate::syntax::names::{Names, in_tokens, name_of};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, FieldPat, Pat, PatIdent, Type};

/// A pattern without the type that a `let` gives it, and without the guard that an arm does.
pub fn bare(pat: &Pat) -> &Pat {
    match pat {
        Pat::Type(annotated) => &annotated.pat,
        Pat::Guard(guarded) => bare(&guarded.pat),
        other => other,
    }
}

/// The names that a pattern binds. A capitalised one is taken for a constant or a unit struct, but where it stands alone.
pub fn bound_by(pat: &Pat) -> Vec<&PatIdent> {
    let alone = match pat {
        Pat::Type(annotated) => &*annotated.pat,
        other => other,
    };
    match alone {
        Pat::Ident(alone) if alone.subpat.is_none() && alone.ident != "None" => vec![alone],
        _ => bound_in_choice(pat),
    }
}

/// The same in an arm or an `if let`, where one that stands alone is rather a constant's, too.
pub fn bound_in_choice(pat: &Pat) -> Vec<&PatIdent> {
    let mut bound = may_be_bound_by(pat);
    bound.retain(|bound| {
        let marked = bound.by_ref.is_some() || bound.mutability.is_some() || bound.subpat.is_some();
        marked || !guesses::is_capitalised(&bound.ident)
    });
    bound
}

/// Whether a pattern is a name that is bound to all of what it matches.
pub fn binds_all(pat: &Pat) -> bool {
    match pat {
        Pat::Type(annotated) => binds_all(&annotated.pat),
        Pat::Paren(paren) => binds_all(&paren.pat),
        Pat::Ident(bound) => {
            bound.by_ref.is_none() && (bound.mutability.is_some() || !guesses::is_capitalised(&bound.ident))
        }
        _ => false,
    }
}

/// Whether a pattern is a name that is bound to a reference to all of what it matches.
pub fn refers_to_all(pat: &Pat) -> bool {
    match pat {
        Pat::Paren(paren) => refers_to_all(&paren.pat),
        Pat::Ident(bound) => bound.by_ref.is_some(),
        _ => false,
    }
}

/// Whether something that is matched is looked at as a whole, so that a closure captures all of it: it is one of several variants or
/// values, or what is left of it isn't dropped.
pub fn need_all(pats: &[&Pat]) -> bool {
    let mut variants = BTreeSet::new();
    let mut cases = pats.iter().flat_map(|pat| cases_of(pat));
    cases.any(|pat| match pat {
        Pat::Lit(_) | Pat::Range(_) | Pat::Reference(_) => true,
        Pat::Ident(bound) if bound.ident == "None" => true,
        Pat::TupleStruct(made) if made.path.get_ident().is_some_and(guesses::is_of_prelude) => true,
        Pat::TupleStruct(syn::PatTupleStruct { path, .. })
        | Pat::Struct(syn::PatStruct { path, .. })
        | Pat::Path(syn::PatPath { path, .. }) => {
            variants.extend(path.segments.last().map(|last| name_of(&last.ident)));
            variants.len() > 1
        }
        Pat::Ident(constant) if guesses::is_capitalised(&constant.ident) => {
            variants.insert(name_of(&constant.ident));
            variants.len() > 1
        }
        Pat::Slice(_) => !bound_in_choice(pat).is_empty(),
        Pat::Tuple(tuple) => pats.len() == 1 && tuple.elems.iter().all(takes_all_of_tuple),
        _ => false,
    })
}

/// Whether a pattern binds all of what it matches by value, in tuples, which have no `Drop`.
fn takes_all_of_tuple(pat: &Pat) -> bool {
    match pat {
        Pat::Tuple(tuple) => tuple.elems.iter().all(takes_all_of_tuple),
        pat => binds_all(pat),
    }
}

/// The patterns that one is made of which is several.
fn cases_of(pat: &Pat) -> Vec<&Pat> {
    match pat {
        Pat::Type(annotated) => cases_of(&annotated.pat),
        Pat::Paren(paren) => cases_of(&paren.pat),
        Pat::Guard(guarded) => cases_of(&guarded.pat),
        Pat::Or(choice) => choice.cases.iter().flat_map(cases_of).collect(),
        Pat::Ident(PatIdent {
            subpat: Some((_, pat)), ..
        }) => cases_of(pat),
        pat => vec![pat],
    }
}

/// Whether something may be matched though it isn't there any more: nothing of it is bound, nor looked at for certain.
pub fn may_need_nothing(pats: &[&Pat]) -> bool {
    let binds = |pat: &&Pat| !bound_in_choice(pat).is_empty() || !macros_of(pat).is_empty();
    !need_all(pats) && !pats.iter().any(binds)
}

/// The names that a `let` without a value declares, each with the type that is written for it; nothing where they can't be declared
/// one by one.
pub fn declared_alone<'p>(pat: &'p Pat, ty: Option<&'p Type>) -> Option<Vec<(&'p PatIdent, Option<&'p Type>)>> {
    match (pat, ty) {
        (Pat::Ident(bound), _) if bound.by_ref.is_none() && bound.subpat.is_none() => Some(vec![(bound, ty)]),
        (Pat::Wild(_), _) => Some(Vec::new()),
        (Pat::Type(annotated), _) => declared_alone(&annotated.pat, Some(&annotated.ty)),
        (Pat::Paren(paren), _) => declared_alone(&paren.pat, ty),
        (Pat::Tuple(tuple), None) => {
            let parts = tuple.elems.iter().map(|part| part_alone(part, None));
            Some(parts.collect::<Option<Vec<_>>>()?.concat())
        }
        (Pat::Tuple(tuple), Some(Type::Tuple(types))) if tuple.elems.len() == types.elems.len() => {
            let parts = tuple.elems.iter().zip(&types.elems);
            let parts = parts.map(|(part, ty)| part_alone(part, Some(ty)));
            Some(parts.collect::<Option<Vec<_>>>()?.concat())
        }
        _ => None,
    }
}

/// The same of a part, which may be a constant.
fn part_alone<'p>(part: &'p Pat, ty: Option<&'p Type>) -> Option<Vec<(&'p PatIdent, Option<&'p Type>)>> {
    let names = declared_alone(part, ty)?;
    let are_locals = names.iter().all(|(bound, _)| !guesses::is_capitalised(&bound.ident));
    are_locals.then_some(names)
}

/// The names that a pattern binds, or names a constant by.
fn may_be_bound_by(pat: &Pat) -> Vec<&PatIdent> {
    struct Bound<'a>(Vec<&'a PatIdent>);
    impl<'a> Visit<'a> for Bound<'a> {
        fn visit_expr(&mut self, _: &'a syn::Expr) {}
        fn visit_pat_ident(&mut self, pat: &'a PatIdent) {
            self.0.push(pat);
            visit::visit_pat_ident(self, pat);
        }
    }
    let mut bound = Bound(Vec::new());
    bound.visit_pat(pat);
    bound.0
}

/// The names that a pattern binds unless they are those of constants, beside those that it does bind.
pub fn constants_or_bound_by(pat: &Pat, bound: &[&PatIdent]) -> Names {
    let mut doubtful = may_be_bound_by(pat);
    doubtful.retain(|name| name.ident != "None" && !bound.iter().any(|bound| std::ptr::eq(*bound, *name)));
    doubtful.into_iter().map(|doubtful| name_of(&doubtful.ident)).collect()
}

/// Whether a pattern is several, or holds some.
pub fn has_choice(pat: &Pat) -> bool {
    struct Choice(bool);
    impl<'a> Visit<'a> for Choice {
        fn visit_pat_or(&mut self, _: &'a syn::PatOr) {
            self.0 = true;
        }
    }
    let mut choice = Choice(false);
    choice.visit_pat(pat);
    choice.0
}

/// The names that a pattern binds, if each could be bound by a `let` behind it.
pub fn renamable(pat: &Pat) -> impl Iterator<Item = &Ident> {
    let bound = bound_in_choice(pat);
    let is_seen = matches!(pat, Pat::Guard(_)) || !macros_of(pat).is_empty();
    let is_clear = !is_seen && constants_or_bound_by(pat, &bound).is_empty();
    bound.into_iter().map(|bound| &bound.ident).filter(move |_| is_clear)
}

/// The names that macros in a pattern are given, and may bind.
pub fn in_macros_of(pat: &Pat) -> Names {
    macros_of(pat)
        .into_iter()
        .flat_map(|tokens| in_tokens(tokens.clone()))
        .collect()
}

/// What the macros in a pattern are given.
pub fn macros_of(pat: &Pat) -> Vec<&TokenStream> {
    struct Macros<'a>(Vec<&'a TokenStream>);
    impl<'a> Visit<'a> for Macros<'a> {
        fn visit_macro(&mut self, call: &'a syn::Macro) {
            self.0.push(&call.tokens);
        }
    }
    let mut macros = Macros(Vec::new());
    macros.visit_pat(pat);
    macros.0
}

/// Has a pattern bind other names; gives the `let` statements that bind its own, in the order in which it does.
pub fn bound_behind(pat: &mut Pat, ours_at: impl Fn(Span) -> Span) -> TokenStream {
    let named = bound_in_choice(pat).into_iter().map(|bound| {
        let keyword = bound.mutability.filter(|_| bound.by_ref.is_none());
        let mut other = bound.ident.clone();
        other.set_span(ours_at(bound.ident.span()));
        (bound.ident.clone(), (keyword, other))
    });
    let named = named.collect::<Vec<_>>();
    let (mut code, mut seen) = (TokenStream::new(), Names::new());
    for (name, (keyword, other)) in &named {
        if seen.insert(name_of(name)) {
            code.extend(quote!(let #keyword #name = #other;));
        }
    }
    let names = named.into_iter().map(|(name, (_, other))| (name_of(&name), other));
    Rename(names.collect()).visit_pat_mut(pat);
    code
}

/// Gives what a pattern binds these names.
struct Rename(BTreeMap<String, Ident>);

impl VisitMut for Rename {
    fn visit_pat_ident_mut(&mut self, bound: &mut PatIdent) {
        if let Some(other) = self.0.get(&name_of(&bound.ident)) {
            bound.ident = other.clone();
            if bound.by_ref.is_none() {
                bound.mutability = None;
            }
        }
        visit_mut::visit_pat_ident_mut(self, bound);
    }

    fn visit_field_pat_mut(&mut self, field: &mut FieldPat) {
        field.colon_token.get_or_insert_default();
        visit_mut::visit_field_pat_mut(self, field);
    }

    fn visit_expr_mut(&mut self, _: &mut Expr) {}
}
