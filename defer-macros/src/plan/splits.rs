//! Where a block is split, and where the deferred code of each call runs (rules 3.2, 3.3, 3.4). Each has its place: there is no
//! list (rule 9.1).
//!
//! A scope's block is split at each of its deferred calls, and at each statement that holds some in inner blocks: those fill a slot
//! when they are reached, and their code runs behind the rest. An inner block is split as well where deferred code needs a
//! local of it, which then lives on in the slot.

use super::data::{Action, BlockPlan, Plan, Slot, SlotId, Split, SplitId};
use crate::resolve::facts::{BlockId, Facts, LocalId, Position, ScopeKind, SiteId, Span, StepKind};
use std::collections::BTreeMap;

/// The splits and slots of a function.
pub fn plan(facts: &Facts) -> Plan {
    let blocks = facts.blocks.iter().map(|(_, block)| BlockPlan {
        steps: vec![Action::Stays; block.steps.len()],
    });
    let mut sites: Vec<_> = facts
        .sites
        .iter()
        .map(|(id, site)| (facts.step_of(site).span.start, id))
        .collect();
    sites.sort();
    let mut splits = Splits {
        facts,
        sites,
        inside: BTreeMap::new(),
        plan: Plan {
            blocks: blocks.collect(),
            ..Plan::default()
        },
    };
    for (id, block) in facts.blocks.iter() {
        if let Some(holder) = block.holder {
            splits.inside.entry(holder).or_default().push(id);
        }
    }
    let outermost = facts.blocks.iter().filter(|(_, block)| block.holder.is_none());
    for (id, _) in outermost {
        splits.scope(id, None);
    }
    debug_assert!(
        splits
            .plan
            .splits
            .iter()
            .is_sorted_by_key(|(_, split)| split.rest.start)
    );
    splits.plan
}

struct Splits<'f> {
    facts: &'f Facts,
    /// The deferred calls, by where they stand.
    sites: Vec<(Position, SiteId)>,
    /// The blocks in each statement.
    inside: BTreeMap<(BlockId, usize), Vec<BlockId>>,
    plan: Plan,
}

/// A place at which deferred code runs that may not have been reached.
struct Home {
    /// What is declared from here on is out of view there.
    from: Position,
    slots: Vec<SlotId>,
    /// The split whose rest it is in.
    around: Option<SplitId>,
}

