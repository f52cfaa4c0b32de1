//! What the type of a local tells about whether it can be shared (rule 8.5).
//!
//! The rest of an async scope holds the locals of further out by reference, and `&T` can only be sent where `T` can be
//! shared. One that can be sent but not shared, a `Cell` say, has to be held by `&mut` so that the future can be sent.

use crate::syntax::names::{is_one_of, mentions_word};
use crate::syntax::returned::is_primitive;
use quote::ToTokens;
use syn::{Expr, GenericArgument, Local, Pat, PathArguments, PathSegment, Type};

/// Types of the standard library that can be shared whenever they can be sent. What lies behind those that can't be sent is not to be held
/// by `&mut`.
const SHARED: [&str; 13] = [
    "Arc",
    "Duration",
    "Instant",
    "Mutex",
    "OsString",
    "PathBuf",
    "Rc",
    "Ref",
    "RwLockReadGuard",
    "String",
    "SystemTime",
    "Weak",
    "str",
];

/// Those that can be shared whenever what they hold can be.
const HOLDERS: [&str; 9] = [
    "BTreeMap", "BTreeSet", "Box", "HashMap", "HashSet", "Option", "Result", "Vec", "VecDeque",
];

/// What is known of a local.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sharing {
    /// Nothing, or that it can be shared whenever it can be sent.
    Unknown,
    /// Its type is written down: rustc can tell.
    Told,
    /// It is a value of its own, but what it is may depend on the code behind it: `StreamMap::new()`.
    Made,
    /// The same, or it is a borrow, which can come out of the rest: what a function gives, or a part of that.
    Given,
}

impl Sharing {
    /// Of something with this type.
    pub fn of(ty: &Type) -> Self {
        match may_be_unshared(ty) {
            true if !mentions_word(&ty.to_token_stream(), &["_"]) => Sharing::Told,
            true => Sharing::Made,
            false => Sharing::Unknown,
        }
    }

    /// Of what a `let` declares.
    pub fn of_let(local: &Local) -> Self {
        match (&local.pat, &local.init) {
            (Pat::Type(annotated), _) => Sharing::of(&annotated.ty),
            (_, Some(init)) if is_made_by_constructor(&init.expr) => Sharing::Made,
            (_, Some(init)) if is_given(&init.expr) => Sharing::Given,
            _ => Sharing::Unknown,
        }
    }
}

/// Whether a value of this type may be one that can be sent but not shared.
fn may_be_unshared(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => reference.mutability.is_some() && may_be_unshared(&reference.elem),
        Type::Path(path) => {
            let last = path.path.segments.last();
            let known = last.is_some_and(|last| is_one_of(&last.ident, &SHARED) || holds_shared(last));
            !is_primitive(ty) && !known
        }
        Type::Ptr(_) | Type::FnPtr(_) | Type::Infer(_) | Type::Never(_) => false,
        Type::Slice(slice) => may_be_unshared(&slice.elem),
        Type::Array(array) => may_be_unshared(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().any(may_be_unshared),
        _ => true,
    }
}

fn holds_shared(holder: &PathSegment) -> bool {
    let PathArguments::AngleBracketed(held) = &holder.arguments else {
        return false;
    };
    let is_shared = |held: &GenericArgument| match held {
        GenericArgument::Type(held) => !matches!(held, Type::Infer(_)) && !may_be_unshared(held),
        _ => false,
    };
    is_one_of(&holder.ident, &HOLDERS) && held.args.iter().all(is_shared)
}

/// `String::new`: what can be shared whenever it can be sent.
fn is_of_shared(callee: &Expr) -> bool {
    let Expr::Path(callee) = callee else { return false };
    let ty = callee.path.segments.iter().rev().nth(1);
    ty.is_some_and(|ty| is_one_of(&ty.ident, &SHARED))
}

/// What a function or method gives, or a choice of that.
fn is_given(expr: &Expr) -> bool {
    match expr {
        Expr::Call(call) => !is_of_shared(&call.func),
        Expr::MethodCall(_) | Expr::Match(_) | Expr::If(_) | Expr::Block(_) => true,
        Expr::Try(attempt) => is_given(&attempt.expr),
        Expr::Await(wait) => is_given(&wait.base),
        Expr::Paren(paren) => is_given(&paren.expr),
        Expr::Tuple(tuple) => tuple.elems.iter().any(is_given),
        _ => false,
    }
}

/// `Type::new(…)`, `channel(…)`, `Type { … }`.
pub fn is_made_by_constructor(made: &Expr) -> bool {
    match made {
        Expr::Struct(_) => true,
        Expr::Call(call) => {
            let Expr::Path(callee) = &*call.func else { return false };
            let mut segments = callee.path.segments.iter().rev();
            let (Some(function), ty) = (segments.next(), segments.next()) else {
                return false;
            };
            let is_type = ty.is_some_and(|ty| ty.ident.to_string().starts_with(char::is_uppercase));
            let is_known = ty.is_some_and(|ty| is_one_of(&ty.ident, &SHARED) || ty.ident == "Default");
            let is_channel = function.ident.to_string().ends_with("channel");
            is_type && !is_known && callee.qself.is_none() || is_channel
        }
        Expr::Try(attempt) => is_made_by_constructor(&attempt.expr),
        Expr::Await(wait) => is_made_by_constructor(&wait.base),
        Expr::MethodCall(call) if is_one_of(&call.method, &["unwrap", "expect"]) => {
            is_made_by_constructor(&call.receiver)
        }
        _ => false,
    }
}
