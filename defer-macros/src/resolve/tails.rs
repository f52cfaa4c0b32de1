//! Values that are a success as they are written (rule 6.5), in a `return` or where a function, closure or async block ends. The latter
//! leave no hole in the code: only one that becomes data is taken out of it, once that has been decided.

use super::facts::{BlockId, Exit, ExitId, ExitValue, Facts, LocalId, ScopeId, Span, Target};
use super::source::{Hole, Source, hole, hole_of};
use super::walk::Walk;
use crate::syntax::{names, success};
use quote::ToTokens;
use std::collections::BTreeMap;
use syn::{Expr, Stmt};

/// A value that is a success as it is written, constructors around locals and other values (rule 6.5).
#[derive(Debug, Clone, PartialEq)]
pub struct Success {
    pub span: Span,
    /// What the constructors are put around, in its order.
    pub parts: Vec<Part>,
    /// The names of the constructors, as far as they are looked up where the value stands.
    pub others: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part {
    /// A local that nothing behind it in the value names.
    Local(LocalId),
    /// A field of `self`, which is given by value; others may be beside it.
    Field(LocalId),
    /// A value that is evaluated where it stands.
    Made,
}

impl Walk<'_> {
    /// A value that the function ends with, which is about to be walked.
    pub fn begin_tail(&mut self, value: &mut Expr) -> Option<(ExitId, Option<Success>)> {
        if !success::is_success(value) {
            return None;
        }
        let success = self.success_of(value);
        let at = self.tick();
        let exit = self.facts.exits.push(Exit {
            at,
            end: at,
            scope: self.place.scope,
            to: Target::Return,
            value: ExitValue::Made,
            is_tail: true,
            success: None,
        });
        self.source.exits.push(Expr::PLACEHOLDER);
        Some((exit, success))
    }

    pub fn end_tail(&mut self, (exit, success): (ExitId, Option<Success>)) {
        self.end_success(exit, success);
        self.facts.exits[exit].end = self.tick();
    }

    /// What a value takes along that is a success as it is written, and is about to be walked. Where a deferred call stands in it,
    /// or a local is named behind its move, it is as any other.
    pub fn success_of(&mut self, value: &mut Expr) -> Option<Success> {
        if !success::is_success(value) || self.place.opaque_since.is_some() || self.holds(value) {
            return None;
        }
        let others = success::names_of_constructors(value);
        let (mut parts, mut moved, mut is_sound) = (Vec::new(), names::Names::new(), true);
        let mut fields = names::Names::new();
        success::each_part(value, &mut |part| {
            let local = success::name_of(part).and_then(|name| Some((self.local_named(&name)?, name)));
            let field = self.field_of_self(part);
            let named = match &field {
                Some(_) => names::Names::from(["self".to_owned()]),
                None => names::all_in(part.to_token_stream()),
            };
            is_sound &= moved.is_disjoint(&named);
            is_sound &= field.is_some() || fields.is_empty() || !named.contains("self");
            parts.push(match (local, field) {
                (Some((local, name)), _) => {
                    moved.insert(name);
                    Part::Local(local)
                }
                (None, Some((local, field))) => {
                    is_sound &= fields.insert(field);
                    Part::Field(local)
                }
                (None, None) => Part::Made,
            });
            false
        });
        let begin = self.tick();
        is_sound.then_some(Success {
            span: begin..begin,
            parts,
            others,
        })
    }

    /// A field of `self`, given by value, with the name.
    fn field_of_self(&self, part: &Expr) -> Option<(LocalId, String)> {
        let path = names::path_of_fields(part)?;
        let [field] = &*path else { return None };
        let local = self.local_named("self")?;
        let is_of_self = names::base_of_fields(part).is_some_and(|base| base == "self");
        let is_own = self.facts.own.contains(&local) && self.facts.locals[local].owner == self.place.owner;
        (is_of_self && is_own && !self.facts.has_unsafe).then(|| (local, field.clone()))
    }

