//! The ways out of the rest of a scope: found, and rewritten to data that the closure around the rest returns (rule 3.1).
//!
//! A closure can't `break` a loop around it, nor return from the function. So where the rest may do either, each
//! way out becomes a value of `WayOut`, and what stands behind the closure carries it on.

use crate::guesses;
use crate::syntax::names::{self, Names};
use crate::syntax::select::{self, Select};
use crate::syntax::tokens;
use proc_macro2::Span;
use quote::ToTokens;
use std::fmt;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Lifetime, Macro, Stmt};

/// One way out, by where it goes on.
#[derive(Clone, PartialEq)]
#[cfg_attr(test, derive(Debug))]
pub enum Way {
    /// `return`, with the value.
    Return,
    /// `break` of the loop whose body is the scope.
    Break,
    /// The next iteration of that loop.
    Continue,
    /// `break` of a loop further out or of a labelled block.
    BreakTo(Lifetime),
    /// The next iteration of a loop further out.
    ContinueTo(Lifetime),
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Way::Return => f.write_str("return"),
            Way::Break => f.write_str("break"),
            Way::Continue => f.write_str("continue"),
            Way::BreakTo(label) => write!(f, "break {label}"),
            Way::ContinueTo(label) => write!(f, "continue {label}"),
        }
    }
}

/// What leaves the rest.
#[derive(Default)]
pub struct Found {
    /// Each way once, in the order of its first place, and whether a value goes with it.
    pub ways: Vec<(Way, bool)>,
    /// The first `?`, or the first macro call that may hide a `return`.
    pub question: Option<Span>,
    /// Whether that stands among the arguments of a macro.
    pub question_in_macro: bool,
    /// Whether a macro is called that may hide a `return` of a value.
    pub may_hide_return: bool,
    /// Whether any macro is called, which may hide a bare `return`, whatever its name is.
    pub calls_macro: bool,
    /// The statement macros that declare nothing if they are the standard library's, with the names that they are given.
    pub std_macros: Vec<(String, Names)>,
    /// Every `break` and `continue`, by its keyword.
    pub jumps: Vec<(&'static str, Expr)>,
    /// The names that the rest binds itself where it is left: outer locals of these names are out of sight there.
    pub shadowed: Names,
    /// Ways out that stand where they can't be rewritten.
    pub unreadable: Vec<Macro>,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        for (way, value) in &self.ways {
            list.entry(&format_args!("{way}{}", if *value { " value" } else { "" }));
        }
        if self.question.is_some() {
            list.entry(&format_args!("?"));
        }
        list.finish()
    }
}

