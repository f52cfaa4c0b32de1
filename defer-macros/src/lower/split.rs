//! The beginning of a split: which locals go through the closure around the rest, and how. By that they are dropped before the
//! deferred code or behind it (rule 3.5).

use super::colour::Colour;
use super::exit::Looks;
use super::{Kind, Lowered, Lowering, Scope, tuple};
use crate::syntax::names::{self, Names};
use crate::syntax::sharing::Sharing;
use crate::uses::{self, Uses};
use crate::ways::{self, Found, Way};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Expr, Stmt, parse_quote_spanned};

/// A split that has begun: what its closure takes along.
pub struct Split {
    /// Statements at the head of the closure.
    head: Vec<Stmt>,
    /// Locals that go through the closure by value.
    pub threads: Vec<Thread>,
    /// What the deferred code mentions.
    pub mentions: Names,
    /// How many locals there are around the block or loop that the closure is left to.
    pub outside: usize,
    /// What the deferred code looks at.
    pub looks: Looks,
    /// Whether it may reach locals that it doesn't mention.
    pub reaches: bool,
    /// What its values of now are made of.
    pub values: Names,
    /// Where the deferred call is written.
    pub site: Span,
    /// Where the rest begins, as the user has written it.
    pub begin: Option<Span>,
}

/// A local of further out that the rest moves, or gives its first value: the way out gives it back.
pub struct Thread {
    pub place: usize,
    pub local: Ident,
    /// Its declaration, where it has no value before.
    pub fresh: Option<syn::Local>,
    /// It gets its value by the last statement.
    pub at_end: bool,
}

impl Split {
    /// Leaves alone what more deferred code mentions.
    pub fn exclude(&mut self, mentions: &Names) {
        self.threads
            .retain(|thread| !mentions.contains(&names::name_of(&thread.local)));
        self.mentions.extend(mentions.iter().cloned());
    }

    /// The statements at the head of the closure.
    pub fn take_head(&mut self) -> Vec<Stmt> {
        let mut head = std::mem::take(&mut self.head);
        head.extend(
            self.threads
                .iter()
                .filter_map(|thread| thread.fresh.clone())
                .map(Stmt::Local),
        );
        head
    }
}

