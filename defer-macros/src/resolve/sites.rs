//! The deferred calls: their values of now are arguments, their code is a scope of its own (rule 3.7).

use super::bindings::Told;
use super::blocks::new_step;
use super::facts::{BlockEnd, Form, LocalId, Position, ScopeKind, Site, SiteId, StepKind};
use super::scopes::NewScope;
use super::source::SiteSource;
use super::walk::Walk;
use crate::guesses;
use crate::syntax::coverage::Extent;
use crate::syntax::names::{self, Names};
use crate::syntax::returned::Returned;
use crate::syntax::site::{self, Deferred};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use std::cell::RefCell;
use std::rc::Rc;
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Attribute, Expr, Macro, Stmt};

/// The tools whose attributes rustc knows.
const TOOLS: [&str; 5] = ["clippy", "diagnostic", "miri", "rust_analyzer", "rustfmt"];

/// Deferred code, as it is written.
struct Code {
    at_exit: Vec<Stmt>,
    begin: Span,
    extent: Extent,
}

impl Walk<'_> {
    /// A statement that is a deferred call.
    pub fn site(&mut self, stmt: Stmt, call: Macro, start: Position) {
        if let Some(message) = self.place.forbidden {
            return self.errors.at(&stmt, message);
        }
        let extent = Extent::of(call.delimiter.span());
        let mut deferred = match self.read_site(&call) {
            Ok(deferred) => deferred,
            Err(error) => return self.errors.push(error),
        };
        let first_hole = self.source.holes.len();
        let (made_from, names_local) = self.values_of(&mut deferred);
        let at_exit = std::mem::take(&mut deferred.at_exit);
        let tokens = quote!(#(#at_exit)*);
        let named = names::all_in(tokens.clone());
        let begin = tokens.clone().into_iter().next();
        let begin = begin.map_or_else(Span::mixed_site, |first| first.span());
        let hidden_names = names::hidden_in_macros(tokens.clone(), &self.written.macros);
        let site = self.facts.sites.push(Site {
            when: deferred.when,
            takes_error: deferred.error.is_some(),
            scope: self.place.scope,
            block: self.place.block,
            step: self.place.step,
            made_from,
            names_local,
            code: self.facts.scopes.next_id(),
            mentions: Vec::new(),
            by_macro: Vec::new(),
            mentions_doubtful: false,
            recovers: false,
            asks: false,
            in_unsafe: self.place.in_unsafe,
            never_ends: matches!(at_exit.last(), Some(Stmt::Expr(last, _)) if guesses::never_ends(last)),
            hidden_item: self.place.items.hidden(&tokens, &named),
            looked_up: &names::looked_up_in(tokens) | &hidden_names,
            named,
            hidden_local: None,
        });
        self.source.sites.push(SiteSource {
            keeper: keeper(call),
            attrs: attributes(&stmt),
            written: stmt,
            deferred,
            imports: self.place.items.imports(),
            recovers: None,
        });
        let deferred = Code { at_exit, begin, extent };
        self.code_at_exit(site, deferred, &hidden_names);
        let step = new_step(Form::Macro, StepKind::Site(site), start);
        let has_holes = self.source.holes.len() > first_hole;
        let empty = Stmt::Expr(Expr::Verbatim(TokenStream::new()), None);
        self.push_step(step, empty, has_holes);
    }

    /// Takes what stands in a deferred call apart. A constructor that can't be seen at exit is called now.
    fn read_site(&mut self, call: &Macro) -> syn::Result<Deferred> {
        let lent = RefCell::new(Names::new());
        let read = |takes_apart| -> syn::Result<(Deferred, bool)> {
            lent.borrow_mut().clear();
            let context = site::Context {
                runtime: self.written.runtime,
                may_be_local: &|name| self.may_be_local(name),
                is_lent: &|name| {
                    self.is_lent(name).is_some_and(|std| {
                        lent.borrow_mut().extend(std);
                        true
                    })
                },
                is_bound: &|name| self.in_view.by_name.contains_key(name),
                takes_apart,
                has_unsafe: self.written.has_unsafe,
                in_async: self.place.in_async,
            };
            let deferred = site::parse(call, &context)?;
            let at_exit = &deferred.at_exit;
            let tokens = quote!(#(#at_exit)*);
            let is_hidden = self
                .place
                .items
                .hidden(&tokens, &names::all_in(tokens.clone()))
                .is_some();
            Ok((deferred, is_hidden))
        };
        let deferred = match read(true)? {
            (_, true) => read(false)?.0,
            (deferred, false) => deferred,
        };
        self.facts.std.append(&mut lent.into_inner());
        Ok(deferred)
    }

    /// Walks the values of now, which are arguments; gives the locals that they are made of, and whether they name anything that may be
    /// a local's.
    fn values_of(&mut self, deferred: &mut Deferred) -> (Vec<LocalId>, bool) {
        let first_doubtful = self.doubtful.len();
        let forbidden = "a deferred call can't stand in the arguments of another: write it before";
        let made_from = self.used_by(|walk| {
            walk.with(
                |place| &mut place.forbidden,
                Some(forbidden),
                |walk| {
                    for value in &mut deferred.now {
                        // What is called or indexed with is not moved, nor what is borrowed.
                        match value.mutable || value.is_index {
                            true => walk.visit_expr_mut(&mut value.expr),
                            false => walk.argument(&mut value.expr),
                        }
                    }
                },
            );
        });
        let is_local = |local: &LocalId| !self.facts.locals[*local].is_self;
        let names_local = made_from.iter().any(is_local) || self.doubtful.len() > first_doubtful;
        (made_from, names_local)
    }

    /// Walks the deferred code.
    fn code_at_exit(&mut self, site: SiteId, Code { at_exit, begin, extent }: Code, hidden: &Names) {
        let (first_use, first_doubtful) = (self.facts.uses.len(), self.doubtful.len());
        let start = self.tick();
        let new = NewScope {
            kind: ScopeKind::Deferred(site),
            start,
            returned: Rc::new(Returned::Unit),
            in_async: self.place.in_async,
            block: begin,
            begin,
            extent,
            capture: None,
            label: None,
        };
        self.scope(new, |walk| {
            walk.place.site = Some(site);
            walk.scoped(|walk| {
                walk.declare_given(site);
                walk.block_of(at_exit, BlockEnd::Scope);
            });
        });
        let mut mentions = self.used_since(first_use, start);
        let by_macro: Vec<_> = hidden.iter().filter_map(|name| self.meant_by(name)).collect();
        mentions.extend(&by_macro);
        mentions.sort();
        mentions.dedup();
        let mut doubtful = self.doubtful[first_doubtful..].iter();
        let mentions_doubtful = doubtful.any(|(_, from)| *from < start);
        let hidden_local = self.hidden_by_import(&mentions);
        let site = &mut self.facts.sites[site];
        (site.mentions, site.mentions_doubtful, site.hidden_local) = (mentions, mentions_doubtful, hidden_local);
        site.by_macro = by_macro;
    }

    /// The names of the values, and of the error.
    fn declare_given(&mut self, site: SiteId) {
        let Deferred { now, error, .. } = &self.source.site(site).deferred;
        let values: Vec<Ident> = now.iter().map(|value| value.name.clone()).collect();
        let error = error.clone();
        values.iter().for_each(|value| self.declare_value(value));
        let told = Told {
            is_parameter: true,
            is_reborrowed: true,
            is_lent: true,
            may_hold_borrow: false,
            ..Told::NOTHING
        };
        if let Some(error) = error {
            self.declare(&error, told, &[]);
        }
    }
}

/// The call that is kept, so that the import of its macro counts as used.
fn keeper(mut call: Macro) -> Stmt {
    call.tokens = Ident::new(site::SITE, call.path.span()).into_token_stream();
    Stmt::Macro(syn::StmtMacro {
        attrs: Vec::new(),
        semi_token: Some(syn::Token![;](call.bang_token.span)),
        mac: call,
    })
}

/// The attributes of a deferred call. An expected lint is allowed: of the parts that the call is taken apart into, most don't fulfil
/// the expectation.
fn attributes(stmt: &Stmt) -> Vec<Attribute> {
    let mut attrs = match stmt {
        Stmt::Macro(stmt) => stmt.attrs.clone(),
        Stmt::Expr(Expr::Macro(expr), _) => expr.attrs.clone(),
        _ => Vec::new(),
    };
    attrs.retain(|attr| !is_of_a_tool(attr));
    for attr in &mut attrs {
        if let syn::Meta::List(lints) = &mut attr.meta
            && lints.path.is_ident("expect")
        {
            lints.path = Ident::new("allow", lints.path.span()).into();
        }
    }
    attrs
}

/// Whether an attribute is for a tool that reads the source (rule 9.3). rustc takes none on a block, which is what a deferred call becomes.
fn is_of_a_tool(attr: &Attribute) -> bool {
    let path = attr.path();
    let tool = path.segments.first().filter(|_| path.segments.len() > 1);
    tool.is_some_and(|tool| TOOLS.iter().any(|name| tool.ident == name))
}

impl Walk<'_> {
    /// The first of these locals, by name, that an import of the blocks around may hide.
    pub fn hidden_by_import(&self, locals: &[LocalId]) -> Option<LocalId> {
        let may_hide = |local: &&LocalId| {
            let local = &self.facts.locals[**local];
            self.place.items.may_hide(&local.name, local.from)
        };
        let hidden = locals.iter().filter(may_hide);
        hidden.copied().min_by_key(|local| &self.facts.locals[*local].name)
    }
}
