//! What a closure owns and a way out of it doesn't move goes into a place beside its declaration, to be dropped where that is (rule 3.5).
//! A way out that spares something leaves a block with a label: behind that all of the rest's own locals are gone, as well.

use super::Emit;
use super::gives::Gives;
use crate::plan::data::{Leaving, SparedInArm, SplitId};
use crate::resolve::facts::{ExitValue, ForkId, ForkKind, FrameId, LocalId, Position, Target};
use crate::spans;
use crate::syntax::patterns;
use crate::syntax::takes::Takes;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Block, Expr, ExprTry, Lifetime, Pat, Stmt};

impl Emit<'_> {
    /// The places of these locals, in front of their declaration.
    pub(super) fn spared_places(&self, locals: &[LocalId]) -> TokenStream {
        let spared = locals.iter().filter(|local| self.is_spared(**local));
        spared.map(|local| self.spared_place(*local)).collect()
    }

    pub(super) fn spared_place(&self, local: LocalId) -> TokenStream {
        let place = self.spared(local);
        let nothing = self.nothing_in_place(local);
        quote_spanned!(place.span()=> let mut #place = #nothing;)
    }

    pub(super) fn is_spared(&self, local: LocalId) -> bool {
        self.plan.spares.locals.contains(&local)
    }

    pub(super) fn spared(&self, local: LocalId) -> Ident {
        if let Some(part) = self.plan.kept_parts.get(&local) {
            return self.place_of_part(local, part);
        }
        let name = self.ident(local);
        let here = spans::ours_at(name.span());
        let mut alike = self
            .plan
            .spares
            .locals
            .iter()
            .filter(|other| !self.plan.kept_parts.contains_key(other) && self.ident(**other) == name);
        match alike.nth(1) {
            // As an argument of its own, a raw identifier is without its `r#`.
            None => format_ident!("kept_{}", name, span = here),
            Some(_) => format_ident!("kept_{}{}", name, local.place(), span = here),
        }
    }

    /// Takes locals out of the closure. Where that can't be, it is shown at the deferred call.
    fn spare(&self, locals: &[LocalId], call: Span) -> TokenStream {
        let here = spans::ours_at(call);
        let runtime = self.runtime().at(here);
        let spares = locals.iter().map(|local| {
            let (place, value) = (self.spared(*local), self.value_spared(*local, call));
            quote_spanned!(here=> #runtime::spare(&mut #place, #value);)
        });
        spares.collect()
    }

    /// An assignment; what is in the place of the local is dropped with the old value.
    pub(super) fn assigned(&self, expr: &Expr, used: Option<usize>) -> Expr {
        let expr = self.filled_inside(expr);
        let Some(used) = used.filter(|used| self.plan.spares.overwritten.contains(used)) else {
            return expr;
        };
        let (here, place) = (spans::ours(), self.spared(self.facts.uses[used].local));
        let drop = quote_spanned!(here=> ::core::mem::drop);
        let dropped = spans::called(self.source.uses[used], drop, quote_spanned!(here=> #place.take()));
        Expr::Verbatim(quote_spanned!(here=> { #expr; #dropped; }))
    }

    /// Takes locals from their places, as far as they are there.
    pub(super) fn restored(&self, locals: &[LocalId]) -> Option<TokenStream> {
        let here = spans::ours();
        let restored = locals.iter().map(|local| {
            let (place, back) = (self.spared(*local), self.back(*local));
            if self.plan.kept_parts.contains_key(local) {
                return self.part_restored(*local, quote_spanned!(here=> #place.take()), here);
            }
            let name = self.ident(*local);
            quote_spanned!(here=> if let ::core::option::Option::Some(#back) = #place.take() { #[allow(unused_assignments)] { #name = #back; } })
        });
        (!locals.is_empty()).then(|| restored.collect())
    }

    /// The block that a way out leaves that spares something.
    pub(super) fn label_of(&self, at: Leaving) -> Option<Lifetime> {
        self.plan.spares.by_way.get(&at).map(|(_, set)| label(*set))
    }

    /// The rest of a split, as far as it spares any of these sets; its own locals are dropped at its `shown` end.
    pub(super) fn sparing(
        &self,
        id: SplitId,
        gives: &Gives,
        code: TokenStream,
        shown: Span,
        spares: impl Fn(usize) -> bool,
    ) -> TokenStream {
        let here = Span::mixed_site();
        let split = &self.plan.splits[id];
        let end = self.plan.spares.by_way.get(&Leaving::End(id)).map(|(_, set)| *set);
        let end = end.filter(|set| spares(*set));
        let (typed, call) = (gives.annotation(), self.place_of_site(split.site));
        let block = |set: usize, code: TokenStream| {
            let (label, spare) = (label(set), self.spare(&split.spares[set], call));
            let spare = spans::maybe_unreachable(quote_spanned!(here=> { #spare }));
            let code = spans::users_block(shown, code);
            quote_spanned!(here=> let value #typed = #label: #code; #spare)
        };
        let others = (0..split.spares.len()).filter(|set| Some(*set) != end && spares(*set));
        let value = spans::value_at_end(quote_spanned!(here=> value));
        let mut code = match end {
            None => code,
            Some(set) => {
                let block = block(set, code);
                quote_spanned!(here=> #block #value)
            }
        };
        for set in others {
            let body = spans::users_block(shown, code);
            let left = spans::maybe_unreachable(quote_spanned!(here=> return #body;));
            let (allowed, block) = (spans::allow_diverging(), block(set, left));
            code = quote_spanned!(here=> #allowed #block #value);
        }
        code
    }

    /// A `?`: one that spares something is written out.
    pub(super) fn question(&self, attempt: &ExprTry, question: usize) -> Expr {
        let mut attempt = attempt.clone();
        self.fill(&mut attempt.expr);
        let at = Leaving::Question(question);
        if !self.plan.spares.by_way.contains_key(&at) {
            return Expr::Try(attempt);
        }
        let mark = attempt.question_token.to_token_stream();
        Expr::Verbatim(self.attempt(at, &attempt.expr.to_token_stream(), &mark))
    }

    /// What `?` does with an operand; where that spares something it leaves a block. What is wrong with it is shown at the user's `?`,
    /// `ui-tests/fail/3_scopes/question_mark_where_a_local_is_kept.rs`.
    pub(super) fn attempt(&self, at: Leaving, operand: &TokenStream, mark: &TokenStream) -> TokenStream {
        let here = Span::mixed_site();
        let Some((split, set)) = self.plan.spares.by_way.get(&at) else {
            return quote_spanned!(here=> #operand #mark);
        };
        let label = label(*set);
        let returned = match self.gives(&self.plan.splits[*split]) {
            Gives::Type(ty) => ty,
            Gives::Unit => quote_spanned!(here=> ()),
            Gives::Inferred => quote_spanned!(here=> _),
        };
        let asked = spans::begin_of(mark.clone()).unwrap_or(here);
        let early = Ident::new("early", spans::begin_of(operand.clone()).unwrap_or(here));
        let value = Ident::new("value", asked);
        let there = spans::ours_at(asked);
        let runtime = self.runtime().at(there);
        let attempted = quote_spanned!(there=> #runtime::Attempt::attempt(#operand));
        let leaves = quote_spanned!(there=> || -> #returned { match #early #mark {} });
        let leaves = spans::called(asked, leaves, TokenStream::new());
        let leaves = quote_spanned!(there=> break #label #leaves);
        quote_spanned! {here=>
            match #attempted {
                ::core::result::Result::Ok(#value) => #value,
                ::core::result::Result::Err(#early) => #leaves,
            }
        }
    }

    /// An `if` or `match`, with what its arms spare.
    pub(super) fn fork(&self, id: ForkId, expr: &Expr) -> Expr {
        let mut filled = self.filled_inside(expr);
        match &mut filled {
            Expr::If(branch) => {
                if let Expr::Let(condition) = &mut *branch.cond {
                    self.bind_behind(id, 0, &mut condition.pat, |again| {
                        let stmts = &mut branch.then_branch.stmts;
                        let code = Expr::Verbatim(quote!(#again #(#stmts)*));
                        *stmts = vec![Stmt::Expr(code, None)];
                    });
                }
                self.spare_in_block(id, 0, &mut branch.then_branch);
                match &mut branch.else_branch {
                    Some((_, otherwise)) => self.spare_in_expr(id, 1, otherwise),
                    None => {
                        let here = spans::ours();
                        branch.else_branch = self.spared_in(id, 1, false).map(|code| {
                            let block = Expr::Verbatim(quote_spanned!(here=> { #code }));
                            (syn::Token![else](here), Box::new(block))
                        });
                    }
                }
            }
            Expr::Match(choice) => {
                for (at, arm) in choice.arms.iter_mut().enumerate() {
                    self.bind_behind(id, at, &mut arm.pat, |again| {
                        let (here, body) = (spans::ours(), &arm.body);
                        *arm.body = Expr::Verbatim(quote_spanned!(here=> { #again #body }));
                    });
                    self.spare_in_expr(id, at, &mut arm.body);
                }
            }
            Expr::ForLoop(syn::ExprForLoop { body, .. })
            | Expr::While(syn::ExprWhile { body, .. })
            | Expr::Loop(syn::ExprLoop { body, .. }) => {
                self.spare_in_block(id, 0, body);
                return self.ended(id, filled);
            }
            _ => return self.ended(id, filled),
        }
        filled
    }

    /// Where the pattern of an arm binds the name of what the arm spares, it binds other names, and those of the user's are bound behind it.
    fn bind_behind(&self, fork: ForkId, arm: usize, pat: &mut Pat, bind: impl FnOnce(TokenStream)) {
        let spared = self.plan.spares.by_arm.get(&(fork, arm));
        if spared.is_some_and(|spared| spared.iter().any(|spared| spared.is_renamed)) {
            bind(patterns::bound_behind(pat, spans::ours_at));
        }
    }

    /// A loop or block with a label, with what its end spares. What leaves it otherwise goes on behind that.
    pub(super) fn ended(&self, fork: ForkId, mut expr: Expr) -> Expr {
        let here = spans::ours();
        let call = self.call_around(self.facts.forks[fork].span.start);
        let Some(spare) = self
            .plan
            .spares
            .by_frame
            .get(&fork)
            .map(|locals| self.spare(locals, call))
        else {
            return expr;
        };
        let spare = spans::maybe_unreachable(quote_spanned!(here=> { #spare }));
        if let Expr::Block(block) = &mut expr {
            let stmts = std::mem::take(&mut block.block.stmts);
            let code = quote_spanned!(here=> let value = { #(#stmts)* }; #spare value);
            block.block.stmts = vec![Stmt::Expr(Expr::Verbatim(code), None)];
            return expr;
        }
        let label = behind(fork);
        // What a macro leaves it with has a value, too.
        Expr::Verbatim(match self.has_value(fork) {
            true => quote_spanned!(here=> #label: { let value = #expr; #spare value }),
            false => quote_spanned!(here=> #label: { #expr #spare }),
        })
    }

    /// Whether a loop is left with a value, as can be seen.
    fn has_value(&self, fork: ForkId) -> bool {
        let fork = &self.facts.forks[fork];
        let ForkKind::Frame { frame, .. } = fork.kind else {
            return false;
        };
        let mut exits = self.facts.exits.within(&fork.span, |exit| exit.at);
        exits.any(|(_, exit)| exit.to == Target::Break(frame) && exit.value != ExitValue::None)
    }

    /// What a loop is left for whose end spares something.
    pub(super) fn label_behind(&self, frame: FrameId) -> Option<Lifetime> {
        let mut ended = self.plan.spares.by_frame.keys();
        let is_it = |fork: &&ForkId| match self.facts.forks[**fork].kind {
            ForkKind::Frame { frame: of, .. } => of == frame && self.facts.frames[frame].is_loop,
            ForkKind::Choice { .. } => false,
        };
        ended.find(is_it).map(|fork| behind(*fork))
    }

    /// A receiver that is moved by a guess: one that is borrowed all the same is an error (E0793), since a packed field can't be.
    pub(super) fn receiver(&self, name: &Expr, used: usize) -> Expr {
        match self.is_taken(used) {
            true => Expr::Verbatim(self.taken(used, &name.to_token_stream())),
            false => name.clone(),
        }
    }

    pub(super) fn is_taken(&self, used: usize) -> bool {
        let at = self.facts.uses[used].at;
        self.plan.taken.contains(&at) || self.facts.taken.contains(&at)
    }

    /// A local, or what gives it, as a receiver that is an error where it is borrowed.
    pub(super) fn taken(&self, used: usize, value: &TokenStream) -> TokenStream {
        let there = spans::ours_at(self.source.uses[used]);
        let runtime = self.runtime().at(there);
        // What is a caller's to choose is never known to be without an alignment.
        let found = &self.facts.uses[used];
        match self.facts.locals[found.local].takes {
            Takes::Untold if !self.facts.parts.contains_key(&found.at) => {
                quote_spanned!(there=> #runtime::taken(#value).0)
            }
            Takes::Untold | Takes::Own { .. } => quote_spanned! {there=>
                ({
                    #[allow(unused_imports)]
                    use #runtime::{TakesAny as _, TakesCopy as _, TakesReference as _};
                    (&&&#runtime::Receiver::of(&#value)).kind().taken(#value)
                }).0
            },
            _ => quote_spanned!(there=> #runtime::Taken(#value).0),
        }
    }

    fn spared_in(&self, fork: ForkId, arm: usize, at_end: bool) -> Option<TokenStream> {
        let spared = self.plan.spares.by_arm.get(&(fork, arm))?;
        let is_there = |spared: &&SparedInArm| spared.at_end == at_end;
        let locals: Vec<_> = spared.iter().filter(is_there).map(|spared| spared.local).collect();
        let call = self.call_around(self.facts.forks[fork].span.start);
        (!locals.is_empty()).then(|| self.spare(&locals, call))
    }

    fn spare_in_block(&self, fork: ForkId, arm: usize, block: &mut Block) {
        let stmts = std::mem::take(&mut block.stmts);
        let begin = self.spared_in(fork, arm, false);
        let code = match self.spared_in(fork, arm, true) {
            None if begin.is_none() => {
                block.stmts = stmts;
                return;
            }
            None => quote!(#begin #(#stmts)*),
            Some(end) => {
                let end = spans::maybe_unreachable(quote_spanned!(spans::ours()=> { #end }));
                quote_spanned!(spans::ours()=> #begin let value = { #(#stmts)* }; #end value)
            }
        };
        block.stmts = vec![Stmt::Expr(Expr::Verbatim(code), None)];
    }

    fn spare_in_expr(&self, fork: ForkId, arm: usize, expr: &mut Expr) {
        // Braces around the user's own would be unnecessary.
        if let Expr::Block(block) = expr
            && block.label.is_none()
            && block.attrs.is_empty()
        {
            return self.spare_in_block(fork, arm, &mut block.block);
        }
        let (begin, end) = (self.spared_in(fork, arm, false), self.spared_in(fork, arm, true));
        let here = spans::ours();
        let code = match (begin, end) {
            (None, None) => return,
            (begin, None) => quote_spanned!(here=> { #begin #expr }),
            (begin, Some(end)) => {
                let end = spans::maybe_unreachable(quote_spanned!(here=> { #end }));
                quote_spanned!(here=> { #begin let value = #expr; #end value })
            }
        };
        *expr = Expr::Verbatim(code);
    }

    /// Where the innermost deferred call stands in whose rest this is.
    fn call_around(&self, at: Position) -> Span {
        let before = Position::default()..Position(at.0 + 1);
        let mut around = self
            .plan
            .splits_in(&before)
            .filter(|(_, split)| split.rest.contains(&at));
        self.place_of_site(around.next_back().and_then(|(_, split)| split.site))
    }

    /// What is spared where a loop or block is left in the closure.
    pub(super) fn spared_at_jump(&self, at: Leaving) -> Option<TokenStream> {
        let locals = self.plan.spares.by_jump.get(&at)?;
        let call = match at {
            Leaving::Exit(exit) => self.call_around(self.facts.exits[exit].end),
            Leaving::Question(question) => self.call_around(self.facts.questions[question].at),
            Leaving::End(split)
            | Leaving::Break(split)
            | Leaving::Returned(split)
            | Leaving::Early(split)
            | Leaving::Carried(split)
            | Leaving::Jump(split, _) => self.place_of_site(self.plan.splits[split].site),
        };
        Some(self.spare(locals, call))
    }
}

fn behind(fork: ForkId) -> Lifetime {
    Lifetime::new(&format!("'behind{}", fork.place()), Span::mixed_site())
}

fn label(set: usize) -> Lifetime {
    Lifetime::new(&format!("'spared{set}"), Span::mixed_site())
}
