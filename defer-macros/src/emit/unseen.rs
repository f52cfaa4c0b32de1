//! What rustc is asked of the names that a macro may have declared: whether what they name stays outside of a rest that doesn't move it on
//! every way.

use super::Emit;
use crate::plan::data::Split;
use crate::resolve::unseen::Unseen;
use crate::spans;
use proc_macro2::Ident;
use std::collections::BTreeMap;

impl Emit<'_> {
    pub(super) fn unseen(&self, split: &Split) -> Vec<Ident> {
        let deferred = split.deferred_in(self.facts, self.plan);
        let mut named: BTreeMap<_, Vec<&Unseen>> = BTreeMap::new();
        let unseen = &self.source.unseen;
        let first = unseen.partition_point(|used| used.at < split.rest.start);
        for unseen in unseen[first..].iter().take_while(|used| split.rest.contains(&used.at)) {
            let is_deferred = || deferred.iter().any(|code| code.contains(&unseen.at));
            if unseen.from < split.rest.start && !is_deferred() {
                named.entry(unseen.name.to_string()).or_default().push(unseen);
            }
        }
        let place = self.place_of_site(split.site);
        let asked = named.into_values().filter_map(|uses| {
            let is_whole = |used: &&&Unseen| !used.is_part && !used.may_move;
            let is_named_whole = uses.iter().any(|used| is_whole(&used));
            let is_asked =
                |used: &&&Unseen| used.may_move && (used.is_part && is_named_whole || self.may_be_missed(split, used));
            uses.iter()
                .find(is_asked)
                .map(|used| spans::mentioned(&used.name, Some(place)))
        });
        asked.collect()
    }

    /// Whether a way out of a rest may not come to a use.
    fn may_be_missed(&self, split: &Split, used: &Unseen) -> bool {
        let (facts, before) = (self.facts, split.rest.start..used.at);
        let function = facts.function_of(self.scope_of(split));
        let is_own = |scope| facts.function_of(scope) == function;
        let mut exits = facts.exits_in(&before);
        let mut questions = facts.questions_in(&before).iter();
        exits.any(|(_, exit)| exit.end < used.at && is_own(exit.scope))
            || questions.any(|question| is_own(question.scope))
            || !facts.is_passed(used.at, split.rest.start)
    }
}
