//! The deferred code at exit, a scope of its own (rules 3.7 and 4.2), which may stop a panic (rules 7.2 and 7.3); and the slots
//! that say whether it was reached, each with its place in the frame (rules 3.2 and 9.1).

use super::colour::{self, Colour};
use super::outcome::{self, Outcome};
use super::{Around, Kind, Lowering, Scope, stmts, tuple};
use crate::syntax::names::{self, Names};
use crate::syntax::options::Runtime;
use crate::syntax::returned::Returned;
use crate::syntax::site::{Deferred, When};
use crate::syntax::tokens;
use crate::uses;
use crate::ways::{self, Way};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Attribute, Macro, Pat, Stmt, parse_quote_spanned};

/// The deferred code of one site.
#[derive(Default)]
pub struct Exit {
    pub code: Vec<Stmt>,
    /// The locals that the code mentions.
    pub mentions: Names,
    pub looks: Looks,
    /// Whether it changes how the scope is left.
    pub changes_left: bool,
    /// Whether it may reach locals that it doesn't mention, by what borrows them.
    pub reaches: bool,
    pub colour: Colour,
}

/// What deferred code looks at of the way its scope is left.
#[derive(Clone, Copy, Default)]
pub struct Looks {
    /// A panic, to stop it.
    pub at_panic: bool,
    /// The value that the function returns.
    pub at_value: bool,
    /// What raw pointers point to, as far as can be told.
    pub at_memory: bool,
}

