//! Inner blocks, which are no scopes: their deferred calls fill slots where they are reached, and run when the scope is
//! left (rule 3.2). Where one needs a local of its block, the block is split as a scope is, and the local goes into the slot
//! (rule 3.4).

use super::enclose::Enclosed;
use super::exit::{Exit, Home, SlotExit};
use super::inner::Inner;
use super::items::{self, BlockItems};
use super::ways_out::Next;
use super::{Lowered, Site, is_site, left, stmts, tuple, values_now};
use crate::locals::Doubt;
use crate::syntax::names::{self, Names};
use crate::syntax::site::Value;
use crate::syntax::tokens;
use crate::ways;
use proc_macro2::{Ident, Span};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::{BTreeSet, VecDeque};
use syn::visit_mut::VisitMut;
use syn::{Block, Stmt};

/// What a block is split at.
enum Front {
    Site(Box<(Site, Exit)>),
    Statement(Box<Held>),
}

/// A statement that holds deferred calls.
struct Held {
    written: Stmt,
    lowered: Stmt,
}

/// The names of a deferred call's values of now.
#[derive(Default)]
struct Values {
    names: Vec<Ident>,
    /// Which of them the call may change.
    mutable: Vec<Ident>,
}

impl Values {
    fn of(now: &[Value]) -> Self {
        let mutable = now.iter().filter(|value| value.mutable);
        Values {
            names: now.iter().map(|value| value.name.clone()).collect(),
            mutable: mutable.map(|value| value.name.clone()).collect(),
        }
    }
}

