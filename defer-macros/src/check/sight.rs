//! Deferred code of an inner block, which runs behind that: what it names may be out of sight there.

use super::Check;
use crate::resolve::facts::{Facts, HiddenItem, Meaning, Position, SiteId};
use std::collections::BTreeSet;

/// The macros that have to be those of the standard library, so that they declare nothing that deferred code names.
pub fn needs_std(facts: &Facts) -> BTreeSet<String> {
    let doubts = facts.sites.ids().flat_map(|site| doubts_of(facts, site));
    let std = doubts.filter_map(|(_, doubt)| match doubt {
        Meaning::UnlessStd(std) => Some(std.clone()),
        _ => None,
    });
    std.collect()
}

/// What deferred code names and may have been declared between where it runs and where it stands, and why that can't be told.
fn doubts_of(facts: &Facts, id: SiteId) -> Vec<(&str, &Meaning)> {
    let site = &facts.sites[id];
    let Some(home) = home_of(facts, id) else {
        return Vec::new();
    };
    let at = facts.step_of(site).span.start;
    let mut doubts = Vec::new();
    for name in &site.looked_up {
        let bindings = facts.names.0.get(name).into_iter().flatten();
        let between = bindings.filter(|binding| binding.span.contains(&at) && binding.span.start >= home);
        let meanings: Vec<&Meaning> = between
            .map(|binding| &binding.means)
            .filter(|means| **means != Meaning::Item)
            .collect();
        // Of two, the name is the last one's, whichever that is: it is enough that one is a local.
        let is_local = |means: &&Meaning| matches!(means, Meaning::Local(local) if !facts.locals[*local].is_hidden);
        if !meanings.iter().any(is_local) {
            doubts.extend(meanings.into_iter().map(|doubt| (name.as_str(), doubt)));
        }
    }
    doubts
}

/// Where the deferred code of an inner block runs: behind the statement of the scope that holds the block.
fn home_of(facts: &Facts, id: SiteId) -> Option<Position> {
    let mut block = facts.sites[id].block;
    let mut home = None;
    while !facts.is_whole_scope(block) {
        let (holder, step) = facts.blocks[block].holder?;
        home = Some(facts.blocks[holder].steps[step].span.start);
        block = holder;
    }
    home
}

impl Check<'_> {
    /// Refuses deferred code that names what may be out of sight behind the block: an item of it, or what a macro has declared.
    pub fn refuse_out_of_sight(&mut self, id: SiteId) {
        let site = &self.facts.sites[id];
        let item = site.hidden_item.as_ref().map(hidden_item);
        let hidden = item.or_else(|| self.doubtful(id)).or_else(|| {
            site.hidden_local.map(|local| {
                let name = &self.facts.locals[local].name;
                format!(
                    "this deferred call runs behind the block, where what the block imports may hide `{name}`: write the import \
                     in front of the block"
                )
            })
        });
        if let Some(message) = hidden {
            self.errors.at(&self.source.site(id).keeper, &message);
        }
    }

    fn doubtful(&self, id: SiteId) -> Option<String> {
        let doubts = doubts_of(self.facts, id);
        doubts.into_iter().find_map(|(name, doubt)| match doubt {
            Meaning::Macro | Meaning::MacroAlone | Meaning::MacroOther => Some(format!(
                "a macro in this block may declare `{name}`, but the deferred call runs behind the block: put the macro \
                 call in braces, or in front of the block"
            )),
            Meaning::Constant => Some(format!(
                "it can't be told whether `{name}` is a local of this block, or a constant: give it a small letter if it is a \
                 local, and write `self::{name}` here if it is a constant"
            )),
            _ => None,
        })
    }
}

fn hidden_item(hidden: &HiddenItem) -> String {
    match hidden {
        HiddenItem::Named(name) => format!(
            "this deferred call runs behind the block, where its `{name}` is out of sight: write the item in front of \
             the block"
        ),
        HiddenItem::Any => {
            "this deferred call runs behind the block, where its items are out of sight, and may use one without \
                            naming it: write them in front of the block"
                .to_owned()
        }
    }
}
