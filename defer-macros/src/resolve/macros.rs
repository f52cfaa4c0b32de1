//! Macro calls, read as far as they can be: what is used in them, what leaves them, what they may hide or declare.

use super::facts::{Call, How, LocalId, Meaning, SiteId};
use super::source::Hole;
use super::walk::Walk;
use crate::guesses;
use crate::syntax::arguments::{Argument, Arguments, string_literal};
use crate::syntax::calls;
use crate::syntax::names;
use crate::syntax::select::Branch;
use crate::syntax::tokens;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Attribute, Expr, Macro, Stmt};

impl Walk<'_> {
    /// A macro call that is a statement: it may declare what it is given a name for. Gives the locals that it declares, if they
    /// aren't others'.
    pub fn call_statement(&mut self, stmt: &mut Stmt, is_last: bool) -> Vec<LocalId> {
        let may_declare_item = names::may_declare_any_item(stmt);
        let Stmt::Macro(written) = stmt else { return Vec::new() };
        let tokens = written.mac.tokens.clone();
        let declared = names::may_be_declared_by(&written.mac);
        let alone = names::given_alone(&written.mac);
        let std = guesses::checked_std_macro(&written.mac.path).map(names::name_of);
        let at = self.facts.calls.len();
        self.is_macro_statement = true;
        let hole = self.call(&written.mac, &written.attrs, written.semi_token.is_some() || !is_last);
        let moved = std::mem::take(&mut self.moved_if_evaluated);
        self.note_macro_called(&written.mac);
        if let Some(call) = self.facts.calls.get_mut(at) {
            call.may_declare_item = may_declare_item;
            call.std.clone_from(&std);
            call.given.extend(declared.iter().filter(|_| std.is_some()).cloned());
        }
        if let Some(hole) = hole {
            *stmt = Stmt::Expr(hole, written.semi_token);
        } else if !moved.is_empty() {
            *stmt = Stmt::Expr(self.take_out_evaluated(written, moved, is_last), None);
        }
        match std.map(Meaning::UnlessStd) {
            Some(std) => {
                self.declare_names(declared, &std);
                Vec::new()
            }
            None => self.declare_by_macro(&tokens, declared, &alone),
        }
    }

    /// A macro call; gives what stands in its place, if it is taken out.
    pub fn call(&mut self, call: &Macro, attrs: &[Attribute], is_statement: bool) -> Option<Expr> {
        let is_alone = std::mem::take(&mut self.is_macro_statement);
        if self.refuse_deferred(call) {
            return None;
        }
        let taken = || (call.clone(), attrs.to_vec());
        let asking = call.path.segments.last().map(|last| &last.ident);
        let asking = asking.filter(|name| names::is_one_of(name, &names::ASKING) && call.tokens.is_empty());
        if let (Some(site), Some(asking)) = (self.place.site, asking) {
            self.note_asking(site, asking);
            let (call, attrs) = taken();
            return Some(self.take_out(Hole::Asking { call, attrs, site }));
        }
        self.note_call(call);
        let needs_them = guesses::needs_its_arguments(&call.path) || guesses::is_select(&call.path);
        let may_be_left_out = self.place.may_be_left_out || !needs_them;
        self.with(
            |place| &mut place.may_be_left_out,
            may_be_left_out,
            |walk| walk.read_call((call, attrs), is_statement, is_alone),
        )
    }

    fn read_call(&mut self, written: (&Macro, &[Attribute]), is_statement: bool, is_alone: bool) -> Option<Expr> {
        let (call, attrs) = written;
        let taken = || (call.clone(), attrs.to_vec());
        self.named_by_own_macro(call);
        let name = call.path.segments.last().map(|last| last.ident.clone().into());
        if name.is_some_and(|name| !guesses::is_of_std(&name)) {
            self.note_await();
        }
        let first = self.source.holes.len();
        let is_written = self.place.is_written || guesses::shows_its_arguments(&call.path);
        let walk = |walk: &mut Self| {
            walk.elsewhere(
                |place| (place.in_macro, place.is_written) = (true, is_written),
                |walk| walk.arguments(call),
            )
        };
        let arguments = match has_to_evaluate(call, is_statement) {
            true => walk(self),
            false => {
                if is_alone {
                    self.moved_if_evaluated = self.moved_by_statements(call);
                }
                match self.moved_if_evaluated.is_empty() {
                    true => self.may_happen(walk),
                    false => None,
                }
            }
        };
        if let Some(arguments) = arguments {
            let (call, attrs) = (self.source.holes.len() > first).then(taken)?;
            return Some(self.take_out(Hole::Call { call, attrs, arguments }));
        }
        match guesses::is_of_std(&call.path) || !is_statement {
            // What gives a value is taken to be made of all that it is given: `for_both!(self, inner => inner.next())`.
            true => self.unreadable(call),
            // What stands in `when!(a => f(b));` may be come to or not.
            false => self.may_happen(|walk| walk.unreadable(call)),
        }
        let site = self.place.site?;
        let asking = empty_asking_in(&call.tokens);
        asking.iter().for_each(|name| self.note_asking(site, name));
        let (call, attrs) = (!asking.is_empty()).then(taken)?;
        Some(self.take_out(Hole::AskingInside { call, attrs, site }))
    }

    /// Refuses a deferred call where it is no statement, or can't be seen.
    fn refuse_deferred(&mut self, call: &Macro) -> bool {
        let is_deferred = names::is_deferred(&call.path);
        let message = match is_deferred {
            true => "a deferred call has no value: write it as a statement of its own",
            false if self.place.may_hold && names::mentions_deferred_call(&call.tokens) => {
                "a deferred call can't stand inside a macro call, where the attribute can't see it: write it outside"
            }
            false => return false,
        };
        if !self.place.in_macro {
            self.errors.at(&call.path, message);
        }
        true
    }

    fn note_call(&mut self, call: &Macro) {
        if self.place.opaque_since.is_some() {
            return;
        }
        let at = self.tick();
        self.facts.calls.push(Call {
            at,
            scope: self.place.scope,
            std: None,
            given: Vec::new(),
            may_return_value: !guesses::is_of_std(&call.path),
            hides_exit: false,
            may_declare_item: false,
            is_recover: is_recover(call),
        });
        self.source.calls.push(call.path.span());
        self.source.paths.push(call.path.clone());
    }

    /// Notes that the code may await here.
    pub fn note_await(&mut self) {
        let at = self.tick();
        self.facts.awaits.push(at);
    }

    /// Notes a `recover!()` or `leaving!()` of this name.
    fn note_asking(&mut self, site: SiteId, name: &Ident) {
        if name == "leaving" {
            self.facts.sites[site].asks = true;
            return;
        }
        self.facts.sites[site].recovers = true;
        self.source.sites[site.beside()].recovers.get_or_insert(name.span());
    }

    /// Walks the arguments; nothing where they can't be read.
    fn arguments(&mut self, call: &Macro) -> Option<Arguments> {
        let mut arguments = Arguments::of(call)?;
        match &mut arguments {
            Arguments::Select(select) => {
                let (first, quiet) = (self.facts.uses.len(), self.named_quietly.len());
                self.mention_all_in(&call.tokens);
                self.named_quietly.truncate(quiet);
                let branches = select.branches.iter_mut();
                self.with(
                    |place| &mut place.is_quiet,
                    true,
                    |walk| branches.for_each(|branch| walk.branch_of_select(branch)),
                );
                let named = self.named_quietly[quiet..].to_vec();
                self.may_use_in_part(first, |local| !named.contains(&local));
                if !self.place.is_quiet {
                    self.named_quietly.clear();
                }
            }
            // What the macro does with them can't be told: what is only a guess moves nothing.
            Arguments::Expressions(arguments) => {
                let moves = self.moves_arguments(call);
                let is_std = guesses::only_looks_at_its_arguments(&call.path);
                // In a closure it can't be checked which macro that is.
                let only_looks = is_std && !guesses::moves_its_arguments(&call.path);
                if moves {
                    let names = arguments
                        .iter()
                        .filter_map(|argument| names::base_of_fields(&argument.value));
                    let names = names.map(names::name_of).collect::<Vec<_>>();
                    self.note_given(names);
                }
                let given = self.given_by_name(call, &*arguments);
                for argument in arguments {
                    let first = self.facts.uses.len();
                    match string_literal(&argument.value) {
                        Some(text) => {
                            let captured = names::inline_captures(&text.value()).filter(|name| !given.contains(name));
                            captured.for_each(|name| self.mention(&name, text.span()));
                        }
                        None if moves => self.value(&mut argument.value),
                        None if only_looks => self.visit_expr_mut(&mut argument.value),
                        None => self.maybe_moved(&mut argument.value),
                    }
                    if !is_std && names::is_part(&argument.value) {
                        self.may_use_in_part(first, |_| true);
                    }
                    if !guesses::is_of_std(&call.path) {
                        self.may_be_given(argument, first);
                    }
                }
            }
        }
        Some(arguments)
    }

    /// What a macro of the user's is given, of which the uses from `first` on tell, may get a value there.
    fn may_be_given(&mut self, argument: &Argument, first: usize) {
        if let Some((name, _)) = &argument.name
            && self.place.site.is_none()
            && let Some(local) = self.local_named(&names::name_of(name))
            && self.could_be_given(local)
        {
            self.uses(local, How::Mentioned, None, name.span());
            self.note_may_be_given(self.facts.uses.len() - 1);
        }
        let value = &argument.value;
        if names::bare_name(value).is_some() || names::is_part(value) {
            self.note_may_be_given(first);
        }
    }

    /// Notes of the uses from `first` on that a macro may give what they name a value.
    fn note_may_be_given(&mut self, first: usize) {
        let given = self.facts.uses.get(first..).unwrap_or_default().iter();
        let given = given.filter(|used| self.could_be_given(used.local));
        let given: Vec<_> = given.map(|used| used.at).collect();
        self.facts.may_be_given.extend(given);
    }

    fn could_be_given(&self, local: LocalId) -> bool {
        let known = &self.facts.locals[local];
        (known.is_mut || known.is_late) && !known.is_copy
    }

    /// Whether a call moves its arguments; where it is noted, rustc can be made to check that its macro is that of the standard library.
    fn moves_arguments(&self, call: &Macro) -> bool {
        self.place.opaque_since.is_none() && guesses::moves_its_arguments(&call.path)
    }

    /// Notes the names that the last call is given alone.
    fn note_given(&mut self, names: impl IntoIterator<Item = String>) {
        if let (Some(call), Some(path)) = (self.facts.calls.last_mut(), self.source.paths.last()) {
            call.std = guesses::checked_std_macro(path).map(names::name_of);
            call.given.extend(names);
        }
    }

    /// The names that a format string doesn't capture, since an argument gives them another meaning: a value of now, or whatever stands
    /// there in a macro of the standard library.
    fn given_by_name<'m>(&self, call: &Macro, arguments: impl IntoIterator<Item = &'m Argument>) -> Vec<String> {
        let is_of_std = guesses::is_of_std(&call.path);
        let is_value = |value: &Expr| {
            let (Some(site), Some(name)) = (self.place.site, names::bare_name(value)) else {
                return false;
            };
            let values = &self.source.site(site).deferred.now;
            // A name of the user's own may be spelled like it: then it mentions more than it has to.
            values.iter().any(|value| value.name == *name) && self.local_named(&names::name_of(name)).is_none()
        };
        let given = arguments.into_iter().filter_map(|argument| match &argument.name {
            Some((name, _)) if is_of_std || is_value(&argument.value) => Some(names::name_of(name)),
            _ => None,
        });
        given.collect()
    }

    /// Notes that what the uses from `first` on name may be used in part.
    pub fn may_use_in_part(&mut self, first: usize, is_such: impl Fn(LocalId) -> bool) {
        let named = self.facts.uses[first..].iter();
        let named = named.filter(|used| is_such(used.local)).map(|used| used.at);
        self.facts.may_be_in_part.extend(named);
    }

    fn branch_of_select(&mut self, branch: &mut Branch) {
        self.scoped(|walk| {
            if let Some(awaited) = &mut branch.future {
                walk.visit_expr_mut(&mut awaited.future);
                if let Some((_, _, condition)) = &mut awaited.condition {
                    walk.visit_expr_mut(condition);
                }
                walk.declare_refutable(&awaited.pat, &[]);
            }
            walk.visit_expr_mut(&mut branch.handler);
        });
    }

    /// A call whose arguments can't be read.
    fn unreadable(&mut self, call: &Macro) {
        let (first, quiet) = (self.facts.uses.len(), self.named_quietly.len());
        self.mention_all_in(&call.tokens);
        self.named_quietly.truncate(quiet);
        self.may_use_in_part(first, |_| true);
        if !guesses::is_of_std(&call.path) {
            self.note_may_be_given(first);
            let named = self.facts.uses[first..].iter().map(|used| used.at);
            self.facts.unread.extend(named);
        }
        // `vec![element; length]`
        if let Some(element) = repeated(&call.tokens)
            && self.moves_arguments(call)
            && let Some(local) = self.meant_by(&names::name_of(&element))
        {
            self.note_given([names::name_of(&element)]);
            self.uses(local, How::Moved, None, element.span());
        }
        if let Some(question) = question_mark(&call.tokens) {
            self.with(|place| &mut place.in_macro, true, |walk| walk.note_question(question));
        }
        if self.place.opaque_since.is_none() && tokens::leaves(&call.tokens) {
            let last = self.facts.calls.len() - 1;
            self.facts.calls[last].hides_exit = true;
        }
        if calls::may_await(&call.tokens) {
            self.note_await();
        }
    }

    /// Mentions every name among tokens that could be a local's, each once.
    fn mention_all_in(&mut self, tokens: &TokenStream) {
        for (name, span) in names::places_in(tokens.clone()) {
            if self
                .moved_if_evaluated
                .iter()
                .any(|moved| names::name_of(&moved.1) == name)
            {
                continue;
            }
            match self.meant_by(&name) {
                Some(local) => self.uses(local, How::MaybeMoved, None, span),
                None => self.note_unread(&name, span),
            }
        }
    }
}