impl Looks {
    pub fn and(self, other: Looks) -> Looks {
        Looks {
            at_panic: self.at_panic || other.at_panic,
            at_value: self.at_value || other.at_value,
            at_memory: self.at_memory || other.at_memory,
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
    /// Which of these the deferred code may change.
    pub mutable: Vec<Ident>,
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
        self.exits.iter().flat_map(SlotExit::mentions).collect()
    }

    pub fn looks(&self) -> Looks {
        self.exits
            .iter()
            .fold(Looks::default(), |looks, slot| looks.and(slot.exit.looks))
    }

    /// Whether deferred code may reach locals that it doesn't mention.
    pub fn reaches(&self) -> bool {
        self.exits.iter().any(|slot| slot.exit.reaches)
    }

    pub fn colour(&self) -> Colour {
        self.exits
            .iter()
            .fold(Colour::Plain, |colour, slot| colour.and(slot.exit.colour))
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
            let taken = slot.if_reached(runtime);
            code.extend(stmts(if at < bare {
                quote_spanned!(here=> #(#attrs)* #taken)
            } else {
                // A future can only be sent while a reference to what a panic carries is one of its own.
                let owns = (slot.exit.colour == Colour::Async)
                    .then(|| quote_spanned!(here=> if false { #runtime::capture(&mut #left); }));
                let run = slot.exit.colour.run(runtime, None, quote!(#owns #taken), here, here);
                quote_spanned!(here=> #(#attrs)* #runtime::supersede(#run, &mut #left);)
            }));
        }
        code
    }
}

impl SlotExit {
    /// What the deferred code mentions, but for what the slot brings along.
    fn mentions(&self) -> Names {
        let kept = self.kept.iter().map(names::name_of).collect();
        &self.exit.mentions - &kept
    }

    fn if_reached(&self, runtime: &Runtime) -> TokenStream {
        let here = Span::mixed_site();
        let SlotExit {
            slot,
            values,
            kept,
            inner,
            mutable,
            exit,
            ..
        } = self;
        let code = &exit.code;
        if values.is_empty() && kept.is_empty() && inner.is_empty() {
            return quote_spanned!(here=> if let ::core::option::Option::Some(()) = #slot { #(#code)* });
        }
        let taken = values.iter().chain(kept).chain(inner).map(|name| {
            let keyword = mutable.contains(name).then(|| quote_spanned!(here=> mut));
            quote_spanned!(here=> #keyword #name)
        });
        let taken = tuple(taken);
        // An `#[allow(unused_mut)]` would hold for the user's code too.
        let used =
            (!mutable.is_empty()).then(|| quote_spanned!(here=> if false { #runtime::capture((#(&mut #mutable,)*)); }));
        quote_spanned!(here=> if let ::core::option::Option::Some(#taken) = #slot { #used #(#code)* })
    }
}

impl Lowering<'_> {
    /// Lowers the deferred code of a site of `scope`, which looks at `left` for how that is left.
    pub fn exit(&mut self, scope: &Scope, deferred: &Deferred, attrs: &[Attribute], left: &Ident) -> Exit {
        let mut at_exit = deferred.at_exit.clone();
        let outcome = self.outcome(scope, left);
        let leaves = ways::find(&mut at_exit, None);
        for (keyword, leave) in &leaves.jumps {
            let message = format!("`{keyword}` can't leave a deferred block: end it with `return`");
            self.errors.at(leave, &message);
        }
        if let (Some(question), Some(message)) = (leaves.question, outcome.refuses_question()) {
            self.errors.push(syn::Error::new(question, &message));
        }
        let mut mentions = uses::of_stmts(&at_exit).mentioned;
        mentions.append(&mut names::hidden_in_macros(quote!(#(#at_exit)*), &self.macros));
        let is_scope = names::mentions_deferred_call(&quote!(#(#at_exit)*));
        let returns = leaves.has(&Way::Return) || leaves.calls_macro;
        let colour = self.colour(&at_exit);
        let begin = tokens::begin_of(&at_exit);
        let outer = self.locals.count();
        if let Some(error) = &deferred.error {
            let ty = parse_quote_spanned!(Span::mixed_site()=> &mut _);
            self.locals.declare_parameter(error, &ty);
        }
        let mut code = self.block_at_exit(at_exit, colour, leaves.question.map(|_| &outcome), begin);
        self.locals.leave(outer);
        let mut recover = PointRecover {
            left,
            early: scope.is_early_block,
            found: None,
        };
        code.iter_mut().for_each(|stmt| recover.visit_stmt_mut(stmt));
        let recovers = recover.found;
        self.refuse_recovery_without_value(scope, recovers);
        let code = match leaves.question {
            Some(question) => outcome.fail(colour, quote!(#(#code)*), question),
            None if returns || is_scope => {
                let here = Span::mixed_site();
                let run = colour.run_early(&self.runtime, &quote_spanned!(here=> ()), quote!(#(#code)*), begin);
                match colour {
                    Colour::Plain => quote_spanned!(here=> #[allow(clippy::redundant_closure_call)] #run;),
                    Colour::Async => quote_spanned!(here=> let () = #run;),
                }
            }
            None => quote!(#(#code)*),
        };
        let at_value = leaves.question.is_some() || deferred.when != When::Always;
        if let Some(result) = self.named.as_ref().filter(|_| at_value) {
            mentions.append(&mut names::all_in(result.to_token_stream()));
        }
        let mut code = guarded(deferred, attrs, &outcome, code, begin);
        let completes = self.detaches && colour == Colour::Async;
        if completes {
            code = colour::completed(&self.runtime, left, code);
        }
        let mut values = deferred.now.iter().map(|value| uses::of_expr(&value.expr).mentioned);
        let reaches = values.any(|names| self.locals.may_have_any(&names)) || self.locals.may_hold_borrow(&mentions);
        Exit {
            code,
            reaches,
            mentions,
            looks: Looks {
                at_panic: recovers.is_some(),
                at_value,
                at_memory: reaches && self.has_unsafe,
            },
            changes_left: recovers.is_some() || leaves.question.is_some() || deferred.error.is_some() || completes,
            colour,
        }
    }

    /// After a recovery a function needs a value to return (rule 7.3).
    fn refuse_recovery_without_value(&mut self, scope: &Scope, recovers: Option<Span>) {
        let (Some(span), Kind::Body, Returned::Named(_), false) =
            (recovers, &scope.kind, &scope.output, scope.is_early_block)
        else {
            return;
        };
        let message = match self.around {
            Around::Function => {
                "after `recover!()` this function has no value to return: name its result, `#[with_defer(result)]`"
            }
            Around::Closure => {
                "after `recover!()` this closure has no value to give: only one that gives `()` can recover"
            }
            Around::AsyncBlock => {
                "after `recover!()` this async block has no value to give: only one that gives `()` can recover"
            }
        };
        self.errors.push(syn::Error::new(span, message));
    }

    /// Lowers a deferred block, a scope of its own (rule 3.7); where `?` may leave it early, so that it ends as
    /// the outcome takes it.
    fn block_at_exit(
        &mut self,
        mut at_exit: Vec<Stmt>,
        colour: Colour,
        early: Option<&Outcome>,
        begin: Span,
    ) -> Vec<Stmt> {
        let here = Span::mixed_site();
        let named = self.named.take();
        let mut output = Returned::Unit;
        if let Some(outcome) = early {
            let end = outcome::end_of_early(&self.runtime);
            ways::rewrite(&mut at_exit, None, |_, value| match value {
                None => parse_quote_spanned!(here=> return #end),
                Some(value) => parse_quote_spanned!(here=> return { let () = #value; #end }),
            });
            at_exit.extend(stmts(quote_spanned!(here=> #[allow(unreachable_code)] #end)));
            let ty = outcome.early_end(here);
            output = Returned::Named(parse_quote_spanned!(here=> #ty));
        }
        let mut scope = Scope::body(output, colour, begin);
        scope.is_early_block = early.is_some();
        let code = self.scope(&mut scope, at_exit);
        self.named = named;
        code
    }
}

/// Puts deferred code, which begins at `begin`, behind the condition on which it runs (rule 6.1).
fn guarded(deferred: &Deferred, attrs: &[Attribute], outcome: &Outcome, code: TokenStream, begin: Span) -> Vec<Stmt> {
    let here = Span::mixed_site();
    // clippy looks away from macros and items in a block that isn't the user's.
    let block = quote_spanned!(begin=> { #code });
    let guarded = match (deferred.when, &deferred.error) {
        (When::Always, _) => None,
        (When::Failure, Some(pat)) => {
            let error = outcome.error(pat.span());
            Some(match pat {
                Pat::Type(_) => quote_spanned! {here=>
                    if let ::core::option::Option::Some(error) = #error { let #pat = error; #block }
                },
                pat => quote_spanned!(here=> if let ::core::option::Option::Some(#pat) = #error #block),
            })
        }
        (When::Failure, None) => {
            let failed = outcome.failed(deferred.named);
            Some(quote_spanned!(here=> if #failed #block))
        }
        (When::Success, _) => {
            let failed = outcome.failed(deferred.named);
            Some(quote_spanned!(here=> if !#failed #block))
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
            stmts(quote_spanned!(here=> #(#attrs)* #block))
        }
    }
}

/// Makes each `recover!()` look at the panic in `left`.
struct PointRecover<'a> {
    left: &'a Ident,
    /// Whether the scope that it is about is a deferred block that `?` may leave early.
    early: bool,
    /// Where the first one stands.
    found: Option<Span>,
}

impl VisitMut for PointRecover<'_> {
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        let is_recover = call.path.segments.last().is_some_and(|last| last.ident == "recover");
        if is_recover && call.tokens.is_empty() {
            self.found.get_or_insert(call.path.span());
            call.tokens = self.argument();
        } else {
            call.tokens = self.in_tokens(std::mem::take(&mut call.tokens));
        }
    }
}

impl PointRecover<'_> {
    fn argument(&self) -> TokenStream {
        let (left, carried) = (self.left, self.early.then(|| quote!(carried)));
        quote!(@ #carried #left)
    }

    /// The same among the arguments of another macro.
    fn in_tokens(&mut self, tokens: TokenStream) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rewritten = TokenStream::new();
        for (at, token) in tokens.iter().enumerate() {
            let is_argument = at >= 2
                && matches!(&tokens[at - 2], TokenTree::Ident(name) if name == "recover")
                && matches!(&tokens[at - 1], TokenTree::Punct(bang) if bang.as_char() == '!');
            rewritten.extend(match token {
                TokenTree::Group(group) if is_argument && group.stream().is_empty() => {
                    let argument = self.argument();
                    self.found.get_or_insert(tokens[at - 2].span());
                    quote_spanned!(group.span()=> (#argument))
                }
                TokenTree::Group(group) => {
                    let mut copy = proc_macro2::Group::new(group.delimiter(), self.in_tokens(group.stream()));
                    copy.set_span(group.span());
                    copy.into_token_stream()
                }
                other => other.to_token_stream(),
            });
        }
        rewritten
    }
}
