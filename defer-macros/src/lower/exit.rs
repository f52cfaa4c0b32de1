//! The deferred code at exit, and the slots that say whether it was reached.

use super::outcome::{self, Outcome};
use super::{Lowering, Scope, stmts, tuple};
use crate::deferred::{Deferred, When};
use crate::names::{self, Names};
use crate::options::Runtime;
use crate::output::Output;
use crate::tokens;
use crate::uses;
use crate::ways;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Macro, Stmt, parse_quote_spanned};

/// The deferred code of one site.
#[derive(Default)]
pub struct Exit {
    pub code: Vec<Stmt>,
    /// The locals that the code mentions.
    pub mentions: Names,
    pub looks: Looks,
    /// Whether it changes how the scope is left.
    pub changes_left: bool,
}

/// What deferred code looks at of the way its scope is left.
#[derive(Clone, Copy, Default)]
pub struct Looks {
    /// A panic, to stop it.
    pub at_panic: bool,
    /// The value that the function returns.
    pub at_value: bool,
}

impl Looks {
    pub fn and(self, other: Looks) -> Looks {
        Looks {
            at_panic: self.at_panic || other.at_panic,
            at_value: self.at_value || other.at_value,
        }
    }
}

/// A place at which deferred code runs that may not have been reached: behind the statement that holds its sites,
/// or inside the deferred code of a site before them in the same block.
pub struct Home {
    /// How many locals are in view at that place.
    pub outside: usize,
    /// How the rest was left, there.
    pub left: Ident,
    /// In the order in which they are reached.
    pub exits: Vec<SlotExit>,
}

/// Deferred code behind a slot.
pub struct SlotExit {
    pub slot: Ident,
    pub attrs: Vec<Attribute>,
    /// What the slot holds: values of now, then locals that live on (rule 3.4), then the slots of later sites.
    pub values: Vec<Ident>,
    pub kept: Vec<Ident>,
    pub inner: Vec<Ident>,
    pub exit: Exit,
}

impl Home {
    pub fn new(outside: usize, left: Ident) -> Self {
        Home {
            outside,
            left,
            exits: Vec::new(),
        }
    }

    /// What the deferred code mentions of the locals in view.
    pub fn mentions(&self) -> Names {
        self.exits
            .iter()
            .flat_map(|slot| slot.exit.mentions.iter().cloned())
            .collect()
    }

    pub fn looks(&self) -> Looks {
        self.exits
            .iter()
            .fold(Looks::default(), |looks, slot| looks.and(slot.exit.looks))
    }

    /// Whether the deferred code may change how the rest was left.
    pub fn changes_left(&self) -> bool {
        self.exits.iter().any(|slot| slot.exit.changes_left)
            || self.exits.len() > 1
            || self.exits.iter().any(|slot| !slot.inner.is_empty())
    }