impl Splits<'_> {
    /// The block of a scope. Only what leaves a loop's body or a block goes on in the split around it.
    fn scope(&mut self, block: BlockId, around: Option<SplitId>) {
        let scope = self.facts.blocks[block].scope;
        let mut around = around.filter(|_| self.facts.scopes[scope].kind.frame().is_some());
        for (at, step) in self.facts.blocks[block].steps.iter().enumerate() {
            match step.kind {
                StepKind::Site(site) => {
                    self.scopes_inside(block, at, around);
                    around = Some(self.split(block, at, Some(site), around));
                }
                StepKind::Holds if self.sites_in(block, &step.span).next().is_some() => {
                    let split = self.split(block, at, None, around);
                    let mut home = Home {
                        from: step.span.start,
                        slots: Vec::new(),
                        around: Some(split),
                    };
                    self.blocks_inside(block, at, &mut home);
                    self.plan.splits[split].slots = home.slots;
                    around = Some(split);
                }
                _ => self.scopes_inside(block, at, around),
            }
        }
    }

    /// The steps of an inner block from one on.
    fn inner_block(&mut self, block: BlockId, from: usize, home: &mut Home) {
        for at in from..self.facts.blocks[block].steps.len() {
            let step = &self.facts.blocks[block].steps[at];
            let site = match step.kind {
                StepKind::Site(site) => Some(site),
                StepKind::Holds => None,
                StepKind::Plain(_) => {
                    self.scopes_inside(block, at, home.around);
                    continue;
                }
            };
            let needs_local = self
                .sites_in(block, &step.span)
                .any(|site| self.declared_in(site, &(home.from..step.span.start)).next().is_some());
            if needs_local {
                return self.keep(block, at, site, home);
            }
            match site {
                Some(site) => {
                    self.scopes_inside(block, at, home.around);
                    let slot = self.slot(Some(site), Vec::new(), Vec::new());
                    self.plan.blocks[block.beside()].steps[at] = Action::Fills(slot);
                    home.slots.push(slot);
                }
                None => {
                    let mut inner = Home {
                        from: step.span.start,
                        slots: Vec::new(),
                        around: home.around,
                    };
                    self.blocks_inside(block, at, &mut inner);
                    home.slots.append(&mut inner.slots);
                }
            }
        }
    }

    /// Splits an inner block whose locals deferred code needs: they go into a slot behind its rest, with the slots of the calls in
    /// that.
    fn keep(&mut self, block: BlockId, at: usize, site: Option<SiteId>, home: &mut Home) {
        let span = self.facts.blocks[block].steps[at].span.clone();
        if site.is_some() {
            self.scopes_inside(block, at, home.around);
        }
        let split = self.split(block, at, site, home.around);
        let mut inner = Home {
            from: span.start,
            slots: Vec::new(),
            around: Some(split),
        };
        if site.is_none() {
            self.blocks_inside(block, at, &mut inner);
        }
        self.inner_block(block, at + 1, &mut inner);
        let needing = self.sites_in(block, &(span.start..self.facts.blocks[block].span.end));
        let mut kept = needing
            .flat_map(|site| self.declared_in(site, &(home.from..span.start)).collect::<Vec<_>>())
            .collect::<Vec<_>>();
        kept.sort_by_key(|local| self.facts.locals[*local].from);
        kept.dedup();
        let keeps = self.slot(site, kept, inner.slots.clone());
        (self.plan.splits[split].slots, self.plan.splits[split].keeps) = (inner.slots, Some(keeps));
        home.slots.push(keeps);
    }

    /// The blocks of a statement that are the scope's own, and the scopes in it.
    fn blocks_inside(&mut self, block: BlockId, at: usize, home: &mut Home) {
        for inside in self.inside.get(&(block, at)).cloned().unwrap_or_default() {
            match self.facts.blocks[inside].scope == self.facts.blocks[block].scope {
                true => self.inner_block(inside, 0, home),
                false => self.scope(inside, home.around),
            }
        }
    }

    /// The scopes of a statement without deferred calls of the scope around it.
    fn scopes_inside(&mut self, block: BlockId, at: usize, around: Option<SplitId>) {
        for inside in self.inside.get(&(block, at)).cloned().unwrap_or_default() {
            if self.facts.blocks[inside].scope != self.facts.blocks[block].scope {
                self.scope(inside, around);
                continue;
            }
            for step in 0..self.facts.blocks[inside].steps.len() {
                self.scopes_inside(inside, step, around);
            }
        }
    }

    fn split(&mut self, block: BlockId, step: usize, site: Option<SiteId>, around: Option<SplitId>) -> SplitId {
        let steps = &self.facts.blocks[block].steps;
        let actions = &mut self.plan.blocks[block.beside()].steps;
        let first = (step + 1..steps.len()).filter(|at| steps[*at].comes_first && actions[*at] == Action::Stays);
        let first = first.collect::<Vec<_>>();
        for at in &first {
            actions[*at] = Action::First;
        }
        let split = self
            .plan
            .splits
            .push(Split::new(self.facts, block, step, site, first, around));
        self.plan.blocks[block.beside()].steps[step] = Action::Splits(split);
        split
    }

    fn slot(&mut self, site: Option<SiteId>, kept: Vec<LocalId>, inner: Vec<SlotId>) -> SlotId {
        self.plan.slots.push(Slot {
            site,
            kept,
            may_change: Vec::new(),
            inner,
            last_of: Vec::new(),
            colour: Default::default(),
        })
    }

    /// The deferred calls of a block's scope in a part of it.
    fn sites_in(&self, block: BlockId, span: &Span) -> impl Iterator<Item = SiteId> + use<'_> {
        let scope = self.facts.blocks[block].scope;
        let first = self.sites.partition_point(|(at, _)| *at < span.start);
        let end = self.sites.partition_point(|(at, _)| *at < span.end);
        let sites = self.sites[first..end.max(first)].iter().map(|(_, site)| *site);
        sites.filter(move |site| self.facts.sites[*site].scope == scope)
    }

    /// What deferred code mentions of the locals that are declared in a part of the function.
    fn declared_in(&self, site: SiteId, span: &Span) -> impl Iterator<Item = LocalId> + use<'_> {
        let span = span.clone();
        let mentions = self.facts.sites[site].mentions.iter().copied();
        mentions.filter(move |local| span.contains(&self.facts.locals[*local].from))
    }
}

