//! The lowering: what stands after a deferred call becomes a closure that is called on the spot, and the deferred
//! code follows it, so that it runs on every way out and nothing is borrowed in between.
//!
//! A scope is lowered from its first deferred call on: `split` makes the closure of what follows, which is lowered
//! in the same way before. So each split leaves ordinary Rust behind, with `return`, `break` and `continue` as the
//! user wrote them, and the split around it turns those into data where its closure can't hold them
//! ([`enclose`], [`ways_out`]); and the deferred calls run in reverse (rule 3.3). A statement with deferred calls in inner blocks
//! is split off as a whole: what those calls need is put into slots when they are reached ([`blocks`], found by [`inner`]), and
//! the code at exit looks into the slots ([`exit`]).

mod blocks;
mod carrier;
pub mod colour;
mod enclose;
mod exit;
mod graft;
mod inner;
mod items;
mod outcome;
mod split;
mod ways_out;

use crate::diagnostics::Errors;
use crate::guesses;
use crate::locals::{Doubt, Local, Locals};
use crate::syntax::names::{self, Names};
use crate::syntax::options::Runtime;
use crate::syntax::returned::Returned;
use crate::syntax::site::{self, Deferred, Value};
use crate::syntax::tokens;
use crate::uses;
use colour::Colour;
use exit::Home;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use std::collections::{BTreeMap, VecDeque};
use syn::spanned::Spanned;
use syn::{Attribute, Block, Expr, Lifetime, Stmt, parse_quote_spanned};

/// Lowers the functions of one item.
pub struct Lowering<'e> {
    pub runtime: Runtime,
    pub errors: &'e mut Errors,
    pub locals: Locals,
    /// The named result of the function at hand, as an expression that can be assigned to.
    pub named: Option<Expr>,
    /// What the code at hand is the body of, and how many locals there are outside of it.
    pub around: Around,
    pub outside_closure: usize,
    /// Whether `.await` may be written there.
    pub in_async: bool,
    /// Whether `unsafe` is written in the function at hand, so that it may use raw pointers.
    pub has_unsafe: bool,
    /// The macros that it defines, and the names in each, which may be those of locals.
    pub macros: BTreeMap<String, Names>,
    /// Whether a spawner completes its deferred calls.
    pub detaches: bool,
    /// Macros that have to be those of the standard library, by name.
    pub only: Names,
    /// How many deferred calls have been read.
    pub sites: usize,
    slots: usize,
    /// How many closures the code at hand is in.
    depth: usize,
}

/// rustc gives up on more types in one another: see `recursion_limit`.
const DEEPEST: usize = 100;

/// What a body belongs to.
#[derive(Clone, Copy, PartialEq)]
pub enum Around {
    Function,
    Closure,
    AsyncBlock,
}

impl Around {
    /// What is to be written where its type can't be told.
    fn how_to_tell_output(self) -> &'static str {
        match self {
            Around::Function | Around::Closure => "write what this closure returns, `|…| -> Result<…> { … }`",
            Around::AsyncBlock => "end this async block with its type, `Ok::<_, Error>(…)`",
        }
    }
}

/// What is left when a scope is left.
#[derive(Clone)]
pub enum Kind {
    /// A function, a closure or a deferred block: its closures return its value themselves.
    Body,
    /// A function with a named result: what its closures return is assigned to it.
    Named,
    /// An iteration of a loop: its closures return the ways out as data.
    Iteration {
        label: Option<Lifetime>,
        /// How many locals there are outside of the loop.
        outside: usize,
        /// What the loop's condition binds anew each time.
        condition: Names,
    },
}

/// A scope whose deferred calls are being lowered.
#[derive(Clone)]
pub struct Scope {
    pub kind: Kind,
    /// What the function or closure around returns.
    pub output: Returned,
    /// `&mut` parameters that no deferred code so far mentions: the rest may own them.
    pub cursors: Vec<Ident>,
    /// It is a deferred block that `?` may leave early, and has no other value.
    pub is_early_block: bool,
    pub colour: Colour,
    /// The user's own block: clippy minds what a block of several lines ends with.
    pub block: Span,
}

/// A deferred call as it is written, read.
struct Site {
    /// The call of the user's own macro that is kept, so that its import counts as used (rule 1.5).
    keeper: Stmt,
    attrs: Vec<Attribute>,
    deferred: Deferred,
}

/// The statements of a block that have been lowered, and which of them declare locals.
#[derive(Default)]
pub struct Lowered {
    stmts: Vec<Stmt>,
    /// Where a statement declares the locals from a place up to another.
    lets: Vec<(usize, usize, usize)>,
}

impl Scope {
    pub fn body(output: Returned, colour: Colour, block: Span) -> Self {
        Scope {
            kind: Kind::Body,
            output,
            cursors: Vec::new(),
            is_early_block: false,
            colour,
            block,
        }
    }

