//! Which names stand in patterns.

use crate::guesses;
use crate::syntax::names::{Names, in_tokens, name_of};
use syn::visit::{self, Visit};
use syn::{Pat, PatIdent, Type};

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
        Pat::Ident(bound) => {
            bound.by_ref.is_none() && (bound.mutability.is_some() || !guesses::is_capitalised(&bound.ident))
        }
        _ => false,
    }
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

/// The names that macros in a pattern are given, and may bind.
pub fn in_macros_of(pat: &Pat) -> Names {
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
