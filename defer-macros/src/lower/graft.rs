//! Puts statements into generated code without having them parsed again, which would take most of an expansion's time (rule 9.5).

use super::stmts;
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Stmt};

/// Stands in generated code for statements that are put there later.
const HERE: &str = "__rest";

/// What is written where the statements will stand.
pub fn placeholder() -> TokenStream {
    let here = syn::Ident::new(HERE, Span::mixed_site());
    quote_spanned!(here.span()=> #here! {})
}

/// Generated code with the statements in it.
pub fn with(code: TokenStream, inside: Vec<Stmt>) -> Vec<Stmt> {
    let mut grafted = stmts(code);
    let mut graft = Graft(Some(inside));
    for stmt in &mut grafted {
        graft.visit_stmt_mut(stmt);
    }
    grafted
}

struct Graft(Option<Vec<Stmt>>);

impl VisitMut for Graft {
    fn visit_block_mut(&mut self, block: &mut Block) {
        match block.stmts.iter().position(is_placeholder) {
            Some(at) => {
                block.stmts.splice(at..=at, self.0.take().unwrap_or_default());
            }
            None => visit_mut::visit_block_mut(self, block),
        }
    }
}

fn is_placeholder(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Macro(call) if call.mac.path.is_ident(HERE))
}
