//! What is taken by value as far as names, types and patterns tell: receivers, callees, what a pattern takes apart.

use super::facts::{Frame, How, LocalId, PartMoved};
use super::outside::Matching;
use super::source::Hole;
use super::walk::Walk;
use crate::guesses;
use crate::syntax::returned::Returned;
use crate::syntax::takes::{self, Apart, Stands, Takes};
use crate::syntax::{names, patterns};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Expr, Pat};

impl Walk<'_> {
    /// What is matched is moved where a pattern binds all of it; a part may be copied out of it. Gives the locals in it.
    pub fn scrutinee<'p>(
        &mut self,
        expr: &mut Expr,
        pats: impl IntoIterator<Item = &'p Pat>,
        is_refutable: bool,
    ) -> Vec<LocalId> {
        let pats: Vec<_> = pats.into_iter().collect();
        let in_box = names::is_behind_deref(expr);
        let leaves_more = pats.iter().any(|pat| match Apart::of(pat, is_refutable) {
            Apart::Part => in_box,
            Apart::PartOfMore => true,
            Apart::Whole | Apart::Nothing | Apart::Outside => false,
        });
        let takes = pats.iter().any(|pat| {
            let bound = names::bound_in_choice(pat);
            bound.iter().any(|bound| bound.by_ref.is_none()) || !names::in_macros_of(pat).is_empty()
        });
        let moved: Vec<_> = pats.iter().flat_map(|pat| takes::moved_by(pat)).collect();
        let refers_to_all = pats.iter().any(|pat| names::refers_to_all(pat));
        let is_taken = names::path_of_fields(expr).is_some_and(|path| !path.is_empty()) && takes_all(&pats);
        let binds_all = is_taken || pats.iter().copied().any(names::binds_all);
        let alone = names::bare_name(expr).is_some();
        let is_place = names::path_of_fields(expr).is_some();
        let is_part = names::is_part(expr);
        let leaves_more = leaves_more || takes && leaves_others(&pats, is_refutable);
        let (first, unseen) = (self.facts.uses.len(), self.source.unseen.len());
        let quiet = self.named_quietly.len();
        let used = self.used_by(|walk| match (binds_all, takes) {
            (true, _) => walk.value(expr),
            // What each pattern does with it is noted where that has matched.
            (false, true) if !alone => walk.maybe_moved(expr),
            (false, _) => walk.visit_expr_mut(expr),
        });
        if takes && is_part {
            self.note_unseen_moved(unseen);
        }
        if is_place && !binds_all && !refers_to_all {
            let matched: Vec<_> = self.facts.uses[first..].iter().map(|used| used.at).collect();
            let fields = names::path_of_fields(expr).unwrap_or_default();
            let moved: Vec<_> = moved.iter().map(|part| [&*fields, part].concat()).collect();
            let needs_all = patterns::need_all(&pats);
            if !needs_all {
                self.named_quietly.truncate(quiet);
            }
            for at in matched {
                if needs_all {
                    self.matched_whole.insert(at);
                } else if patterns::may_need_nothing(&pats) {
                    self.facts.unneeded.insert(at);
                }
                self.facts.matched.insert(at);
                self.facts.moved_parts.insert(at, moved.clone());
            }
        }
        if is_part && !alone && leaves_more && !is_taken {
            let leftovers = self.facts.uses[first..].iter().map(|used| used.at);
            self.facts.leftovers.extend(leftovers);
        }
        used
    }

    /// The local that these patterns may take apart, each where it has matched.
    pub fn taken_apart<'p>(&self, expr: &Expr, pats: impl IntoIterator<Item = &'p Pat>) -> Option<LocalId> {
        let local = self.local_named(&names::name_of(names::bare_name(expr)?))?;
        let binds_all = |pat: &Pat| names::binds_all(pat);
        (!pats.into_iter().any(binds_all)).then_some(local)
    }

    /// A condition that is a pattern; gives the local that this may take apart.
    pub fn matched(&mut self, condition: &mut syn::ExprLet) -> Option<LocalId> {
        let apart = self.taken_apart(&condition.expr, [&*condition.pat]);
        let first = self.facts.uses.len();
        let sources = self.scrutinee(&mut condition.expr, [&*condition.pat], true);
        // Whatever the pattern is, a closure captures all of it.
        let matched = self.facts.uses[first..].iter().map(|used| used.at);
        self.matched_whole.extend(matched);
        self.declare_refutable(&condition.pat, &sources);
        apart
    }

    /// The same where that stands outside of all closures.
    pub fn matched_outside(&mut self, condition: &mut syn::ExprLet, matching: Matching) -> Option<LocalId> {
        let apart = self.followed(&condition.expr, matching);
        let sources = self.used_by(|walk| walk.visit_expr_mut(&mut condition.expr));
        self.declare_refutable(&condition.pat, &sources);
        apart
    }

    /// What a pattern that has matched does with such a local.
    pub fn takes_apart(&mut self, local: LocalId, pat: &Pat, apart: Apart) {
        let how = match apart {
            Apart::Nothing if names::bound_in_choice(pat).is_empty() => return,
            Apart::Nothing => How::Mentioned,
            Apart::Outside => return self.uses(local, How::Moved, None, pat.span()),
            Apart::Whole if self.may_be_taken(local) && self.of_macro(&self.facts.locals[local].name).is_none() => {
                How::TakenApart
            }
            Apart::Whole | Apart::Part | Apart::PartOfMore => How::MaybeMoved,
        };
        let used = self.facts.uses.len();
        if apart == Apart::Whole && self.is_own(local) && !self.place.is_quiet {
            self.source.inside.insert(used, takes::inside(pat));
            if how == How::MaybeMoved {
                self.taken_again.push(used);
            }
        }
        let quiet = self.named_quietly.len();
        self.uses(local, how, None, pat.span());
        self.named_quietly.truncate(quiet);
        let matched = self.facts.uses.last().map(|used| used.at);
        let matched = matched.filter(|_| !names::refers_to_all(pat));
        self.facts.matched.extend(matched);
        self.facts
            .moved_parts
            .extend(matched.map(|at| (at, takes::moved_by(pat))));
        if apart == Apart::PartOfMore {
            self.facts.leftovers.extend(matched);
        }
        let is_captured = how == How::MaybeMoved && !self.is_own(local);
        let apart = matched.filter(|_| is_captured).map(|at| (at, names::bare(pat).clone()));
        self.source.apart.extend(apart);
    }

    /// Whether something that is only guessed to move a local could do so here: not in a closure, nor again in a loop.
    pub fn may_be_taken(&self, local: LocalId) -> bool {
        self.is_own(local) && (self.leaves(local) || !self.is_again(local))
    }

    fn is_own(&self, local: LocalId) -> bool {
        self.facts.locals[local].owner == self.place.owner && self.place.opaque_since.is_none()
    }

    /// What is moved in a loop gets a new value there: then it is, which is asked.
    pub fn settle_taken_again(&mut self) {
        for used in std::mem::take(&mut self.taken_again) {
            let (local, at) = (self.facts.uses[used].local, self.facts.uses[used].at);
            let from = self.facts.locals[local].from;
            let around = |frame: &Frame| frame.is_loop && frame.span.start > from && frame.span.contains(&at);
            let is_given = |frame: &Frame| {
                let mut uses = self.facts.uses_in(&frame.span).iter();
                uses.any(|found| found.local == local && found.how == How::Assigned)
            };
            let mut frames = self.facts.frames.iter().map(|(_, frame)| frame);
            if frames.all(|frame| !around(frame) || is_given(frame)) {
                self.facts.uses[used].how = How::Moved;
                self.facts.taken.insert(at);
            }
        }
    }

    /// Whether it is in a value that leaves the scope, and the local isn't.
    fn leaves(&self, local: LocalId) -> bool {
        let since = self.place.leaving_since;
        since.is_some_and(|since| self.facts.locals[local].from < since)
    }

    /// Whether it is in a loop that the local is declared in front of.
    pub fn is_again(&self, local: LocalId) -> bool {
        let from = self.facts.locals[local].from;
        let mut frames = self.place.frames.iter();
        frames.any(|frame| frame.is_loop && self.facts.frames[frame.id].span.start > from)
    }

    /// Where what is walked next stands if it gives what is returned.
    pub fn stands_last(&self) -> Stands {
        let gives_self = match &*self.place.returned {
            Returned::Named(ty) => matches!(&**ty, syn::Type::Path(path) if path.path.is_ident("Self")),
            _ => false,
        };
        Stands::Last { gives_self }
    }

    /// A method call. Whether it takes its receiver by value can't be told.
    pub fn method_call(&mut self, call: &mut syn::ExprMethodCall, stands: Stands) {
        let named = names::bare_name(&call.receiver).map(names::name_of);
        let local = named.and_then(|name| self.local_named(&name));
        let taken = local.filter(|local| {
            let takes = self.facts.locals[*local].takes;
            let is_told = guesses::takes_its_receiver(&call.method.to_string(), call.args.len());
            let may_be_taken = self.may_be_taken(*local) || is_told && self.is_own(*local);
            takes.is_taken_by(call, stands)
                && !self.place.is_written
                && !self.place.is_quiet
                && may_be_taken
                && self.of_macro(&self.facts.locals[*local].name).is_none()
        });
        let first = self.facts.uses.len();
        let is_place = names::path_of_fields(&call.receiver).is_some();
        match taken {
            Some(local) => {
                // What leaves a loop may have to go through its iterations by value: it is moved, which is asked.
                let how = match (self.is_again(local), self.leaves(local)) {
                    (true, true) => How::Moved,
                    (true, false) => How::MaybeMoved,
                    _ => How::Taken,
                };
                if how == How::MaybeMoved {
                    self.taken_again.push(first);
                }
                self.uses(local, how, None, call.receiver.span());
                if how == How::Moved {
                    let at = self.facts.uses[first].at;
                    self.facts.taken.insert(at);
                }
                let name = std::mem::replace(&mut *call.receiver, Expr::PLACEHOLDER);
                *call.receiver = self.take_out(Hole::Receiver { name, used: first });
            }
            None => {
                self.maybe_moved(&mut call.receiver);
                if guesses::takes_its_receiver(&call.method.to_string(), call.args.len()) {
                    self.note_by_value(&call.receiver, first);
                    self.note_guessed(&mut call.receiver, first);
                }
            }
        }
        if let (true, [only]) = (is_place, &self.facts.uses[first..]) {
            self.facts.methods.insert(only.at, call.method.to_string());
        }
        call.args.iter_mut().for_each(|argument| self.argument(argument));
    }

    /// A part that a method is taken to move: rustc may be asked.
    fn note_guessed(&mut self, receiver: &mut Expr, first: usize) {
        let [only] = &self.facts.uses[first..] else { return };
        let (local, at) = (only.local, only.at);
        let is_asked = self.is_own(local) && !self.place.is_written && !self.place.is_quiet;
        if names::path_of_fields(receiver).is_some_and(|path| !path.is_empty()) {
            self.facts.part_moves.insert(at, PartMoved::ByName { is_asked });
            if is_asked && self.facts.own.contains(&local) {
                let name = std::mem::replace(receiver, Expr::PLACEHOLDER);
                *receiver = self.take_out(Hole::Receiver { name, used: first });
            }
        }
    }

    /// What is called. Whether that takes it by value is told by its type at most.
    pub fn callee(&mut self, callee: &mut Expr) {
        let named = names::bare_name(callee).map(names::name_of);
        let local = named.and_then(|name| self.local_named(&name));
        match local.map(|local| self.facts.locals[local].takes) {
            Some(Takes::Called) => {
                let used = self.facts.uses.len();
                self.value(callee);
                if self.place.is_unsure {
                    self.could_be_handed(callee, used, false);
                }
            }
            Some(Takes::Lent) => self.visit_expr_mut(callee),
            _ => self.maybe_moved(callee),
        }
    }
}

