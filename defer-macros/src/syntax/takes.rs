//! What is taken by value where it is called, or a method of it is: as far as the declared type and the name of the method tell. That is
//! a guess, which is checked in the expansion where the drop order depends on it.

use crate::guesses;
use crate::syntax::names::{self, bound_in_choice, is_one_of};

use syn::{
    ExprMethodCall, GenericArgument, GenericParam, Generics, Pat, PathArguments, Type, TypeParamBound, WherePredicate,
};

/// What the declared type of a local tells about that.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub enum Takes {
    /// Nothing.
    #[default]
    Untold,
    /// It is of a type that the caller chooses, of which little more is known than its traits.
    Generic,
    /// Calling it takes it: `impl FnOnce()`.
    Called,
    /// Calling it doesn't: `impl Fn()`.
    Lent,
    /// It is `self`, by value.
    Own { is_mut: bool },
}

/// Where a method call stands, as far as that tells whether it takes its receiver.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub enum Stands {
    #[default]
    Elsewhere,
    /// It is a statement of its own.
    Alone,
    /// It gives what the function gives, which may be `Self`.
    Last { gives_self: bool },
}

impl Takes {
    /// Of a parameter of this type, in a function with these type parameters.
    pub fn of(ty: &Type, generics: &Generics) -> Self {
        match ty {
            Type::ImplTrait(given) => Takes::of_bounds(&given.bounds).unwrap_or(Takes::Generic),
            Type::Paren(paren) => Takes::of(&paren.elem, generics),
            Type::FnPtr(_) | Type::Reference(_) => Takes::Lent,
            Type::Path(path) if path.qself.is_none() => match path.path.get_ident() {
                Some(name) => Takes::of_name(name, generics),
                None => boxed(path).and_then(Takes::of_bounds).unwrap_or_default(),
            },
            _ => Takes::Untold,
        }
    }

    fn of_name(name: &proc_macro2::Ident, generics: &Generics) -> Self {
        let mut params = generics.params.iter().filter_map(|param| match param {
            GenericParam::Type(param) if param.ident == *name => Some(&param.bounds),
            _ => None,
        });
        let Some(bounds) = params.next() else {
            // One of the `impl` block around, by convention.
            return match guesses::is_type_parameter(name) {
                true => Takes::Generic,
                false => Takes::Untold,
            };
        };
        let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        let further = predicates.filter_map(|predicate| match predicate {
            WherePredicate::Type(predicate) if is_named(&predicate.bounded_ty, name) => Some(&predicate.bounds),
            _ => None,
        });
        let told: Vec<_> = std::iter::once(bounds)
            .chain(further)
            .filter_map(Takes::of_bounds)
            .collect();
        match (told.contains(&Takes::Lent), told.is_empty()) {
            (true, _) => Takes::Lent,
            (_, false) => Takes::Called,
            _ => Takes::Generic,
        }
    }

    /// Nothing where these say nothing of calls.
    fn of_bounds<'b>(bounds: impl IntoIterator<Item = &'b TypeParamBound>) -> Option<Self> {
        let mut told = None;
        for bound in bounds {
            let TypeParamBound::Trait(bound) = bound else { continue };
            let Some(last) = bound.path.segments.last() else {
                continue;
            };
            if is_one_of(&last.ident, &["Fn", "FnMut", "AsyncFn", "AsyncFnMut"]) {
                return Some(Takes::Lent);
            }
            if is_one_of(&last.ident, &["FnOnce", "AsyncFnOnce"]) {
                told = Some(Takes::Called);
            }
        }
        told
    }

    /// Whether a method is taken to take a receiver by value that is declared so.
    pub fn is_taken_by(self, call: &ExprMethodCall, stands: Stands) -> bool {
        let (name, arguments) = (call.method.to_string(), call.args.len());
        match self {
            Takes::Untold => guesses::takes_its_receiver(&name, arguments),
            Takes::Own { is_mut } => {
                let is_last = match stands {
                    Stands::Elsewhere => false,
                    Stands::Alone => !is_mut,
                    Stands::Last { gives_self } => gives_self || !is_mut,
                };
                guesses::takes_itself(&name, arguments) || is_last && !guesses::only_looks_at_itself(&name)
            }
            Takes::Generic | Takes::Called => {
                !guesses::borrows_its_receiver(&name) && (&*name, arguments) != ("take", 0)
            }
            Takes::Lent => false,
        }
    }
}

