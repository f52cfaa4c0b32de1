//! `#[cfg]`, which rustc looks at only after the attribute has.

use syn::{Attribute, Expr, Stmt};

/// The `#[cfg]`s among the attributes.
pub fn among(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("cfg"))
}

/// Those on a statement that may hold others.
pub fn of_stmt(stmt: &Stmt) -> Vec<Attribute> {
    let attrs = match stmt {
        Stmt::Local(local) => &local.attrs,
        Stmt::Expr(
            Expr::Block(syn::ExprBlock { attrs, .. })
            | Expr::If(syn::ExprIf { attrs, .. })
            | Expr::Match(syn::ExprMatch { attrs, .. })
            | Expr::Unsafe(syn::ExprUnsafe { attrs, .. }),
            _,
        ) => attrs,
        _ => return Vec::new(),
    };
    among(attrs).cloned().collect()
}
