//! Which names stand in patterns.

use crate::guesses;
use crate::syntax::names::{Names, in_tokens, name_of};
use syn::visit::{self, Visit};

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
fn may_be_bound_by(pat: &syn::Pat) -> Vec<&syn::PatIdent> {
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