impl Plan {
    /// The outermost split around a position that a local is declared in front of.
    pub fn outermost_around(&self, facts: &Facts, local: LocalId, at: Position) -> Option<SplitId> {
        self.splits_around(facts, local, at).map(|(id, _)| id).next()
    }

    /// The splits behind the declaration of a local in whose rests a position is, from the outside in.
    pub fn splits_around<'p>(
        &'p self,
        facts: &Facts,
        local: LocalId,
        at: Position,
    ) -> impl Iterator<Item = (SplitId, &'p Split)> + use<'p> {
        let before = facts.locals[local].from..at;
        let splits = self.splits_in(&before);
        splits.filter(move |(_, split)| split.rest.contains(&at))
    }

    /// The splits whose rests begin in a part of the function.
    pub fn splits_in<'p>(&'p self, span: &Span) -> impl DoubleEndedIterator<Item = (SplitId, &'p Split)> + use<'p> {
        self.splits.within(span, |split| split.rest.start)
    }
}

impl Split {
    /// Whether its future holds all of a local so that it can be sent.
    pub fn holds_whole(&self, local: LocalId) -> bool {
        self.holds_made.contains(&local) || self.holds_told.contains(&local) && !self.holds_parts.contains_key(&local)
    }

    /// The deferred code that stands in its rest and runs behind its closure.
    pub fn deferred_in(&self, facts: &Facts, plan: &Plan) -> Vec<Span> {
        let mut slots: Vec<_> = self.slots.iter().chain(&self.keeps).copied().collect();
        let mut code = Vec::new();
        while let Some(slot) = slots.pop() {
            let slot = &plan.slots[slot];
            let site = slot.site.map(|site| &facts.sites[site]);
            code.extend(site.map(|site| facts.scopes[site.code].span.clone()));
            slots.extend(&slot.inner);
        }
        code
    }

    /// Where the loop or block begins that its scope is, or the function.
    pub fn outside_of_scope(&self, facts: &Facts) -> Position {
        let scope = &facts.scopes[facts.blocks[self.block].scope];
        match scope.kind {
            ScopeKind::Iteration(_) | ScopeKind::Block(_) => scope.span.start,
            _ => Position::default(),
        }
    }

    fn new(
        facts: &Facts,
        block: BlockId,
        step: usize,
        site: Option<SiteId>,
        first: Vec<usize>,
        around: Option<SplitId>,
    ) -> Self {
        let place = &facts.blocks[block];
        let is_inside_function = facts.scopes[place.scope].kind.frame().is_some();
        Split {
            block,
            step,
            site,
            around,
            rest: match site {
                Some(_) => place.steps[step].span.end..place.span.end,
                None => place.steps[step].span.start..place.span.end,
            },
            outside: match (place.end, is_inside_function) {
                (crate::resolve::facts::BlockEnd::Scope, false) => None,
                (crate::resolve::facts::BlockEnd::Scope, true) => Some(facts.scopes[place.scope].span.start),
                _ => Some(place.span.start),
            },
            made_from: site.map(|site| facts.sites[site].made_from.clone()).unwrap_or_default(),
            first,
            slots: Vec::new(),
            keeps: None,
            looks: Default::default(),
            mentions: Vec::new(),
            colour: Default::default(),
            sunk: Vec::new(),
            anew: Default::default(),
            threads: Vec::new(),
            owns: Vec::new(),
            owns_of_condition: Vec::new(),
            holds_told: Vec::new(),
            holds_parts: Default::default(),
            holds_made: Vec::new(),
            passes: super::data::Passes::Value,
            spares: Vec::new(),
            spared_by_failure: Vec::new(),
            stays: Vec::new(),
            parts: Default::default(),
            dropless: Vec::new(),
            taken_apart: Vec::new(),
            copied: Vec::new(),
        }
    }
}