fn is_named(ty: &Type, name: &proc_macro2::Ident) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident(name))
}

/// The bounds of a boxed trait object.
fn boxed(path: &syn::TypePath) -> Option<impl IntoIterator<Item = &TypeParamBound>> {
    let last = path.path.segments.last().filter(|last| last.ident == "Box")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(Type::TraitObject(object)) => Some(&object.bounds),
        _ => None,
    }
}

/// What a pattern does with the value of a local.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Apart {
    /// It moves all of it, as far as it isn't `Copy`.
    Whole,
    /// It may move a part, which a closure captures alone.
    Part,
    /// It may move a part, of which a closure captures more: an element of an array, what one of several variants holds.
    PartOfMore,
    /// It binds nothing by value.
    Nothing,
    /// It moves what it does outside of all closures.
    Outside,
}

impl Apart {
    /// Of that of a `let`.
    pub fn of_let(local: &syn::Local) -> Self {
        let is_refutable = local.init.as_ref().is_some_and(|init| init.diverge.is_some());
        match Apart::of(&local.pat, is_refutable) {
            Apart::Whole if !is_refutable && is_newtype(&local.pat) => Apart::Part,
            apart => apart,
        }
    }

    /// Of a pattern that isn't a name alone.
    pub fn of(pat: &Pat, is_refutable: bool) -> Self {
        match pat {
            _ if binds_nothing(pat) => Apart::Nothing,
            Pat::Type(annotated) => Apart::of(&annotated.pat, is_refutable),
            Pat::Guard(guarded) => Apart::of(&guarded.pat, is_refutable),
            pat if is_whole(pat) => Apart::Whole,
            pat if is_precise(pat, is_refutable) => Apart::Part,
            _ => Apart::PartOfMore,
        }
    }
}

/// The parts that a pattern binds by value, or leaves something of, each by the fields that lead there.
pub fn moved_by(pat: &Pat) -> Vec<Vec<String>> {
    let mut moved = Vec::new();
    collect_moved(pat, &[], &mut moved);
    moved
}

fn collect_moved(pat: &Pat, path: &[String], moved: &mut Vec<Vec<String>>) {
    let within = |field: String| [path, &[field]].concat();
    match pat {
        _ if binds_nothing(pat) => {}
        Pat::Type(annotated) => collect_moved(&annotated.pat, path, moved),
        Pat::Paren(paren) => collect_moved(&paren.pat, path, moved),
        Pat::Guard(guarded) => collect_moved(&guarded.pat, path, moved),
        Pat::Or(choice) => choice.cases.iter().for_each(|case| collect_moved(case, path, moved)),
        pat if is_whole(pat) => moved.push(path.to_vec()),
        Pat::Struct(made) => {
            for field in &made.fields {
                let name = names::member(&field.member);
                collect_moved(&field.pat, &within(name), moved);
            }
        }
        Pat::Tuple(syn::PatTuple { elems, .. }) | Pat::TupleStruct(syn::PatTupleStruct { elems, .. }) => {
            let from_begin = elems.iter().take_while(|part| !matches!(part, Pat::Rest(_))).count();
            for (at, part) in elems.iter().enumerate() {
                let place = if at < from_begin {
                    at.to_string()
                } else {
                    SOME_FIELD.to_owned()
                };
                collect_moved(part, &within(place), moved);
            }
        }
        _ => moved.push(within(SOME_FIELD.to_owned())),
    }
}

/// Stands for a field that can't be told.
pub const SOME_FIELD: &str = "?";

/// Whether a pattern binds nothing by value. What a macro in it does can't be told.
fn binds_nothing(pat: &Pat) -> bool {
    let bound = bound_in_choice(pat);
    bound.iter().all(|bound| bound.by_ref.is_some()) && names::in_macros_of(pat).is_empty()
}