/// The name that stands alone in front of a semicolon.
fn repeated(tokens: &TokenStream) -> Option<Ident> {
    let mut tokens = tokens.clone().into_iter();
    match (tokens.next()?, tokens.next()?) {
        (TokenTree::Ident(name), semicolon) if tokens::is_punct(&semicolon, ';') => Some(name),
        _ => None,
    }
}

fn is_recover(call: &Macro) -> bool {
    call.path.segments.last().is_some_and(|last| last.ident == "recover")
}

/// The first `?` among the tokens that follows an operand.
fn question_mark(tokens: &TokenStream) -> Option<Span> {
    tokens::find(tokens.clone(), &mut |before, here| {
        let after_operand = !matches!(before.last()?, TokenTree::Punct(_) | TokenTree::Literal(_));
        (after_operand && tokens::is_punct(&here[0], '?')).then(|| here[0].span())
    })
}

/// The first `recover!()` and `leaving!()` among the tokens.
fn empty_asking_in(tokens: &TokenStream) -> Vec<Ident> {
    let first = |asking: &&str| {
        tokens::find(tokens.clone(), &mut |before, here| match &here[0] {
            TokenTree::Group(group) if group.stream().is_empty() => {
                tokens::called(before).filter(|name| *name == asking).cloned()
            }
            _ => None,
        })
    };
    names::ASKING.iter().filter_map(first).collect()
}

/// Whether a macro comes to all that it is given, as far as can be told. One of the user's may or may not, but where it has to make a value
/// of the only thing that it is given.
fn has_to_evaluate(call: &Macro, is_statement: bool) -> bool {
    let has_comma = || {
        let mut tokens = call.tokens.clone().into_iter();
        tokens.any(|token| matches!(token, TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';')))
    };
    guesses::is_of_std(&call.path) || !is_statement && !has_comma()
}
