//! Items behind a deferred call, which come to the front of it (rule 0): not all can.

use super::Check;
use crate::plan::data::Split;
use crate::resolve::facts::{Block, BlockId, ItemMacro, Meaning, Position, Step};
use crate::resolve::source::{Hole, hole_of};
use std::collections::{BTreeMap, BTreeSet};
use syn::{Item, Stmt};

impl Check<'_> {
    /// Looks at the splits of each block, in their order.
    pub fn items(&mut self) {
        let mut of_blocks: BTreeMap<BlockId, Vec<&Split>> = BTreeMap::new();
        for (_, split) in self.plan.splits.iter() {
            of_blocks.entry(split.block).or_default().push(split);
        }
        for (_, mut splits) in of_blocks {
            splits.sort_by_key(|split| split.step);
            // The first one takes all definitions along.
            self.refuse_late_definitions(splits[0]);
            let mut begin = 0;
            for split in splits {
                self.refuse_item_macros(split, begin);
                begin = split.step + usize::from(split.site.is_some());
            }
        }
    }

    /// A macro that comes to the front, since an item uses it, isn't to be another one's name until it is defined.
    fn refuse_late_definitions(&mut self, split: &Split) {
        let steps = &self.facts.blocks[split.block].steps;
        for (at, step) in steps.iter().enumerate().skip(split.step + 1) {
            let Some(name) = &step.defines else { continue };
            if !steps[split.step + 1..at].iter().any(|step| step.named.contains(name)) {
                continue;
            }
            let message = format!(
                "`{name}!` is named behind the deferred call before it is defined, and used by an item: define it in \
                 front of the deferred call"
            );
            if let Stmt::Item(Item::Macro(definition)) = &self.source.block(split.block).stmts[at] {
                self.errors.at(&definition.ident, &message);
            }
        }
    }

    /// An item that a macro declares behind a deferred call can't come out of the closure, whose statements begin at `begin`.
    fn refuse_item_macros(&mut self, split: &Split, begin: usize) {
        let block = &self.facts.blocks[split.block];
        let at = block.steps[split.step].span.start;
        let behind = block.item_macros.iter().filter(|call| call.step > split.step);
        let calls: Vec<_> = behind
            .map(|call| (call, self.declared_by(call, at)))
            .filter(|(_, declared)| !declared.is_empty())
            .collect();
        if calls.is_empty() {
            return;
        }
        let named = self.named_in_front(block, split, begin);
        for (call, declared) in calls {
            if let Some(name) = declared.intersection(&named).next() {
                let message = format!(
                    "this macro may declare `{name}`, which a deferred call or what stands in front of one names: write it in \
                     front of the deferred call"
                );
                self.refuse_call(&self.source.block(split.block).stmts[call.step], &message);
            }
        }
    }

    fn refuse_call(&mut self, stmt: &Stmt, message: &str) {
        match stmt {
            Stmt::Macro(call) => self.errors.at(&call.mac.path, message),
            Stmt::Expr(expr, _) => {
                if let Some(Hole::Call { call, .. } | Hole::AskingInside { call, .. }) =
                    hole_of(expr).map(|hole| &self.source.holes[hole])
                {
                    self.errors.at(&call.path, message);
                }
            }
            _ => {}
        }
    }

    /// The names of items that a macro call may declare.
    fn declared_by(&self, call: &ItemMacro, at: Position) -> BTreeSet<String> {
        let is_local = |name: &&String| {
            let bindings = self.facts.names.0.get(*name).into_iter().flatten();
            let mut in_view = bindings.filter(|binding| binding.span.contains(&at));
            in_view.any(|binding| binding.means != Meaning::Item)
        };
        let given = call.given.iter().filter(|name| !is_local(name));
        call.declared.iter().chain(given).cloned().collect()
    }

    /// The names in front of a split, and in the deferred code that runs behind its rest.
    fn named_in_front(&self, block: &Block, split: &Split, begin: usize) -> BTreeSet<String> {
        // Of an item that has come out of the closures, the block's own items can be no macro's.
        let is_moved = |step: &Step| step.comes_first && begin > 0;
        let is_own = |name: &String| {
            let mut bindings = self.facts.names.0.get(name).into_iter().flatten();
            bindings.any(|binding| binding.means == Meaning::Item && block.span.contains(&binding.span.start))
        };
        let front = block.steps[begin..split.step]
            .iter()
            .flat_map(|step| step.named.iter().filter(move |name| !(is_moved(step) && is_own(name))));
        let held = &block.steps[split.step].span;
        let runs_behind = |site: &crate::resolve::facts::Site| match split.site {
            Some(_) => site.block == split.block && site.step == split.step,
            None => self.facts.is_whole_scope(split.block) && site.scope == block.scope,
        };
        let sites = self.facts.sites_in(held).map(|(_, site)| site);
        let code = sites.filter(|site| runs_behind(site)).flat_map(|site| &site.named);
        front.chain(code).cloned().collect()
    }
}