impl<'e> Inner<'_, 'e> {
    /// Lowers an inner block.
    pub fn block(&mut self, block: &mut Block, ends: Next) {
        let around = self.items.clone();
        let outside = self.lowering.locals.count();
        self.items.enter(&block.stmts, outside);
        let mut stmts = std::mem::take(&mut block.stmts);
        BlockItems::allow_unused(&mut stmts);
        block.stmts = self.statements(stmts, outside, ends);
        self.items = around;
    }

    /// Lowers statements of an inner block that has `outside` locals around it.
    fn statements(&mut self, stmts: Vec<Stmt>, outside: usize, ends: Next) -> Vec<Stmt> {
        self.statements_after(None, stmts, outside, ends)
    }

    /// Lowers those that stand behind `done`, which is lowered already.
    fn statements_after(&mut self, done: Option<Stmt>, stmts: Vec<Stmt>, outside: usize, ends: Next) -> Vec<Stmt> {
        let first = self.lowering.locals.count();
        let mut lowered = Lowered::default();
        if let Some(done) = done {
            self.lowering.pass(&mut lowered, done);
        }
        let mut stmts = VecDeque::from(stmts);
        while let Some(stmt) = stmts.pop_front() {
            if is_site(&stmt) {
                if let Some(message) = self.forbidden {
                    self.lowering.errors.at(&stmt, message);
                    continue;
                }
                let Some(site) = self.lowering.read(self.scope, stmt) else {
                    continue;
                };
                let exit = self.exit(&site);
                if self.kept(&exit.mentions, usize::MAX).is_empty() {
                    self.fill_slot(site, exit, &mut lowered);
                    continue;
                }
                let home = Home::new(self.lowering.locals.count(), self.home.left.clone());
                let front = Front::Site(Box::new((site, exit)));
                self.split(front, home, stmts.into(), outside, ends, &mut lowered);
                break;
            }
            if !names::mentions_deferred_call(&stmt.to_token_stream()) {
                self.lowering.pass(&mut lowered, stmt);
                continue;
            }
            let mut home = Home::new(self.lowering.locals.count(), self.home.left.clone());
            let mut held = Held {
                written: stmt.clone(),
                lowered: stmt,
            };
            self.lowering.locals.enter_statement(stmts.make_contiguous());
            self.with_home(&mut home).visit_stmt_mut(&mut held.lowered);
            self.lowering.locals.leave_frame();
            if self.kept(&home.mentions(), home.outside).is_empty() {
                self.home.exits.append(&mut home.exits);
                self.lowering.pass(&mut lowered, held.lowered);
                continue;
            }
            let front = Front::Statement(Box::new(held));
            self.split(front, home, stmts.into(), outside, ends, &mut lowered);
            break;
        }
        self.lowering.close(first, lowered)
    }

    /// The same place in the code, with another place at which deferred calls run.
    fn with_home<'b>(&'b mut self, home: &'b mut Home) -> Inner<'b, 'e> {
        Inner {
            lowering: &mut *self.lowering,
            scope: self.scope,
            home,
            items: self.items.clone(),
            unsafe_blocks: self.unsafe_blocks,
            forbidden: self.forbidden,
        }
    }

    fn exit(&mut self, site: &Site) -> Exit {
        let here = Span::mixed_site();
        let mut exit = self
            .lowering
            .exit(self.scope, &site.deferred, &site.attrs, &self.home.left);
        if self.unsafe_blocks > 0 {
            let code = &exit.code;
            exit.code = stmts(quote_spanned!(here=> #[allow(unused_unsafe)] unsafe { #(#code)* }));
        }
        self.refuse_out_of_sight(site, &exit);
        exit.code = self.items.imported(exit.code);
        exit
    }

    /// Refuses deferred code that names what may be out of sight behind the block: an item of it, or what a macro has declared.
    fn refuse_out_of_sight(&mut self, site: &Site, exit: &Exit) {
        let code = &site.deferred.at_exit;
        let mut hidden = self.items.hides(&quote!(#(#code)*));
        for name in &(&exit.mentions | &names::looked_up_in(quote!(#(#code)*))) {
            for doubt in self.lowering.locals.doubts(name, self.home.outside) {
                match doubt {
                    Doubt::Unless(std) => {
                        self.lowering.only.insert(names::name_of(std));
                    }
                    doubt => {
                        hidden.get_or_insert_with(|| out_of_sight(name, doubt));
                    }
                }
            }
        }
        let hidden = hidden.or_else(|| {
            let locals = &mut self.lowering.locals;
            let is_hidden = |name: &&String| {
                let place = locals.find(name).map(|(place, _)| place);
                place.is_some_and(|place| self.items.may_hide(name, place))
            };
            exit.mentions.iter().find(is_hidden).map(|name| {
                format!(
                    "this deferred call runs behind the block, where what the block imports may hide `{name}`: write the import \
                     in front of the block"
                )
            })
        });
        if let Some(message) = hidden {
            self.lowering.errors.at(&site.keeper, &message);
        }
    }

    /// The places of the locals before `end` that deferred code mentions and that go out of view before it runs.
    fn kept(&mut self, mentions: &Names, end: usize) -> BTreeSet<usize> {
        let outside = self.home.outside;
        mentions
            .iter()
            .filter_map(|name| self.lowering.locals.find(name).map(|(place, _)| place))
            .filter(|place| (outside..end).contains(place))
            .collect()
    }

    /// A deferred call that needs nothing but its values of now.
    fn fill_slot(&mut self, site: Site, exit: Exit, lowered: &mut Lowered) {
        let here = place_of(&site);
        let Site {
            keeper,
            attrs,
            deferred,
        } = site;
        let slot = self.lowering.slot(here);
        let Values { names: values, mutable } = Values::of(&deferred.now);
        let held = match &*deferred.now {
            [] => quote!(()),
            now => tuple(now.iter().map(|value| &value.expr)),
        };
        let fill = quote_spanned!(here=> #slot = ::core::option::Option::Some(#held););
        lowered.stmts.push(keeper);
        lowered.stmts.extend(stmts(if attrs.is_empty() {
            fill
        } else {
            quote_spanned!(here=> #(#attrs)* { #fill })
        }));
        self.home.exits.push(SlotExit {
            slot,
            attrs,
            values,
            kept: Vec::new(),
            inner: Vec::new(),
            mutable,
            exit,
        });
    }

    /// The one primitive, where deferred code mentions locals of the block: behind the rest of the block they are put
    /// into a slot, and live on there, together with the slots of `home`, where deferred calls of the rest go.
    fn split(
        &mut self,
        front: Front,
        mut home: Home,
        rest: Vec<Stmt>,
        outside: usize,
        ends: Next,
        lowered: &mut Lowered,
    ) {
        let mut mentions = home.mentions();
        let mut original = Vec::new();
        let mut site = None;
        let mut first = None;
        match front {
            Front::Site(front) => {
                let (own, exit) = *front;
                mentions.extend(exit.mentions.iter().cloned());
                site = Some((own, exit));
            }
            Front::Statement(held) => {
                original.push(held.written);
                first = Some(held.lowered);
            }
        }
        original.extend(rest.iter().cloned());
        let code = site.iter().flat_map(|(site, _)| &site.deferred.at_exit);
        let code = quote!(#(#code)*);
        let rest = items::first(rest, &code, &self.lowering.locals, lowered, self.lowering.errors);
        let reaches = site.as_ref().is_some_and(|(_, exit)| exit.reaches) || home.reaches();
        let looks = site.as_ref().map(|(_, exit)| exit.looks).unwrap_or_default();
        let looks = looks.and(home.looks());
        let uses = self.lowering.uses_of_rest(&original, &mentions, looks);
        let mut head = self.lowering.sink(&uses, &mentions, lowered);
        head.extend(self.lowering.unshared(self.scope, &uses, &mentions));
        let found = ways::find(&mut original, self.scope.own_label());
        let mut split = self
            .lowering
            .begin_around(uses, &found, head, mentions, looks, Some(outside));
        split.reaches = reaches;

        let here = site.as_ref().map_or_else(Span::mixed_site, |(site, _)| place_of(site));
        let (values, mut exit) = match site {
            Some((site, exit)) => self.place(site, exit, lowered),
            None => (Values::default(), Exit::default()),
        };
        let rest = self.with_home(&mut home).statements_after(first, rest, outside, ends);
        lowered.stmts.extend(home.slots());
        split.exclude(&home.mentions());
        split.reaches |= home.reaches();
        exit.mentions.append(&mut home.mentions());
        exit.looks = exit.looks.and(home.looks());
        exit.changes_left |= home.changes_left();
        exit.reaches |= home.reaches();
        exit.colour = exit.colour.and(home.colour());

        let enclosed = self.lowering.enclose(self.scope, split, ends, rest);
        self.keep(here, values, exit, &home, enclosed, lowered);
    }

    /// Runs the rest of a block, then puts what deferred code needs of the block into a slot, which holds the slots of
    /// `inner` too.
    fn keep(
        &mut self,
        here: Span,
        values: Values,
        mut exit: Exit,
        inner: &Home,
        enclosed: Enclosed,
        lowered: &mut Lowered,
    ) {
        let kept = self.kept(&exit.mentions, inner.outside);
        let Values {
            names: values,
            mutable: mut may_change,
        } = values;
        may_change.extend(self.lowering.locals.made_mutable(&kept));
        let mutable = self.lowering.locals.mutable(&kept);
        let kept = self.lowering.locals.idents(&kept);
        let slots = inner.exits.iter().map(|exit| exit.slot.clone()).collect::<Vec<_>>();
        let (slot, left) = (self.lowering.slot(here), left());
        let held = tuple(values.iter().chain(&kept).chain(&slots));
        let fill = quote_spanned!(here=> #slot = ::core::option::Option::Some(#held););
        let runtime = &self.lowering.runtime;
        // It may be deferred code alone that needs them mutable, where they have come out of the slot.
        let used =
            (!mutable.is_empty()).then(|| quote_spanned!(here=> if false { #runtime::capture((#(&mut #mutable,)*)); }));
        let fill = quote_spanned!(here=> #used #fill);
        let (fill, code) = if exit.code.is_empty() {
            // A local that only calls further in mention lives on only if one of them was reached (rule 3.4).
            let reached = quote_spanned!(here=> if #(#slots.is_some())||* { #fill });
            (reached, inner.code(runtime))
        } else {
            let mut code = inner.code_before_more(runtime);
            code.append(&mut exit.code);
            (fill, code)
        };
        exit.code = code;
        let Enclosed { run, carry_on } = enclosed;
        let run = run.within(|run| quote_spanned!(here=> let #left = #run; #fill));
        lowered.stmts.extend(run.into_stmts());
        lowered.stmts.extend(carry_on);
        self.home.exits.push(SlotExit {
            slot,
            attrs: Vec::new(),
            values,
            kept,
            inner: slots,
            mutable: may_change,
            exit,
        });
    }

    /// Evaluates a deferred call's values of now; gives their names.
    fn place(&mut self, site: Site, exit: Exit, lowered: &mut Lowered) -> (Values, Exit) {
        let Site {
            keeper,
            attrs,
            deferred,
        } = site;
        lowered.stmts.push(keeper);
        let values = Values::of(&deferred.now);
        lowered.stmts.extend(values_now(&attrs, deferred.now));
        (values, exit)
    }
}

/// Why deferred code can't name what may be declared in a block that it runs behind.
fn out_of_sight(name: &str, doubt: &Doubt) -> String {
    match doubt {
        Doubt::Macro | Doubt::Unless(_) => format!(
            "a macro in this block may declare `{name}`, but the deferred call runs behind the block: put the macro \
             call in braces, or in front of the block"
        ),
        Doubt::Constant => format!(
            "it can't be told whether `{name}` is a local of this block, or a constant: give it a small letter if it is a \
             local, and write `self::{name}` here if it is a constant"
        ),
    }
}

/// Where rustc shows what is wrong with the slot of a deferred call: at the call.
fn place_of(site: &Site) -> Span {
    let call = tokens::begin_of(std::slice::from_ref(&site.keeper));
    Span::mixed_site().located_at(call)
}
