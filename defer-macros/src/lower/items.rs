//! Items behind a deferred call that its code names: they are in view in the whole block, but not outside of the
//! closure around the rest.

use super::Lowered;
use crate::names::{self, Names};
use quote::ToTokens;
use std::collections::BTreeSet;
use syn::{Ident, Item, Stmt};

/// Takes the imports, and the items that `named` names, to the front; gives the other statements.
pub fn first(stmts: Vec<Stmt>, mut named: Names, lowered: &mut Lowered) -> Vec<Stmt> {
    let mut taken = BTreeSet::new();
    loop {
        let before = taken.len();
        for (at, stmt) in stmts.iter().enumerate() {
            let Stmt::Item(item) = stmt else { continue };
            if !taken.contains(&at) && is_wanted(item, &named) {
                taken.insert(at);
                named.append(&mut names::all_in(item.to_token_stream()));
            }
        }
        if taken.len() == before {
            break;
        }
    }
    let (front, rest): (Vec<_>, Vec<_>) = stmts.into_iter().enumerate().partition(|(at, _)| taken.contains(at));
    lowered.stmts.extend(front.into_iter().map(|(_, item)| item));
    rest.into_iter().map(|(_, stmt)| stmt).collect()
}

fn is_wanted(item: &Item, named: &Names) -> bool {
    let is_named = |name: &Ident| named.contains(&name.to_string());
    match item {
        // Imported traits are not named where their methods are called.
        Item::Use(_) => true,
        Item::Const(item) => is_named(&item.ident),
        Item::Enum(item) => is_named(&item.ident),
        Item::Fn(item) => is_named(&item.sig.ident),
        Item::Mod(item) => is_named(&item.ident),
        Item::Static(item) => is_named(&item.ident),
        Item::Struct(item) => is_named(&item.ident),
        Item::Trait(item) => is_named(&item.ident),
        Item::Type(item) => is_named(&item.ident),
        Item::Union(item) => is_named(&item.ident),
        _ => false,
    }
}