impl Found {
    /// The macros that have to be the standard library's, if none of them is to declare one of these names.
    pub fn given(&self, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = &String> {
        let calls = self.std_macros.iter();
        calls
            .filter(move |(_, given)| given.iter().any(|name| wanted(name)))
            .map(|(macro_name, _)| macro_name)
    }

    pub fn has(&self, wanted: &Way) -> bool {
        self.ways.iter().any(|(way, _)| way == wanted)
    }
}

/// Finds what leaves `rest`, in a scope whose loop has this label.
pub fn find(rest: &mut [Stmt], own_label: Option<&Lifetime>) -> Found {
    let mut found = Found::default();
    let mut shadowed = Names::new();
    let mut walk = Walk::new(
        own_label,
        |leave: &mut Expr, way: Option<Way>, bound: &[String]| match way {
            None => {
                if let Expr::Try(attempt) = leave {
                    found.question.get_or_insert(attempt.question_token.span);
                }
            }
            Some(way) => {
                shadowed.extend(bound.iter().cloned());
                match leave {
                    Expr::Break(_) => found.jumps.push(("break", leave.clone())),
                    Expr::Continue(_) => found.jumps.push(("continue", leave.clone())),
                    _ => {}
                }
                let value = value_of(leave).is_some();
                match found.ways.iter_mut().find(|(known, _)| *known == way) {
                    Some((_, known)) => *known |= value,
                    None => found.ways.push((way, value)),
                }
            }
        },
    );
    walk.all(rest);
    let bound_at_end = walk.bound;
    let (calls_macro, std_macros) = (walk.calls_macro, walk.std_macros);
    let (unreadable, may_hide_return, question) = (walk.unreadable, walk.may_hide_return, walk.question_in_macro);
    found.unreadable = unreadable;
    found.may_hide_return = may_hide_return;
    found.question_in_macro = found.question.is_none();
    found.question = found.question.or(question);
    found.calls_macro = calls_macro;
    found.std_macros = std_macros;
    found.shadowed = shadowed;
    found.shadowed.extend(bound_at_end);
    found
}

/// Replaces each way out of `rest` by what `replace` makes of it and of its value.
pub fn rewrite(rest: &mut [Stmt], own_label: Option<&Lifetime>, mut replace: impl FnMut(Way, Option<Expr>) -> Expr) {
    rewrite_some(rest, own_label, |_| true, |way, value, _| replace(way, value));
}

/// The same for every `return` of a function. A `break` or `continue` that seems to leave it belongs to a loop that a macro
/// brings along.
pub fn rewrite_returns(body: &mut [Stmt], mut replace: impl FnMut(Option<Expr>) -> Expr) {
    rewrite_some(body, None, |way| *way == Way::Return, |_, value, _| replace(value));
}

/// Replaces the `wanted` ways out; `replace` is told which names the rest binds itself in front of one.
pub fn rewrite_some(
    rest: &mut [Stmt],
    own_label: Option<&Lifetime>,
    wanted: impl Fn(&Way) -> bool,
    mut replace: impl FnMut(Way, Option<Expr>, &[String]) -> Expr,
) {
    let mut walk = Walk::new(own_label, |leave: &mut Expr, way: Option<Way>, bound: &[String]| {
        if let Some(way) = way.filter(&wanted) {
            let value = value_of(leave).cloned();
            let attrs = attributes_of(leave);
            let written = leave.span();
            *leave = replace(way, value, bound);
            // Behind a `#[cfg]` it may not be there.
            if let Expr::Return(leave) = leave {
                let keyword = &mut leave.return_token.span;
                *keyword = keyword.located_at(written);
                leave.attrs.extend(attrs);
            }
        }
    });
    walk.all(rest);
}

fn value_of(leave: &Expr) -> Option<&Expr> {
    match leave {
        Expr::Return(leave) => leave.expr.as_deref(),
        Expr::Break(leave) => leave.expr.as_deref(),
        _ => None,
    }
}

fn attributes_of(leave: &mut Expr) -> Vec<syn::Attribute> {
    match leave {
        Expr::Return(leave) => std::mem::take(&mut leave.attrs),
        Expr::Break(leave) => std::mem::take(&mut leave.attrs),
        Expr::Continue(leave) => std::mem::take(&mut leave.attrs),
        _ => Vec::new(),
    }
}

/// Visits whatever leaves the statements, a `?` as no way of its own; inner parts first.
struct Walk<'a, F> {
    own_label: Option<&'a Lifetime>,
    visit: F,
    inner_labels: Vec<Lifetime>,
    inner_loops: usize,
    /// The names that are bound where the walk stands.
    bound: Vec<String>,
    unreadable: Vec<Macro>,
    may_hide_return: bool,
    calls_macro: bool,
    std_macros: Vec<(String, Names)>,
    question_in_macro: Option<Span>,
    /// How many macro calls the walk is in.
    macros: usize,
    /// How many `try` blocks, which a `?` leaves and nothing else.
    attempts: usize,
}

impl<'a, F: FnMut(&mut Expr, Option<Way>, &[String])> Walk<'a, F> {
    fn new(own_label: Option<&'a Lifetime>, visit: F) -> Self {
        Walk {
            own_label,
            visit,
            inner_labels: Vec::new(),
            inner_loops: 0,
            bound: Vec::new(),
            unreadable: Vec::new(),
            may_hide_return: false,
            calls_macro: false,
            std_macros: Vec::new(),
            question_in_macro: None,
            macros: 0,
            attempts: 0,
        }
    }