    /// Notes what a value takes along that has been walked.
    pub fn end_success(&mut self, exit: ExitId, success: Option<Success>) {
        let end = self.tick();
        self.facts.exits[exit].success = success.map(|success| Success {
            span: success.span.start..end,
            ..success
        });
    }
}

impl Source {
    /// Takes those values out of the code that functions, closures and async blocks end with and that become data.
    pub fn cut_tails(&mut self, facts: &Facts, is_data: impl Fn(ExitId) -> bool) {
        let mut functions = BTreeMap::<ScopeId, Vec<(ExitId, bool)>>::new();
        for (id, exit) in facts.exits.iter().filter(|(_, exit)| exit.is_tail) {
            let tails = functions.entry(facts.function_of(exit.scope)).or_default();
            tails.push((id, is_data(id)));
        }
        for (function, tails) in functions {
            if tails.iter().any(|(_, is_data)| *is_data) {
                let mut cut = Cut {
                    source: self,
                    tails: tails.into_iter(),
                };
                cut.block(facts.scopes[function].block);
            }
        }
    }
}

/// Goes through what a function ends with, as the walk has.
struct Cut<'s> {
    source: &'s mut Source,
    tails: std::vec::IntoIter<(ExitId, bool)>,
}

impl Cut<'_> {
    fn block(&mut self, block: BlockId) {
        let source = &mut self.source.blocks[block.beside()];
        let Some(Stmt::Expr(tail, None)) = source.stmts.last_mut() else {
            return;
        };
        let mut tail = std::mem::replace(tail, Expr::PLACEHOLDER);
        let cuts = self.value(&mut tail);
        let source = &mut self.source.blocks[block.beside()];
        if let Some(Stmt::Expr(place, None)) = source.stmts.last_mut() {
            *place = tail;
        }
        if let Some(has_holes) = source.has_holes.last_mut() {
            *has_holes |= cuts;
        }
    }

    fn stmts(&mut self, stmts: &mut [Stmt]) -> bool {
        match stmts.last_mut() {
            Some(Stmt::Expr(tail, None)) => self.value(tail),
            _ => false,
        }
    }

    /// Says whether something has been taken out.
    fn value(&mut self, value: &mut Expr) -> bool {
        if let Some(id) = hole_of(value) {
            let mut body = match &mut self.source.holes[id] {
                Hole::Block { block, .. } => {
                    let block = *block;
                    self.block(block);
                    return false;
                }
                Hole::Arm { body, .. } | Hole::Fork { expr: body, .. } => std::mem::replace(body, Expr::PLACEHOLDER),
                _ => return false,
            };
            self.value(&mut body);
            if let Hole::Arm { body: place, .. } | Hole::Fork { expr: place, .. } = &mut self.source.holes[id] {
                *place = body;
            }
            return false;
        }
        match value {
            Expr::If(branch) => {
                let then = self.stmts(&mut branch.then_branch.stmts);
                let otherwise = branch.else_branch.as_mut().map(|(_, value)| self.value(value));
                then | otherwise.unwrap_or(false)
            }
            Expr::Match(choice) => {
                let mut cuts = false;
                for arm in &mut choice.arms {
                    cuts |= self.value(&mut arm.body);
                }
                cuts
            }
            Expr::Block(block) if block.label.is_none() => self.stmts(&mut block.block.stmts),
            Expr::Unsafe(block) => self.stmts(&mut block.block.stmts),
            value if success::is_success(value) => self.tail(value),
            _ => false,
        }
    }

    fn tail(&mut self, value: &mut Expr) -> bool {
        let Some((exit, true)) = self.tails.next() else {
            return false;
        };
        let hole = hole(self.source.holes.push(Hole::Exit(exit)));
        let value = std::mem::replace(value, hole);
        self.source.exits[exit.beside()] = Expr::Return(syn::ExprReturn {
            attrs: Vec::new(),
            return_token: syn::Token![return](syn::spanned::Spanned::span(&value)),
            expr: Some(Box::new(value)),
        });
        true
    }
}
