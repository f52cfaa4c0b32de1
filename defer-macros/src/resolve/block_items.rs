//! The items of inner blocks, which deferred code can't see from where it runs.

use super::facts::{HiddenItem, Position};
use super::items::{calls_macro, declared_among, declared_by};
use crate::syntax::names::{self, Names};
use proc_macro2::TokenStream;
use quote::ToTokens;
use std::rc::Rc;
use syn::{Item, Stmt};

/// The items of the inner blocks around a deferred call, which runs behind them.
#[derive(Clone, Default)]
pub struct BlockItems {
    /// The imports of each block, which deferred code can have again, from the outside in.
    imports: Vec<Rc<Imports>>,
    /// The names of the others; `*` stands for what has no name.
    declared: Names,
}

/// The imports of one block.
struct Imports {
    /// Where the block begins.
    begin: Position,
    stmts: Vec<Stmt>,
    names: Names,
}

impl BlockItems {
    /// Another block begins.
    pub fn enter(&mut self, stmts: &[Stmt], begin: Position) {
        let mut imports = Imports {
            begin,
            stmts: Vec::new(),
            names: Names::new(),
        };
        for stmt in stmts {
            match stmt {
                Stmt::Item(Item::Use(_)) => imports.stmts.push(stmt.clone()),
                Stmt::Item(item) => self.declared.extend(declared_by(item)),
                Stmt::Macro(call) => self.declared.append(&mut declared_among(&call.mac)),
                _ => {}
            }
        }
        for stmt in &imports.stmts {
            let Stmt::Item(item) = stmt else { continue };
            let names = names::declared_by(item);
            if !names::all_in(item.to_token_stream()).is_disjoint(&self.declared) {
                self.declared.extend(names.iter().cloned());
            }
            imports.names.extend(names);
        }
        if !imports.stmts.is_empty() {
            self.imports.push(Rc::new(imports));
        }
    }

    /// The imports of each block.
    pub fn imports(&self) -> Vec<Vec<Stmt>> {
        self.imports.iter().map(|block| block.stmts.clone()).collect()
    }

    /// The item that deferred code may name and that is out of sight behind the blocks.
    pub fn hidden(&self, code: &TokenStream, named: &Names) -> Option<HiddenItem> {
        if self.declared.is_empty() {
            return None;
        }
        match self.declared.intersection(named).next() {
            Some(name) => Some(HiddenItem::Named(name.clone())),
            None if self.declared.contains("*") || calls_macro(code) => Some(HiddenItem::Any),
            None => None,
        }
    }

    /// Whether an import may have the name of a local that is in view from here on: behind the block it hides that, in the
    /// block it is hidden.
    pub fn may_hide(&self, name: &str, from: Position) -> bool {
        let mut further_out = self.imports.iter().filter(|block| block.begin < from);
        further_out.any(|block| block.names.contains(name) || block.names.contains("*"))
    }
}
