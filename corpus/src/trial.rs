//! What is tried on a crate: where the calls stand and what they are.

use crate::place::Kind;
use quote::ToTokens;
use syn::{Block, Pat, Stmt};

/// One way to sprinkle a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    pub position: Position,
    pub call: Call,
    /// What the positions are drawn by, where there is a choice.
    pub seed: u64,
}

/// Where in a block a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// In front of all statements of a function or a loop body.
    First,
    /// Behind one statement at least and in front of one, in inner blocks too.
    Between,
    /// The same, right behind a `let` that binds a name.
    BehindLet,
}

/// What stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// A deferred call that mentions nothing.
    Tick,
    /// A deferred block that mentions the local of the `let` in front.
    Touch,
    /// A guard that borrows that local, and does the same when it is dropped.
    Guard,
}

/// Where a call goes: the index it gets, and the local it mentions.
pub struct Spot {
    pub index: usize,
    pub local: Option<syn::Ident>,
}

impl Trial {
    /// Where the call goes in a block; nothing where there is no such position. `salt` tells the blocks apart.
    pub fn spot(&self, kind: Kind, block: &Block, salt: u64) -> Option<Spot> {
        // Of statements that a condition may leave out none need be behind.
        let last = block.stmts.iter().rposition(|stmt| !is_conditional(stmt)).unwrap_or(0);
        let between = 1..=last;
        match self.position {
            Position::First => matches!(kind, Kind::Function | Kind::Loop).then_some(Spot { index: 0, local: None }),
            Position::Between => {
                let index = self.draw(&between.collect::<Vec<_>>(), salt)?;
                Some(Spot { index, local: None })
            }
            Position::BehindLet => {
                let behind: Vec<usize> = between.filter(|&at| local_of(&block.stmts[at - 1]).is_some()).collect();
                let index = self.draw(&behind, salt)?;
                Some(Spot {
                    index,
                    local: local_of(&block.stmts[index - 1]),
                })
            }
        }
    }

    /// The statement of a spot. The number tells the places of a file apart, and stands in it to be found again.
    pub fn statement(&self, spot: &Spot, number: usize) -> Stmt {
        let local = &spot.local;
        let number = proc_macro2::Literal::usize_unsuffixed(number);
        match self.call {
            Call::Tick => syn::parse_quote!(::defer_runtime::defer!(::sprinkle_probe::tick(#number));),
            // In parentheses, since those are printed in one line.
            Call::Touch => syn::parse_quote!(::defer_runtime::defer!(|| ::sprinkle_probe::touch(#number, &#local));),
            Call::Guard => syn::parse_quote!(let _sprinkled = ::sprinkle_probe::guard(#number, &#local);),
        }
    }

    fn draw(&self, among: &[usize], salt: u64) -> Option<usize> {
        let count = u64::try_from(among.len()).ok().filter(|&count| count > 0)?;
        let drawn = mixed(self.seed ^ mixed(salt)) % count;
        usize::try_from(drawn).ok().map(|drawn| among[drawn])
    }
}

/// Whether the statement begins with a `#[cfg]`.
fn is_conditional(stmt: &Stmt) -> bool {
    let mut tokens = stmt.to_token_stream().into_iter();
    let attribute = tokens
        .next()
        .filter(|token| token.to_string() == "#")
        .and_then(|_| tokens.next());
    attribute.is_some_and(|attribute| attribute.to_string().contains("cfg"))
}

/// The local that a statement declares with a value.
fn local_of(stmt: &Stmt) -> Option<syn::Ident> {
    let Stmt::Local(local) = stmt else { return None };
    // Whether one with an attribute is compiled in is not ours to know.
    (local.init.is_some() && local.attrs.is_empty()).then(|| bound(&local.pat))?
}

/// The first name of a pattern that is certain to be a binding.
fn bound(pat: &Pat) -> Option<syn::Ident> {
    match pat {
        Pat::Ident(name) if name.subpat.is_none() => {
            let starts_small = !name.ident.to_string().starts_with(char::is_uppercase);
            starts_small.then(|| name.ident.clone())
        }
        Pat::Type(typed) => bound(&typed.pat),
        Pat::Tuple(tuple) => tuple.elems.iter().find_map(bound),
        Pat::TupleStruct(tuple) => tuple.elems.iter().find_map(bound),
        _ => None,
    }
}

/// The steps of SplitMix64: neighbours come out far from each other.
fn mixed(seed: u64) -> u64 {
    let mut bits = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}