impl Lowering<'_> {
    /// Begins a split in front of `rest`, whose deferred code mentions `outside`.
    pub fn begin(
        &mut self,
        scope: &mut Scope,
        rest: &[Stmt],
        outside: Names,
        looks: Looks,
        lowered: &mut Lowered,
    ) -> Split {
        scope.cursors.retain(|cursor| !super::mentions_any(&outside, cursor));
        let uses = self.uses_of_rest(rest, &outside, looks);
        let lent = lent_to(&(&uses.mentioned | &outside), &lowered.stmts);
        scope.cursors.retain(|cursor| !super::mentions_any(&lent, cursor));
        let mut head = self.sink(&uses, &outside, lowered);
        head.extend(self.unshared(scope, &uses, &outside));
        let around = match &scope.kind {
            Kind::Iteration { outside, .. } => Some(*outside),
            Kind::Body | Kind::Named => {
                head.extend(self.own_cursors(scope, &uses));
                None
            }
        };
        let cursor = self.condition_cursor(scope, rest, &outside);
        // Only what an iteration is given is ever given back.
        let found = around.map(|_| ways::find(&mut rest.to_vec(), scope.own_label()));
        let mut split = self.begin_around(uses, &found.unwrap_or_default(), head, outside, looks, around);
        if let Some((thread, owned)) = cursor {
            split.head.push(owned);
            split.threads.push(thread);
        }
        split
    }

    /// Holds by `&mut` what can be sent but not shared, so that the future that the rest is can be sent (rule 8.5), where
    /// nothing else can have borrowed it.
    pub fn unshared(&mut self, scope: &Scope, uses: &Uses, mentions: &Names) -> Option<Stmt> {
        let here = Span::mixed_site();
        if scope.colour == Colour::Plain {
            return None;
        }
        let around = match &scope.kind {
            Kind::Iteration { outside, .. } => *outside,
            Kind::Body | Kind::Named => 0,
        };
        let mut told = Vec::new();
        let mut made = Vec::new();
        for name in &uses.mentioned {
            let Some((place, local)) = self.locals.find(name) else {
                continue;
            };
            let (sharing, ident) = (local.sharing, local.ident.clone());
            // What is assigned is held by `&mut` anyway.
            if local.may_be_borrowed || local.later.is_some() || uses.assigned.contains(name) {
                continue;
            }
            match sharing {
                Sharing::Unknown => continue,
                Sharing::Told => told.push(ident),
                // A reference to it that the rest leaves behind may not outlive the rest then, so there must be none.
                Sharing::Made if place < around => continue,
                Sharing::Made if mentions.contains(name) && !self.locals.hold_nothing(mentions, name) => continue,
                Sharing::Made => made.push(ident),
            }
            if let Some((_, local)) = self.locals.find(name) {
                local.may_need_mut = true;
            }
        }
        let runtime = &self.runtime;
        let told = (!told.is_empty()).then(|| {
            quote_spanned! {here=>
                #[allow(unused_imports)]
                use #runtime::{CapturedByMut as _, CapturedByRef as _};
                #(#told.__captured();)*
            }
        });
        let made = (!made.is_empty()).then(|| quote_spanned!(here=> #runtime::capture((#(&mut #made,)*));));
        (told.is_some() || made.is_some()).then(|| parse_quote_spanned!(here=> if false { #told #made }))
    }

    /// `while let Some(next) = cursor { …; cursor = &mut next.next; }`: the cursor is borrowed by what the condition
    /// binds, so it can't go into the closure; it comes out with its new value.
    fn condition_cursor(&mut self, scope: &Scope, rest: &[Stmt], mentions: &Names) -> Option<(Thread, Stmt)> {
        let here = Span::mixed_site();
        let runtime = &self.runtime;
        let Kind::Iteration {
            label,
            outside,
            condition,
        } = &scope.kind
        else {
            return None;
        };
        let Some((Stmt::Expr(Expr::Assign(advance), _), before)) = rest.split_last() else {
            return None;
        };
        let name = names::name_of(names::bare_name(&advance.left)?);
        let made_from = uses::of_expr(&advance.right).mentioned;
        let bound = made_from.intersection(condition).collect::<Vec<_>>();
        let shadowed = before.iter().any(|stmt| {
            matches!(stmt, Stmt::Local(local) if names::bound_by(&local.pat).iter().any(|bound| names::name_of(&bound.ident) == name))
        });
        let used = [&uses::of_stmts(before).mentioned, &made_from, mentions]
            .iter()
            .any(|names| names.contains(&name));
        let goes_on = ways::find(&mut before.to_vec(), label.as_ref()).has(&Way::Continue);
        if bound.is_empty() || used || shadowed || goes_on || bound.iter().any(|name| mentions.contains(*name)) {
            return None;
        }
        let mut owned = Vec::new();
        for name in bound {
            owned.push(self.locals.find(name)?.1.ident.clone());
        }
        let (place, local) = self.locals.find(&name).filter(|(place, _)| place < outside)?;
        local.needs_mut = true;
        let local = local.ident.clone();
        let thread = Thread {
            place,
            fresh: Some(parse_quote_let(&local)),
            local,
            at_end: true,
        };
        let owned = tuple(owned);
        Some((
            thread,
            parse_quote_spanned!(here=> if false { #runtime::capture(#owned) }),
        ))
    }

    /// What the rest uses. Values that leave it are built outside only where none of their parts goes in by value.
    pub fn uses_of_rest(&mut self, rest: &[Stmt], mentions: &Names, looks: Looks) -> Uses {
        let mut inside = mentions.clone();
        if self.has_unsafe {
            inside.insert(names::ANY_ITEM.to_owned());
        }
        // What is returned by way of a deferred call further in that looks at it is built inside of that one's closure.
        let further_in = || names::mentions_word(&quote!(#(#rest)*), &["errdefer", "okdefer"]);
        if looks.at_value || looks.at_memory || further_in() {
            inside.append(&mut uses::of_stmts(rest).mentioned);
        }
        loop {
            let uses = uses::of_rest(rest, &inside);
            let before = inside.len();
            for name in &(&(&uses.moved | &uses.passed) | &uses.advanced) {
                if self.moves(&uses, name) {
                    inside.insert(name.clone());
                }
            }
            for name in &uses.assigned {
                if self.locals.find(name).is_some_and(|(_, local)| local.later.is_some()) {
                    inside.insert(name.clone());
                }
            }
            if inside.len() == before {
                return uses;
            }
        }
    }

    /// Whether code with these uses moves the local of this name, as far as the way it is written tells.
    fn moves(&mut self, uses: &Uses, name: &str) -> bool {
        let reborrowed = self.locals.find(name).is_some_and(|(_, local)| local.reborrowed);
        match reborrowed {
            true => uses.moved.contains(name) || uses.advanced.contains(name),
            false => uses.moved.contains(name) || uses.passed.contains(name),
        }
    }

    /// Begins a split in a block or loop that has `around` locals around it.
    pub fn begin_around(
        &mut self,
        uses: Uses,
        found: &Found,
        head: Vec<Stmt>,
        mentions: Names,
        looks: Looks,
        around: Option<usize>,
    ) -> Split {
        let outside = around.unwrap_or(0);
        let mut threads = Vec::new();
        for name in &(&(&uses.moved | &uses.passed) | &uses.assigned) {
            let moved = self.moves(&uses, name) && !looks.at_panic;
            let Some((place, local)) = self.locals.find(name) else {
                continue;
            };
            // What a closure of the user's only borrows isn't its to give back.
            if place < self.outside_closure {
                continue;
            }
            // A way out in front of which the rest binds the name anew can't give the local back.
            if place >= outside || mentions.contains(name) || found.shadowed.contains(name) {
                continue;
            }
            let fresh = local.later.clone();
            if fresh.is_none() && !(moved && self.locals.may_move(place)) {
                continue;
            }
            let Some((_, local)) = self.locals.find(name) else {
                continue;
            };
            local.needs_mut |= fresh.is_none();
            threads.push(Thread {
                place,
                local: local.ident.clone(),
                fresh,
                at_end: false,
            });
        }
        let is_thread = |name: &str| {
            threads
                .iter()
                .any(|thread: &Thread| names::name_of(&thread.local) == name)
        };
        self.only.extend(found.given(is_thread).cloned());
        Split {
            head,
            threads,
            mentions,
            outside,
            looks,
            reaches: false,
            values: Names::new(),
            site: Span::mixed_site(),
            begin: None,
        }
    }

    /// Takes `let x;` along into the closure that gives `x` its value.
    pub fn sink(&mut self, uses: &Uses, mentions: &Names, lowered: &mut Lowered) -> Vec<Stmt> {
        let mut sunk = Vec::new();
        for (at, _, _) in &lowered.lets {
            let Stmt::Local(local) = &lowered.stmts[*at] else {
                continue;
            };
            let bound = names::bound_by(&local.pat);
            let [name] = &*bound else { continue };
            let name = names::name_of(&name.ident);
            let unassigned = self.locals.find(&name).is_some_and(|(_, local)| local.later.is_some());
            if unassigned && uses.assigned.contains(&name) && !mentions.contains(&name) {
                sunk.push(std::mem::replace(
                    &mut lowered.stmts[*at],
                    Stmt::Expr(Expr::Verbatim(TokenStream::new()), None),
                ));
                if let Some((_, local)) = self.locals.find(&name) {
                    local.later = None;
                }
            }
        }
        sunk
    }

    /// Moves the `&mut` parameters into the closure, so that it may return what it borrows through them.
    fn own_cursors(&self, scope: &Scope, uses: &Uses) -> Option<Stmt> {
        let runtime = &self.runtime;
        let owned = scope
            .cursors
            .iter()
            .filter(|cursor| super::mentions_any(&uses.mentioned, cursor))
            .collect::<Vec<_>>();
        if owned.is_empty() || !scope.output.may_borrow() {
            return None;
        }
        let owned = tuple(owned);
        Some(parse_quote_spanned!(Span::mixed_site()=> if false { #runtime::capture(#owned) }))
    }
}

/// What the locals of these names may hold a borrow of, as far as the statements that declare them tell.
fn lent_to(names: &Names, stmts: &[Stmt]) -> Names {
    let mut lent = Names::new();
    for stmt in stmts.iter().rev() {
        let Stmt::Local(local) = stmt else { continue };
        let Some(init) = &local.init else { continue };
        let holds = |name: String| names.contains(&name) || lent.contains(&name);
        let is_held = names::bound_by(&local.pat)
            .iter()
            .any(|bound| holds(names::name_of(&bound.ident)));
        let is_value = match &*init.expr {
            Expr::Lit(_) | Expr::Cast(_) | Expr::Binary(_) | Expr::Unary(_) | Expr::Field(_) => true,
            Expr::MethodCall(call) => call.method == "len",
            _ => false,
        };
        if is_held && !is_value {
            lent.append(&mut uses::of_expr(&init.expr).mentioned);
        }
    }
    lent
}

fn parse_quote_let(local: &Ident) -> syn::Local {
    match parse_quote_spanned!(Span::mixed_site()=> #[allow(clippy::needless_late_init)] let #local;) {
        Stmt::Local(declaration) => declaration,
        _ => unreachable!("a `let` is a local"),
    }
}
