//! Mistakes that show once a function is resolved and planned: code whose type can't be told, ways out that have no place, items
//! and names that deferred code can't see from where it runs.

mod items;
pub mod sight;
#[cfg(test)]
pub mod tests;

use crate::diagnostics::Errors;
use crate::plan::data::{Colour, Passes, Plan, Split, SplitId};
use crate::plan::failing::sites_behind;
use crate::resolve::facts::{BlockEnd, Facts, LocalId, Position, ReturnedShape, ScopeId, ScopeKind, Site, SiteId};
use crate::resolve::source::Source;
use quote::ToTokens;

use std::collections::BTreeSet;

/// rustc gives up on more types in one another: see `recursion_limit`.
const DEEPEST: usize = 100;

/// Notes the mistakes of a function.
pub fn check(facts: &Facts, source: &Source, plan: &Plan, errors: &mut Errors) {
    let mut check = Check {
        facts,
        source,
        plan,
        errors,
    };
    for site in facts.sites.ids() {
        check.site(site);
    }
    check.depth();
    check.items();
    check.unreadable();
    check.inferred();
}

struct Check<'a> {
    facts: &'a Facts,
    source: &'a Source,
    plan: &'a Plan,
    errors: &'a mut Errors,
}

impl Check<'_> {
    fn site(&mut self, id: SiteId) {
        let site = &self.facts.sites[id];
        let question = self.plan.sites[id.beside()].question;
        if let (Some(question), Some(message)) = (question, self.refuses_question(site)) {
            self.errors
                .push(syn::Error::new(self.source.questions[question], message));
        }
        self.refuse_recovery_without_value(id);
        self.refuse_out_of_sight(id);
    }

    /// Why `?` can't be written in the deferred code, if the type of the function tells.
    fn refuses_question(&self, site: &Site) -> Option<String> {
        let owner = self.facts.function_of(site.scope);
        let scope = &self.facts.scopes[owner];
        let is_named = scope.kind == ScopeKind::Function { is_named: true };
        match scope.returned {
            // What comes out of deferred code in deferred code comes out of both.
            _ if matches!(scope.kind, ScopeKind::Deferred(_)) => None,
            ReturnedShape::Inferred => Some(format!(
                "{}: the error of `?` in a deferred call becomes its error",
                self.how_to_tell_type(owner)
            )),
            _ if is_named && self.facts.has_named_fields => Some(
                "`?` can't give its error to a result whose fields are named: handle the error in the deferred block"
                    .to_owned(),
            ),
            ReturnedShape::Unit | ReturnedShape::Primitive => Some(format!(
                "the error of `?` in a deferred call needs a function that returns `Result` or `Option`: this one \
                 returns `{}`",
                self.source.scope(owner).returned.to_token_stream()
            )),
            _ => None,
        }
    }

    /// What is to be written where the type of a function, closure or async block can't be told.
    fn how_to_tell_type(&self, owner: ScopeId) -> &'static str {
        match self.facts.scopes[owner].kind {
            ScopeKind::AsyncBlock => "end this async block with its type, `Ok::<_, Error>(…)`",
            _ => "write what this closure returns, `|…| -> Result<…> { … }`",
        }
    }

    /// After a recovery a function needs a value to return (rule 7.3).
    fn refuse_recovery_without_value(&mut self, id: SiteId) {
        let scope = &self.facts.scopes[self.facts.sites[id].scope];
        let Some(span) = self.source.site(id).recovers else {
            return;
        };
        if self.facts.blocks[scope.block].end == BlockEnd::Never {
            let message = "after `recover!()` the `else` of a `let` can't go on: write a block in it, with the deferred call \
                           and what may panic";
            return self.errors.push(syn::Error::new(span, message));
        }
        if let Some(local) = self.given_back_in_front_of(id) {
            let message = format!(
                "after `recover!()` `{}` may have no value, and what follows uses it: give it one where it is declared",
                self.facts.locals[local].name
            );
            return self.errors.push(syn::Error::new(span, message));
        }
        if let ReturnedShape::Unit | ReturnedShape::Inferred = scope.returned {
            return;
        }
        let message = match scope.kind {
            ScopeKind::Function { is_named: false } => {
                "after `recover!()` this function has no value to return: name its result, `#[with_defer(result)]`"
            }
            ScopeKind::Closure => {
                "after `recover!()` this closure has no value to give: only one that gives `()` can recover"
            }
            ScopeKind::AsyncBlock => {
                "after `recover!()` this async block has no value to give: only one that gives `()` can recover"
            }
            _ => return,
        };
        self.errors.push(syn::Error::new(span, message));
    }

    /// A local that what follows has of the code that a recovery leaves, a loop's body or a block that is a scope.
    fn given_back_in_front_of(&self, site: SiteId) -> Option<LocalId> {
        let mut splits = self.plan.splits.iter();
        let (_, split) = splits.find(|(id, _)| sites_behind(self.plan, *id).contains(&site))?;
        match &split.passes {
            Passes::Ways(ways) => ways.next.as_ref()?.given_back.first().copied(),
            _ => None,
        }
    }

    /// Refuses what would make more closures in one another than rustc follows.
    fn depth(&mut self) {
        let mut around: Vec<(Position, usize)> = Vec::new();
        let splits = self.plan.splits.iter().map(|(_, split)| split);
        let mut splits: Vec<&Split> = splits.filter(|split| self.facts.is_whole_scope(split.block)).collect();
        splits.sort_by_key(|split| split.rest.start);
        for split in splits {
            around.retain(|(end, _)| *end > split.rest.start);
            let deep = around.last().map_or(0, |(_, deep)| *deep);
            let own = match split.colour {
                Colour::Plain => 1,
                Colour::Async => 5,
            };
            if deep <= DEEPEST && deep + own > DEEPEST {
                let message = format!(
                    "there are more than {} deferred calls one behind the other here: put some of them into a function or \
                     closure of their own",
                    DEEPEST / own,
                );
                match split.site {
                    Some(site) => self.errors.at(&self.source.site(site).written, &message),
                    None => self
                        .errors
                        .at(&self.source.block(split.block).stmts[split.step], &message),
                }
            }
            around.push((split.rest.end, deep + own));
        }
    }

    /// Refuses macro calls with a way out that can't be seen, where a closure has to give back which one is taken.
    fn unreadable(&mut self) {
        for (at, call) in self.facts.calls.iter().enumerate().filter(|(_, call)| call.hides_exit) {
            if self.passing_split(call.at, call.scope).is_some() {
                self.errors.at(
                    &self.source.paths[at],
                    "a way out inside this macro call can't leave a loop body or block that holds deferred calls: \
                     write it outside of the macro",
                );
            }
        }
    }

    /// Refuses `?` where a closure has to give back its error, and whose type that is can't be told: the first in each closure.
    fn inferred(&mut self) {
        let mut told = BTreeSet::new();
        let mut questions: Vec<usize> = (0..self.facts.questions.len()).collect();
        questions.sort_by_key(|at| self.facts.questions[*at].in_macro);
        for at in questions {
            let question = &self.facts.questions[at];
            let owner = self.facts.function_of(question.scope);
            if self.facts.scopes[owner].returned != ReturnedShape::Inferred {
                continue;
            }
            if let Some(split) = self.passing_split(question.at, question.scope)
                && told.insert(split)
            {
                let message = format!(
                    "{}: `?` stands in a loop body or block that holds deferred calls, and the type it returns can't be \
                     told",
                    self.how_to_tell_type(owner)
                );
                self.errors.push(syn::Error::new(self.source.questions[at], message));
            }
        }
    }

    /// The split in whose closure something stands, if that gives back more than a value.
    fn passing_split(&self, at: Position, scope: ScopeId) -> Option<SplitId> {
        let owner = self.facts.function_of(scope);
        let around = self.plan.splits.iter().filter(|(_, split)| {
            self.facts.function_of(self.facts.blocks[split.block].scope) == owner && split.rest.contains(&at)
        });
        let (id, split) = around.max_by_key(|(_, split)| split.rest.start)?;
        let passes = !matches!(split.passes, Passes::Value | Passes::Never | Passes::ClosureBehind);
        passes.then_some(id)
    }
}