    fn all(&mut self, stmts: &mut [Stmt]) {
        self.declare_items(stmts);
        stmts.iter_mut().for_each(|stmt| self.visit_stmt_mut(stmt));
    }

    fn bind(&mut self, pat: &syn::Pat) {
        self.bound.extend(
            names::may_be_bound_by(pat)
                .iter()
                .map(|bound| names::name_of(&bound.ident)),
        );
    }

    /// Items are in view in all of a block.
    fn declare_items(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            if let Stmt::Item(item) = stmt {
                self.bound.extend(names::declared_by(item));
            }
            if names::may_declare_any_item(stmt) {
                self.bound.push(names::ANY_ITEM.to_owned());
            }
        }
    }

    /// Walks code whose bindings end with it.
    fn scoped(&mut self, walk: impl FnOnce(&mut Self)) {
        let outer = self.bound.len();
        walk(self);
        self.bound.truncate(outer);
    }

    fn branch(&mut self, branch: &mut select::Branch) {
        self.scoped(|walk| {
            if let Some(awaited) = &mut branch.future {
                walk.visit_expr_mut(&mut awaited.future);
                if let Some((_, _, condition)) = &mut awaited.condition {
                    walk.visit_expr_mut(condition);
                }
                walk.bound.extend(awaited.bound());
            }
            walk.visit_expr_mut(&mut branch.handler);
        });
    }

    fn way_of(&self, expr: &Expr) -> Option<Way> {
        match expr {
            Expr::Return(_) => Some(Way::Return),
            Expr::Break(leave) => self.target(leave.label.as_ref(), Way::Break, Way::BreakTo),
            Expr::Continue(leave) => self.target(leave.label.as_ref(), Way::Continue, Way::ContinueTo),
            _ => None,
        }
    }

    fn target(&self, label: Option<&Lifetime>, own: Way, outer: fn(Lifetime) -> Way) -> Option<Way> {
        match label {
            // What a macro is given may stand in a loop of its own: see `own_loops`.
            None => (self.inner_loops == 0 && self.macros == 0).then_some(own),
            Some(label) if self.inner_labels.contains(label) => None,
            Some(label) if Some(label) == self.own_label => Some(own),
            Some(label) => Some(outer(label.clone())),
        }
    }
}

