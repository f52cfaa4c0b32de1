//! `#[cfg]`, which rustc looks at only after the attribute has.

use syn::{AttrStyle, Attribute, Expr, Stmt};

/// The `#[cfg]`s among the attributes. One inside of a block, `#![cfg]`, is refused by rustc.
pub fn among(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    let stands_before = |attr: &&Attribute| matches!(attr.style, AttrStyle::Outer);
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg"))
        .filter(stands_before)
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