/// Whether a closure that moves what a pattern binds captures that alone.
fn is_precise(pat: &Pat, is_refutable: bool) -> bool {
    match pat {
        Pat::Slice(_) | Pat::Or(_) | Pat::Macro(_) => false,
        // It may be one variant of several.
        Pat::TupleStruct(_) | Pat::Struct(_) if is_refutable => false,
        _ => parts(pat)
            .into_iter()
            .flatten()
            .all(|part| is_whole(part) || is_precise(part, is_refutable)),
    }
}

/// Whether a pattern is like `Fd(id)`: many such types have a `Drop`, and only a number in them.
fn is_newtype(pat: &Pat) -> bool {
    match pat {
        Pat::Type(annotated) => is_newtype(&annotated.pat),
        Pat::TupleStruct(made) => made.elems.len() == 1 && !made.path.get_ident().is_some_and(guesses::is_of_prelude),
        _ => false,
    }
}

/// Whether a pattern leaves nothing behind of what it matches.
fn is_whole(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(bound) => {
            let rest = |pat: &Pat| matches!(pat, Pat::Rest(_) | Pat::Wild(_));
            bound.by_ref.is_none() && bound.subpat.as_ref().is_none_or(|(_, pat)| rest(pat))
        }
        Pat::Lit(_) | Pat::Range(_) | Pat::Path(_) => true,
        Pat::Struct(made) if made.rest.is_some() => false,
        _ => parts(pat).is_some_and(|parts| parts.into_iter().all(is_whole)),
    }
}

/// The patterns that one is made of; nothing of one that isn't.
fn parts(pat: &Pat) -> Option<Vec<&Pat>> {
    match pat {
        Pat::Paren(paren) => Some(vec![&paren.pat]),
        Pat::Or(choice) => Some(choice.cases.iter().collect()),
        Pat::Tuple(syn::PatTuple { elems, .. })
        | Pat::Slice(syn::PatSlice { elems, .. })
        | Pat::TupleStruct(syn::PatTupleStruct { elems, .. }) => Some(elems.iter().collect()),
        Pat::Struct(made) => Some(made.fields.iter().map(|field| &*field.pat).collect()),
        _ => None,
    }
}

/// The name that a part has in the patterns that [`inside`] gives.
pub fn name_inside() -> proc_macro2::Ident {
    proc_macro2::Ident::new("inside", proc_macro2::Span::mixed_site())
}

/// The pattern once for each part of it that is of a type of the user's, which may have a `Drop`: that part is a name, others aren't looked at.
pub fn inside(pat: &Pat) -> Vec<Pat> {
    let mut found = Vec::new();
    for (at, part) in parts(pat).unwrap_or_default().into_iter().enumerate() {
        let is_own = match part {
            Pat::TupleStruct(made) => !made.path.get_ident().is_some_and(guesses::is_of_prelude),
            Pat::Struct(_) => true,
            _ => false,
        };
        let is_choice = matches!(pat, Pat::Or(_));
        let named = (is_own && !is_choice).then(|| syn::parse_quote!(_));
        let named = named.map(|_: Pat| {
            Pat::Ident(syn::PatIdent {
                attrs: Vec::new(),
                by_ref: None,
                mutability: None,
                ident: name_inside(),
                subpat: None,
            })
        });
        for part in named.into_iter().chain(inside(part)) {
            found.push(match is_choice {
                true => part,
                false => with_part(pat, at, part),
            });
        }
    }
    found
}

/// A pattern of which only one part is looked at.
fn with_part(pat: &Pat, only: usize, part: Pat) -> Pat {
    let mut pat = pat.clone();
    let hide = |(at, place): (usize, &mut Pat)| *place = if at == only { part.clone() } else { syn::parse_quote!(_) };
    match &mut pat {
        Pat::Paren(paren) => return with_part(&paren.pat, only, part),
        Pat::Tuple(syn::PatTuple { elems, .. })
        | Pat::Slice(syn::PatSlice { elems, .. })
        | Pat::TupleStruct(syn::PatTupleStruct { elems, .. }) => elems.iter_mut().enumerate().for_each(hide),
        Pat::Struct(made) => {
            for field in &mut made.fields {
                field.colon_token.get_or_insert_default();
            }
            made.fields
                .iter_mut()
                .map(|field| &mut *field.pat)
                .enumerate()
                .for_each(hide);
        }
        _ => {}
    }
    pat
}