    /// The slots, empty.
    pub fn slots(&self) -> Vec<Stmt> {
        let here = Span::mixed_site();
        self.exits
            .iter()
            .flat_map(|SlotExit { slot, attrs, .. }| {
                stmts(quote_spanned!(here=> #(#attrs)* let mut #slot = ::core::option::Option::None;))
            })
            .collect()
    }

    /// The deferred code of all sites that have been reached, last reached first.
    pub fn code(&self, runtime: &Runtime) -> Vec<Stmt> {
        self.code_of(runtime, 1)
    }

    /// The same in front of deferred code that is to run even where this panics.
    pub fn code_before_more(&self, runtime: &Runtime) -> Vec<Stmt> {
        self.code_of(runtime, 0)
    }

    /// All but the first `bare` run where a panic in them is noted, so that the others follow.
    fn code_of(&self, runtime: &Runtime, bare: usize) -> Vec<Stmt> {
        let here = Span::mixed_site();
        let left = &self.left;
        let mut code = Vec::new();
        for (at, slot) in self.exits.iter().enumerate().rev() {
            let SlotExit { attrs, .. } = slot;
            let taken = slot.if_reached();
            code.extend(stmts(if at < bare {
                quote_spanned!(here=> #(#attrs)* #taken)
            } else {
                quote_spanned!(here=> #(#attrs)* #runtime::supersede(#runtime::run(|| { #taken }), &mut #left);)
            }));
        }
        code
    }
}

impl SlotExit {
    fn if_reached(&self) -> TokenStream {
        let here = Span::mixed_site();
        let SlotExit {
            slot,
            values,
            kept,
            inner,
            exit,
            ..
        } = self;
        let code = &exit.code;
        if values.is_empty() && kept.is_empty() && inner.is_empty() {
            return quote_spanned!(here=> if let ::core::option::Option::Some(()) = #slot { #(#code)* });
        }
        let values = values.iter().map(|value| quote_spanned!(here=> mut #value));
        let kept = kept.iter().map(|local| quote_spanned!(here=> mut #local));
        let inner = inner.iter().map(Ident::to_token_stream);
        let taken = tuple(values.chain(kept).chain(inner));
        quote_spanned! {here=>
            #[allow(unused_mut)]
            if let ::core::option::Option::Some(#taken) = #slot { #(#code)* }
        }
    }
}

impl Lowering<'_> {
    /// Lowers the deferred code of a site of `scope`, which looks at `left` for how that is left.
    pub fn exit(&mut self, scope: &Scope, deferred: &Deferred, attrs: &[Attribute], left: &Ident) -> Exit {
        let mut at_exit = deferred.at_exit.clone();
        let mut leaves = Leaves::default();
        at_exit.iter().for_each(|stmt| leaves.visit_stmt(stmt));
        for keyword in leaves.refused {
            self.errors.push(keyword);
        }
        let outcome = self.outcome(scope, left);
        let question = ways::find(&mut at_exit, None).question;
        if let (Some(question), Some(message)) = (question, outcome.refuses_question()) {
            self.errors.push(syn::Error::new(question, message));
        }
        let mut mentions = uses::of_stmts(&at_exit).mentioned;
        let is_scope = names::mentions_deferred_call(&quote!(#(#at_exit)*));
        let code = self.block_at_exit(at_exit, question.map(|_| &outcome));
        let mut recovers = false;
        let code = point_recover_at(code, left, &mut recovers);
        let code = match question {
            Some(question) => outcome.fail(code, question),
            None if leaves.may_return || is_scope => {
                quote_spanned!(Span::mixed_site()=> #[allow(clippy::redundant_closure_call)] (|| { #code })();)
            }
            None => code,
        };
        let sees_value = question.is_some() || deferred.when != When::Always;
        if let Some(result) = self.named.as_ref().filter(|_| sees_value) {
            mentions.append(&mut names::all_in(result.to_token_stream()));
        }
        Exit {
            code: guarded(deferred, attrs, &outcome, code),
            mentions,
            looks: Looks {
                at_panic: recovers,
                at_value: sees_value,
            },
            changes_left: recovers || question.is_some() || deferred.error.is_some(),
        }
    }

    /// Lowers a deferred block, a scope of its own (rule 3.7); where `?` may leave it early, so that it ends as
    /// the outcome takes it.
    fn block_at_exit(&mut self, mut at_exit: Vec<Stmt>, early: Option<&Outcome>) -> TokenStream {
        let here = Span::mixed_site();
        let named = self.named.take();
        let mut output = Output::Unit;
        if let Some(outcome) = early {
            let end = outcome::end_of_early(&self.runtime);
            ways::rewrite(&mut at_exit, None, |_, value| match value {
                None => parse_quote_spanned!(here=> return #end),
                Some(value) => parse_quote_spanned!(here=> return #value),
            });
            at_exit.extend(stmts(quote_spanned!(here=> #[allow(unreachable_code)] #end)));
            let ty = outcome.early_end(here);
            output = Output::Named(parse_quote_spanned!(here=> #ty));
        }
        let code = self.scope(&mut Scope::body(output), at_exit);
        self.named = named;
        quote!(#(#code)*)
    }
}

/// Puts deferred code behind the condition on which it runs (rule 6.1).
fn guarded(deferred: &Deferred, attrs: &[Attribute], outcome: &Outcome, code: TokenStream) -> Vec<Stmt> {
    let here = Span::mixed_site();
    let guarded = match (deferred.when, &deferred.error) {
        (When::Always, _) => None,
        (When::Failure, Some(pat)) => {
            let error = outcome.error(pat.span());
            Some(quote_spanned!(here=> if let ::core::option::Option::Some(#pat) = #error { #code }))
        }
        (When::Failure, None) => {
            let failed = outcome.failed();
            Some(quote_spanned!(here=> if #failed { #code }))
        }
        (When::Success, _) => {
            let failed = outcome.failed();
            Some(quote_spanned!(here=> if !#failed { #code }))
        }
    };
    match guarded {
        Some(code) if attrs.is_empty() => stmts(code),
        Some(code) => stmts(quote_spanned!(here=> #(#attrs)* { #code })),
        None => {
            let code = stmts(code);
            if attrs.is_empty() && matches!(&*code, [Stmt::Expr(..)]) {
                return code;
            }
            stmts(quote_spanned!(here=> #(#attrs)* { #(#code)* }))
        }
    }
}

/// What leaves the deferred code itself.
#[derive(Default)]
struct Leaves {
    may_return: bool,
    refused: Vec<syn::Error>,
    labels: Vec<syn::Lifetime>,
    loops: usize,
}

impl Leaves {
    fn refuse_jump(&mut self, keyword: &str, label: Option<&syn::Lifetime>, leave: impl ToTokens) {
        let stays = match label {
            Some(label) => self.labels.contains(label),
            None => self.loops > 0,
        };
        if !stays {
            let message = format!("`{keyword}` can't leave a deferred block: end it with `return`");
            self.refused.push(syn::Error::new_spanned(leave, message));
        }
    }
}

impl<'ast> Visit<'ast> for Leaves {
    fn visit_item(&mut self, _: &'ast syn::Item) {}
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}

    fn visit_expr(&mut self, expr: &'ast Expr) {
        let (is_loop, label) = match expr {
            Expr::ForLoop(inner) => (true, &inner.label),
            Expr::Loop(inner) => (true, &inner.label),
            Expr::While(inner) => (true, &inner.label),
            Expr::Block(inner) => (false, &inner.label),
            _ => (false, &None),
        };
        match expr {
            Expr::Return(_) => self.may_return = true,
            Expr::Await(wait) => self.refused.push(syn::Error::new_spanned(
                wait.await_token,
                "a deferred call can't `.await` in a function that is not async",
            )),
            Expr::Break(leave) => self.refuse_jump("break", leave.label.as_ref(), leave),
            Expr::Continue(leave) => self.refuse_jump("continue", leave.label.as_ref(), leave),
            _ => {}
        }
        let outer = self.labels.len();
        self.labels.extend(label.iter().map(|label| label.name.clone()));
        self.loops += usize::from(is_loop);
        visit::visit_expr(self, expr);
        self.loops -= usize::from(is_loop);
        self.labels.truncate(outer);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let returns = names::mentions_word(&call.tokens, &["return"]);
        self.may_return |= returns || (tokens::may_hide_return(&call.path) && !names::is_deferred(&call.path));
    }
}

/// Replaces `recover!()` by a look at the panic in `left`; says whether there was one.
fn point_recover_at(tokens: TokenStream, left: &Ident, found: &mut bool) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rewritten = TokenStream::new();
    for (at, token) in tokens.iter().enumerate() {
        let is_argument = at >= 2
            && matches!(&tokens[at - 2], TokenTree::Ident(name) if name == "recover")
            && matches!(&tokens[at - 1], TokenTree::Punct(bang) if bang.as_char() == '!');
        rewritten.extend(match token {
            TokenTree::Group(group) if is_argument && group.stream().is_empty() => {
                *found = true;
                quote_spanned!(group.span()=> (@ #left))
            }
            TokenTree::Group(group) => {
                let inner = point_recover_at(group.stream(), left, found);
                let mut copy = proc_macro2::Group::new(group.delimiter(), inner);
                copy.set_span(group.span());
                copy.into_token_stream()
            }
            other => other.to_token_stream(),
        });
    }
    rewritten
}