/// Whether these patterns leave nothing of an `Option` or `Result`, whichever of them matches: `Some(name)` and `None`.
fn takes_all(pats: &[&Pat]) -> bool {
    let binds = |pat: &&Pat| match names::bare(pat) {
        Pat::TupleStruct(made) => {
            let is_name =
                |part: &Pat| matches!(part, Pat::Ident(part) if part.by_ref.is_none() && part.subpat.is_none());
            made.path.get_ident().is_some_and(guesses::is_of_prelude)
                && made.elems.len() == 1
                && made.elems.iter().all(is_name)
        }
        _ => false,
    };
    match pats {
        [only] => binds(only) && is_variant(only, "Some"),
        pats => pats.iter().any(binds) && pats.iter().all(|pat| binds(pat) || is_variant(pat, "None")),
    }
}

/// Whether a pattern is of a variant of this name.
fn is_variant(pat: &Pat, name: &str) -> bool {
    match names::bare(pat) {
        Pat::Ident(pat) => pat.ident == name,
        Pat::Path(pat) => pat.path.segments.last().is_some_and(|last| last.ident == name),
        Pat::TupleStruct(pat) => pat.path.segments.last().is_some_and(|last| last.ident == name),
        _ => false,
    }
}

/// Whether something is left of what is matched where none of the patterns takes it: of all but what a `None` matches.
fn leaves_others(pats: &[&Pat], is_refutable: bool) -> bool {
    match pats {
        [only] => is_refutable && !is_variant(only, "Some"),
        pats => pats
            .iter()
            .any(|pat| Apart::of(pat, is_refutable) == Apart::Nothing && !is_variant(pat, "None")),
    }
}