impl<F: FnMut(&mut Expr, Option<Way>, &[String])> VisitMut for Walk<'_, F> {
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_expr_closure_mut(&mut self, _: &mut syn::ExprClosure) {}
    fn visit_expr_async_mut(&mut self, _: &mut syn::ExprAsync) {}
    fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_pat_mut(&mut self, pat: &mut syn::Pat) {
        if let syn::Pat::Guard(guard) = pat {
            self.visit_expr_mut(&mut guard.guard);
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let (is_loop, label) = match expr {
            Expr::ForLoop(inner) => (true, &inner.label),
            Expr::Loop(inner) => (true, &inner.label),
            Expr::While(inner) => (true, &inner.label),
            Expr::Block(inner) => (false, &inner.label),
            _ => (false, &None),
        };
        let outer_labels = self.inner_labels.len();
        self.inner_labels.extend(label.iter().map(|label| label.name.clone()));
        if let Expr::ForLoop(inner) = expr {
            // The iterator is evaluated before the loop begins.
            self.visit_expr_mut(&mut inner.expr);
        }
        if let Expr::Let(_) | Expr::Binary(_) = expr {
            // What a condition binds is in view in the code behind it, up to the end of the expression around.
            visit_mut::visit_expr_mut(self, expr);
            if let Expr::Let(condition) = expr {
                self.bind(&condition.pat);
            }
            return;
        }
        self.inner_loops += usize::from(is_loop);
        self.scoped(|walk| match &mut *expr {
            Expr::ForLoop(inner) => {
                walk.bind(&inner.pat);
                walk.visit_block_mut(&mut inner.body);
            }
            Expr::If(branch) => {
                walk.scoped(|walk| {
                    walk.visit_expr_mut(&mut branch.cond);
                    walk.visit_block_mut(&mut branch.then_branch);
                });
                if let Some((_, otherwise)) = &mut branch.else_branch {
                    walk.visit_expr_mut(otherwise);
                }
            }
            expr => visit_mut::visit_expr_mut(walk, expr),
        });
        self.inner_loops -= usize::from(is_loop);
        self.inner_labels.truncate(outer_labels);
        if let Some(way) = self.way_of(expr) {
            (self.visit)(expr, Some(way), &self.bound);
        } else if let Expr::Try(attempt) = expr
            && self.attempts == 0
        {
            if self.macros > 0 {
                self.question_in_macro.get_or_insert(attempt.question_token.span);
            } else {
                (self.visit)(expr, None, &self.bound);
            }
        }
    }

    fn visit_expr_try_block_mut(&mut self, block: &mut syn::ExprTryBlock) {
        self.attempts += 1;
        self.visit_block_mut(&mut block.block);
        self.attempts -= 1;
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        self.scoped(|walk| {
            walk.declare_items(&block.stmts);
            visit_mut::visit_block_mut(walk, block);
        });
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        visit_mut::visit_local_mut(self, local);
        self.bind(&local.pat);
    }

    /// A macro that is a statement may declare what it is given a name for.
    fn visit_stmt_macro_mut(&mut self, call: &mut syn::StmtMacro) {
        self.visit_macro_mut(&mut call.mac);
        let declared = names::may_be_declared_by(&call.mac);
        match guesses::checked_std_macro(&call.mac.path) {
            Some(name) => self.std_macros.push((names::name_of(name), declared)),
            None => self.bound.extend(declared),
        }
    }

    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        self.scoped(|walk| {
            walk.bind(&arm.pat);
            visit_mut::visit_arm_mut(walk, arm);
        });
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        if let Some(mut block) = tokens::block_at_exit(call) {
            // A scope of its own: only the error of a `?` in it comes out.
            if let Some(question) = find(&mut block, None).question {
                self.question_in_macro.get_or_insert(question);
            }
            return;
        }
        if !names::is_deferred(&call.path) {
            self.may_hide_return |= !guesses::is_of_std(&call.path);
            self.calls_macro |= call.path.segments.last().is_some_and(|last| last.ident != "recover");
        }
        let leaves = tokens::leaves(&call.tokens);
        if let Some(mut select) = Select::of(call) {
            self.macros += 1;
            select.branches.iter_mut().for_each(|branch| self.branch(branch));
            self.macros -= 1;
            if leaves {
                call.tokens = select.into_token_stream();
            }
            return;
        }
        match tokens::arguments_of(call) {
            Some(mut arguments) => {
                self.macros += 1;
                for argument in &mut arguments {
                    self.visit_expr_mut(&mut argument.value);
                }
                self.macros -= 1;
                if leaves {
                    call.tokens = arguments.into_token_stream();
                }
            }
            None => {
                if let Some(question) = question_mark(&call.tokens) {
                    self.question_in_macro.get_or_insert(question);
                }
                if leaves {
                    self.unreadable.push(call.clone());
                }
            }
        }
    }
}

/// The first `?` among the tokens that follows an operand.
fn question_mark(tokens: &proc_macro2::TokenStream) -> Option<Span> {
    use proc_macro2::TokenTree;
    let mut after_operand = false;
    for token in tokens.clone() {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '?' && after_operand => return Some(punct.span()),
            TokenTree::Group(group) => {
                if let Some(found) = question_mark(&group.stream()) {
                    return Some(found);
                }
            }
            _ => {}
        }
        after_operand = !matches!(token, TokenTree::Punct(_) | TokenTree::Literal(_));
    }
    None
}
