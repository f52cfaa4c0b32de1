//! What rustc is asked of the names that a macro may have declared: whether what they name stays outside of a rest that doesn't move it on
//! every way.

use super::Emit;
use crate::plan::data::Split;
use crate::resolve::unseen::Unseen;
use crate::spans;
use crate::syntax::edition;
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use std::collections::BTreeMap;

impl Emit<'_> {
    pub(super) fn unseen(&self, split: &Split) -> TokenStream {
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
            uses.iter().find(is_asked).map(|used| self.asked_unseen(used, place))
        });
        asked.collect()
    }

    /// Asks whether what a name stands for is there; or whether it is no local's, as nothing imported may be: a generic function can't be named
    /// where its parameters can't be told.
    fn asked_unseen(&self, used: &Unseen, place: Span) -> TokenStream {
        let (here, name) = (spans::ours(), spans::mentioned(&used.name, Some(place)));
        if !used.is_other || !edition::imports_what_is_in_view() {
            return quote_spanned!(here=> let _ = #name;);
        }
        let runtime = self.runtime();
        quote_spanned! {here=>
            {
                #[allow(unused_imports)]
                use #runtime::no_local as #name;
                #[allow(unused_imports)]
                use #name as _;
            }
        }
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