    fn own_label(&self) -> Option<&Lifetime> {
        match &self.kind {
            Kind::Iteration { label, .. } => label.as_ref(),
            _ => None,
        }
    }
}

impl<'e> Lowering<'e> {
    pub fn new(runtime: Runtime, errors: &'e mut Errors) -> Self {
        Lowering {
            runtime,
            errors,
            locals: Locals::default(),
            named: None,
            around: Around::Function,
            outside_closure: 0,
            in_async: false,
            has_unsafe: false,
            macros: BTreeMap::new(),
            detaches: false,
            only: Names::new(),
            sites: 0,
            slots: 0,
            depth: 0,
        }
    }

    /// The colour of a scope with these statements.
    pub fn colour(&self, stmts: &[Stmt]) -> Colour {
        Colour::of(&quote!(#(#stmts)*), self.in_async)
    }

    /// Whether rustc follows one closure deeper at a statement.
    fn can_descend(&mut self, scope: &Scope, stmt: &Stmt) -> bool {
        let follows = self.depth + scope.colour.depth() <= DEEPEST;
        if !follows {
            let message = format!(
                "there are more than {} deferred calls one behind the other here: put some of them into a function or \
                 closure of their own",
                DEEPEST / scope.colour.depth(),
            );
            self.errors.at(stmt, &message);
        }
        follows
    }

    /// Lowers what stands in the closure of a split.
    fn deeper(&mut self, scope: &mut Scope, first: Option<Stmt>, rest: Vec<Stmt>) -> Vec<Stmt> {
        self.depth += scope.colour.depth();
        let rest = self.scope_after(scope, first, rest);
        self.depth -= scope.colour.depth();
        rest
    }

    /// Lowers the statements of a scope.
    pub fn scope(&mut self, scope: &mut Scope, stmts: Vec<Stmt>) -> Vec<Stmt> {
        self.scope_after(scope, None, stmts)
    }

    /// Lowers the statements of a scope that stand behind `first`, which is lowered already.
    fn scope_after(&mut self, scope: &mut Scope, first: Option<Stmt>, stmts: Vec<Stmt>) -> Vec<Stmt> {
        let outer = self.locals.count();
        let mut lowered = Lowered::default();
        if let Some(first) = first {
            self.pass(&mut lowered, first);
        }
        let mut stmts = VecDeque::from(stmts);
        while let Some(stmt) = stmts.pop_front() {
            if is_site(&stmt) {
                if !self.can_descend(scope, &stmt) {
                    break;
                }
                if let Some(site) = self.read(scope, stmt) {
                    self.split_at(scope, site, Vec::from(stmts), &mut lowered);
                    break;
                }
            } else if let Stmt::Item(item) = &stmt {
                self.refuse_in_constants(item);
                self.pass(&mut lowered, stmt);
            } else if names::mentions_deferred_call(&stmt.to_token_stream()) {
                let rest = Vec::from(std::mem::take(&mut stmts));
                match self.split_around(scope, stmt, rest, &mut lowered) {
                    Some(rest) => stmts = VecDeque::from(rest),
                    None => break,
                }
            } else {
                if let Stmt::Local(local) = &stmt {
                    let bound = names::bound_by(&local.pat);
                    scope.cursors.retain(|cursor| {
                        bound
                            .iter()
                            .all(|bound| names::name_of(&bound.ident) != names::name_of(cursor))
                    });
                }
                self.pass(&mut lowered, stmt);
            }
        }
        self.close(outer, lowered)
    }

    /// A constant is evaluated by the compiler, and no scope of the function (rule 3.6).
    fn refuse_in_constants(&mut self, item: &syn::Item) {
        let value = match item {
            syn::Item::Const(item) => &item.expr,
            syn::Item::Static(item) => &item.expr,
            _ => return,
        };
        if names::mentions_deferred_call(&value.to_token_stream()) {
            self.errors.at(value, IN_CONSTANT);
        }
    }

    /// Adds a statement that is lowered; its locals come into view.
    fn pass(&mut self, lowered: &mut Lowered, stmt: Stmt) {
        self.locals.assigned_by(&stmt);
        if self.in_async {
            self.locals.borrowed_by(&stmt);
        }
        if let Stmt::Local(local) = &stmt {
            let first = self.locals.count();
            self.locals.declare_let(local);
            lowered.lets.push((lowered.stmts.len(), first, self.locals.count()));
        }
        if let Stmt::Macro(call) = &stmt {
            let std = guesses::checked_std_macro(&call.mac.path);
            let doubt = std.map_or(Doubt::Macro, |name| Doubt::Unless(name.clone()));
            self.locals
                .declare_doubtful(names::may_be_declared_by(&call.mac), &doubt);
        }
        lowered.stmts.push(stmt);
    }

    /// Ends a block: its locals go out of view, and those that a closure gives back are made mutable.
    fn close(&mut self, outer: usize, lowered: Lowered) -> Vec<Stmt> {
        let Lowered { mut stmts, lets } = lowered;
        let gone = self.locals.leave(outer);
        for (at, first, end) in lets.into_iter().rev() {
            let declared = &gone[first - outer..end - outer];
            let Stmt::Local(local) = &mut stmts[at] else { continue };
            let again = make_mutable(&mut local.pat, declared, Some(&mut local.attrs));
            stmts.splice(at + 1..at + 1, again);
        }
        stmts
    }

    /// The one primitive, at a deferred call that stands in the scope itself.
    fn split_at(&mut self, scope: &mut Scope, site: Site, rest: Vec<Stmt>, lowered: &mut Lowered) {
        let Site {
            keeper,
            attrs,
            deferred,
        } = site;
        let exit = self.exit(scope, &deferred, &attrs, &left());
        let code = &exit.code;
        let rest = items::first(rest, &quote!(#(#code)*), &self.locals, lowered, self.errors);
        let site = tokens::begin_of(std::slice::from_ref(&keeper));
        lowered.stmts.push(keeper);
        let mut values = Names::new();
        for value in &deferred.now {
            let borrowed = uses::of_expr(&value.expr).mentioned;
            scope.cursors.retain(|cursor| !mentions_any(&borrowed, cursor));
            self.locals.borrow(&borrowed);
            values.extend(borrowed);
        }
        let mut split = self.begin(scope, &rest, exit.mentions.clone(), exit.looks, lowered);
        (split.values, split.site, split.reaches) = (values, site, exit.reaches);
        lowered.stmts.extend(values_now(&attrs, deferred.now));
        let rest = self.deeper(scope, None, rest);
        self.finish(scope, split, rest, exit.changes_left, exit.code, lowered);
    }

    /// The one primitive, at a statement with deferred calls in inner blocks. Gives the rest back where there turn
    /// out to be none.
    fn split_around(
        &mut self,
        scope: &mut Scope,
        mut stmt: Stmt,
        rest: Vec<Stmt>,
        lowered: &mut Lowered,
    ) -> Option<Vec<Stmt>> {
        let mut home = Home::new(self.locals.count(), left());
        let original = std::iter::once(stmt.clone())
            .chain(rest.iter().cloned())
            .collect::<Vec<_>>();
        self.locals.enter_statement(&rest);
        self.inner_statement(scope, &mut home, &mut stmt);
        self.locals.leave_frame();
        if home.exits.is_empty() {
            self.pass(lowered, stmt);
            return Some(rest);
        }
        if !self.can_descend(scope, &original[0]) {
            return None;
        }
        let code = home.code(&self.runtime);
        let rest = items::first(rest, &quote!(#(#code)*), &self.locals, lowered, self.errors);
        let mut split = self.begin(scope, &original, home.mentions(), home.looks(), lowered);
        split.reaches = home.reaches();
        lowered.stmts.extend(home.slots());
        let rest = self.deeper(scope, Some(stmt), rest);
        self.finish(scope, split, rest, home.changes_left(), code, lowered);
        None
    }

    /// Reads a statement that is a deferred call.
    fn read(&mut self, scope: &Scope, stmt: Stmt) -> Option<Site> {
        let (mut attrs, mut call) = match stmt {
            Stmt::Macro(stmt) => (stmt.attrs, stmt.mac),
            Stmt::Expr(Expr::Macro(expr), _) => (expr.attrs, expr.mac),
            _ => return None,
        };
        attrs.iter_mut().for_each(allow_expected);
        let context = site::Context {
            runtime: &self.runtime,
            may_be_local: &|name| self.locals.may_be_local(name),
            has_unsafe: self.has_unsafe,
            in_async: self.in_async,
        };
        match site::parse(&call, &context) {
            Ok(mut deferred) => {
                for value in &mut deferred.now {
                    self.argument(scope, &mut value.expr);
                }
                if deferred.error.is_some()
                    && let [callee] = &mut *deferred.now
                {
                    let (runtime, output, block) = (&self.runtime, &scope.output, &callee.expr);
                    let here = Span::mixed_site().located_at(block.span());
                    callee.expr = parse_quote_spanned!(here=> #runtime::on_error::<#output, _>(#block));
                }
                call.tokens = Ident::new(site::SITE, call.path.span()).into_token_stream();
                self.sites += 1;
                let end = syn::Token![;](call.bang_token.span);
                let keeper = parse_quote_spanned!(Span::mixed_site()=> #call #end);
                Some(Site {
                    keeper,
                    attrs,
                    deferred,
                })
            }
            Err(error) => {
                self.errors.push(error);
                None
            }
        }
    }

    fn slot(&mut self, here: Span) -> Ident {
        let slot = format_ident!("slot{}", self.slots, span = here);
        self.slots += 1;
        slot
    }
}

const IN_CONSTANT: &str =
    "a deferred call can't stand in a constant, which the compiler evaluates: write it in the function";

/// What the rest of a scope leaves behind: a value, or a panic that is under way.
fn left() -> Ident {
    Ident::new("left", Span::mixed_site())
}

/// Whether the statement is a deferred call.
fn is_site(stmt: &Stmt) -> bool {
    let call = match stmt {
        Stmt::Macro(stmt) => &stmt.mac,
        Stmt::Expr(Expr::Macro(expr), _) => &expr.mac,
        _ => return false,
    };
    names::is_deferred(&call.path)
}

/// An expected lint is allowed: of the parts that a deferred call is taken apart into, most don't fulfil the expectation.
fn allow_expected(attr: &mut Attribute) {
    if let syn::Meta::List(lints) = &mut attr.meta
        && lints.path.is_ident("expect")
    {
        lints.path = Ident::new("allow", lints.path.span()).into();
    }
}

fn values_now(attrs: &[Attribute], values: Vec<Value>) -> Vec<Stmt> {
    let here = Span::mixed_site();
    values
        .into_iter()
        .map(|Value { name, expr, mutable }| {
            let allow = mutable.then(|| quote_spanned!(here=> #[allow(unused_mut)]));
            let keyword = mutable.then(|| quote_spanned!(here=> mut));
            parse_quote_spanned!(here=> #(#attrs)* #allow let #keyword #name = #expr;)
        })
        .collect()
}

/// Makes the locals of a pattern mutable that have to be; gives the statements that do so where the pattern itself
/// can't. Attributes stand in `attrs`, or else on the pattern.
pub fn make_mutable(pat: &mut syn::Pat, locals: &[Local], attrs: Option<&mut Vec<Attribute>>) -> Vec<Stmt> {
    let here = Span::mixed_site();
    let needed = locals.iter().any(|local| local.needs_mut);
    // All or none, so that they are dropped in their order.
    let all = locals.iter().any(|local| local.may_need_mut);
    if !needed && !all {
        return Vec::new();
    }
    let simple = match &mut *pat {
        syn::Pat::Type(annotated) => &mut *annotated.pat,
        other => other,
    };
    if let syn::Pat::Ident(bound) = simple
        && bound.by_ref.is_none()
        && bound.subpat.is_none()
    {
        if bound.mutability.is_none() && !needed {
            let attrs = attrs.unwrap_or(&mut bound.attrs);
            attrs.push(parse_quote_spanned!(here=> #[allow(unused_mut)]));
        }
        bound.mutability.get_or_insert(syn::Token![mut](here));
        return Vec::new();
    }
    let mutable = names::bound_by(pat)
        .into_iter()
        .filter(|bound| bound.mutability.is_some())
        .map(|bound| &bound.ident)
        .collect::<Vec<_>>();
    // Where it isn't there, `mut` would change how the pattern binds the name.
    locals
        .iter()
        .filter(|local| (all || local.needs_mut) && local.doubt.is_none() && !mutable.contains(&&local.ident))
        .map(|local| rebound(&local.ident))
        .collect()
}

/// Makes a local mutable where it is bound already.
fn rebound(name: &Ident) -> Stmt {
    parse_quote_spanned!(Span::mixed_site()=> #[allow(unused_mut)] let mut #name = #name;)
}

/// Makes the locals mutable, each in the parameter that binds it; gives the statements for those that can't be there.
pub fn make_parameters_mutable<'a>(
    parameters: impl IntoIterator<Item = &'a mut syn::Pat>,
    locals: &[Local],
) -> Vec<Stmt> {
    let mut locals = locals;
    let mut again = Vec::new();
    for parameter in parameters {
        let doubtful = names::constants_or_bound_by(parameter).len() + names::in_macros_of(parameter).len();
        let (own, others) = locals.split_at(names::bound_by(parameter).len() + doubtful);
        again.extend(make_mutable(parameter, own, None));
        locals = others;
    }
    again
}

/// The statements among the tokens that the lowering wrote itself.
fn stmts(tokens: TokenStream) -> Vec<Stmt> {
    let block: Block = parse_quote_spanned!(Span::mixed_site()=> { #tokens });
    block.stmts
}

/// A tuple of values; one alone stays a tuple.
fn tuple<T: ToTokens>(values: impl IntoIterator<Item = T>) -> TokenStream {
    let values = values.into_iter();
    quote_spanned!(Span::mixed_site()=> (#(#values,)*))
}

fn mentions_any(names: &Names, name: &Ident) -> bool {
    names.contains(&names::name_of(name))
}
