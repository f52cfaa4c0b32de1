//! Which new values are read where rustc can't see that: on a panic, by deferred code or by what goes on behind a recovery, and of what is
//! borrowed. There rustc is not to say that they never are.
//!
//! rustc looks at a closure by itself: what is given another value later in it, or is never handed out of it, is not read in it. So only that
//! is asked about, which keeps what it says of the others.

use super::data::Plan;
use crate::resolve::facts::{Facts, ForkKind, Given, LocalId, Position, ScopeId, ScopeKind, SiteId};
use crate::syntax::site::When;
use std::collections::BTreeMap;

pub fn plan(facts: &Facts, plan: &mut Plan) {
    if facts.given.len() == 0 {
        return;
    }
    let read = Read::of(facts, plan);
    let is_read = |given: &Given| {
        given
            .locals
            .iter()
            .any(|(local, is_whole)| read.is(given, *local, *is_whole))
    };
    let found = facts.given.iter().filter(|(_, given)| is_read(given)).map(|(id, _)| id);
    plan.read_on_panic = found.collect();
}

struct Read<'a> {
    facts: &'a Facts,
    plan: &'a Plan,
    /// Where each local is given new values, in this order, by the body or deferred code.
    given: BTreeMap<(LocalId, Option<ScopeId>), Vec<Position>>,
    /// The deferred calls that run on a panic and name each local, and those that may stop it.
    mention: BTreeMap<LocalId, Vec<SiteId>>,
    recover: Vec<SiteId>,
    /// Where loops begin that never end by themselves.
    endless: Vec<Position>,
}

impl<'a> Read<'a> {
    fn of(facts: &'a Facts, plan: &'a Plan) -> Self {
        let mut read = Read {
            facts,
            plan,
            given: BTreeMap::new(),
            mention: BTreeMap::new(),
            recover: Vec::new(),
            endless: Vec::new(),
        };
        for (_, given) in facts.given.iter() {
            for (local, _) in &given.locals {
                let key = (*local, read.code_around(given));
                read.given.entry(key).or_default().push(given.at);
            }
        }
        for (id, site) in facts.sites.iter().filter(|(_, site)| site.when != When::Success) {
            for local in &site.mentions {
                read.mention.entry(*local).or_default().push(id);
            }
            read.recover.extend(site.recovers.then_some(id));
        }
        let endless = facts.forks.iter().filter(|(_, fork)| fork.is_endless());
        read.endless.extend(endless.map(|(_, fork)| fork.span.start));
        read
    }

    /// Whether an assignment gives a local what is read where rustc can't see it.
    fn is(&self, given: &Given, local: LocalId, is_whole: bool) -> bool {
        let Some(begin) = self.begin(given, local) else {
            return false;
        };
        let is_borrowed = !given.in_closure && (!is_whole || self.is_captured(given, local));
        self.is_lost(given, local, begin) && (is_borrowed || !given.at_once && self.is_read_on_panic(given, local))
    }

    /// Where the closure begins that an assignment stands in, if that captures the local.
    fn begin(&self, given: &Given, local: LocalId) -> Option<Position> {
        let known = &self.facts.locals[local];
        let between = known.from..given.at;
        let mut rests = self.plan.splits_in(&between).rev().map(|(_, split)| &split.rest);
        let rest = rests.find(|rest| rest.contains(&given.at)).map(|rest| rest.start);
        let code = self.code_around(given).map(|code| self.facts.scopes[code].span.start);
        rest.max(code.filter(|start| known.from < *start))
    }

    /// The deferred code that an assignment stands in.
    fn code_around(&self, given: &Given) -> Option<ScopeId> {
        let mut scopes = std::iter::successors(Some(given.scope), |scope| self.facts.scopes[*scope].parent);
        scopes.find(|scope| matches!(self.facts.scopes[*scope].kind, ScopeKind::Deferred(_)))
    }

    /// Whether it is one that a closure or async block of the user's has captured.
    fn is_captured(&self, given: &Given, local: LocalId) -> bool {
        let own = &self.facts.scopes[self.facts.function_of(given.scope)];
        let is_users = matches!(own.kind, ScopeKind::Closure | ScopeKind::AsyncBlock);
        is_users && self.facts.locals[local].from < own.span.start
    }

    /// Whether the closure, which begins there, may not come from an assignment to its end with that value.
    fn is_lost(&self, given: &Given, local: LocalId, begin: Position) -> bool {
        let others = self.given[&(local, self.code_around(given))].iter().rev();
        let is_given_later = others
            .take_while(|at| **at > given.at)
            .any(|at| !self.facts.are_apart(given.at, *at));
        let last = self.facts.forks.last_before(given.at, |fork| fork.span.start);
        let forks =
            std::iter::successors(last, |fork| self.facts.forks[*fork].around).map(|fork| &self.facts.forks[fork]);
        let mut around = forks.take_while(|fork| fork.span.start > begin);
        let is_loop = |kind| matches!(kind, ForkKind::Frame { frame, .. } if self.facts.frames[frame].is_loop);
        let is_repeated = around.any(|fork| is_loop(fork.kind) && fork.span.contains(&given.at));
        let never_ends = self.endless.last().is_some_and(|last| *last > given.at);
        given.in_closure || is_given_later || is_repeated || never_ends
    }

    /// Whether a panic that follows an assignment has the local read.
    fn is_read_on_panic(&self, given: &Given, local: LocalId) -> bool {
        let mentioned = self.mention.get(&local).into_iter().flatten();
        let mut mentioned = mentioned.filter(|site| self.is_registered(**site, given));
        let is_result = self.facts.results.contains(&local);
        // What follows a recovery is the function's result, or what stands behind the scope.
        let goes_on = |site: SiteId| {
            let scope = self.facts.sites[site].scope;
            is_result || self.facts.locals[local].from < self.facts.scopes[scope].span.start
        };
        let mut recover = self.recover.iter().filter(|site| goes_on(**site));
        mentioned.next().is_some() || recover.any(|site| self.is_registered(*site, given))
    }

    /// Whether a deferred call may be registered where an assignment is made.
    fn is_registered(&self, site: SiteId, given: &Given) -> bool {
        let site = &self.facts.sites[site];
        let step = &self.facts.step_of(site).span;
        let is_in_scope = self.facts.scopes[site.scope].span.contains(&given.at);
        step.end <= given.at && is_in_scope && !self.facts.are_apart(step.start, given.at)
    }
}
