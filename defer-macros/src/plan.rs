//! The plan: pure functions from what is found in a function to what becomes of it. Each pass reads the facts and what the passes
//! before it have decided, and decides one thing:
//!
//! - [`splits`]: where a block is split, and which deferred calls need a slot;
//! - [`deferred`]: what deferred code looks at and may change, and whether what is around it awaits;
//! - [`handed`]: what goes into a place, so that no rest holds it;
//! - [`late`]: where a local that gets its value later is declared;
//! - [`behind`]: which locals a success takes along from behind the closures, so that `errdefer!` may mention them;
//! - [`given_anew`]: what has been moved in front of a closure, and gets a new value in it;
//! - [`threads`]: what goes through a closure by value, with [`rest`], what a rest does to locals, and [`cursors`], what `&mut` parameters it owns;
//! - [`held`]: what a future holds by `&mut`;
//! - [`exits`]: how each way out leaves the closures around it, with [`found`], what leaves a rest, [`built`], what is built behind
//!   a closure, [`ends`], what never comes to its end, and [`lives`], what is named again where control goes on;
//! - [`spares`]: what a closure owns ([`owned`]), or may own ([`doubts`]), and a way out doesn't move, with [`flow`], where each local
//!   is still there ([`reached`]), noted by [`spared`];
//! - [`kept_parts`]: what parts are locals of their own from [`threads`] on, with [`for_good`], what is moved in a loop and not copied;
//! - [`failing`]: what a closure has given back where a deferred call fails the scope after all;
//! - [`read`]: which new values rustc can't see to be read;
//! - `print`: the plan in words, for the snapshots beside `expansions/`.

mod anew;
mod behind;
mod built;
mod cursors;
pub mod data;
mod deferred;
mod doubts;
mod ends;
mod exits;
pub mod failing;
mod flow;
mod for_good;
mod found;
mod given_anew;
mod handed;
mod held;
pub mod kept_parts;
mod late;
pub mod leftovers;
mod lives;
mod owned;
mod presence;
#[cfg(test)]
pub mod print;
mod reached;
mod read;
mod rest;
mod spared;
mod spares;
mod splits;
mod threads;
mod watch;

use crate::resolve::facts::Facts;
use data::{ExitPlan, Plan};
use lives::Lives;

/// Decides what becomes of a function.
pub fn plan(facts: &Facts) -> Plan {
    let mut plan = Plan {
        scopes: deferred::scopes(facts),
        sites: deferred::sites(facts),
        exits: facts.exits.ids().map(|_| ExitPlan::default()).collect(),
        locals: facts.locals.ids().map(|_| Default::default()).collect(),
        only: facts.std.clone(),
        ..splits::plan(facts)
    };
    deferred::colour(facts, &mut plan);
    handed::plan(facts, &mut plan);
    let facts = &*handed::without(facts, &plan);
    let lives = Lives::new(facts);
    behind::plan(facts, &lives, &mut plan);
    late::plan(facts, &lives, &mut plan);
    given_anew::plan(facts, &lives, &mut plan);
    let apart = kept_parts::apart(facts, &mut plan);
    let parted = apart.as_ref().unwrap_or(facts);
    let lives_apart = Lives::new(parted);
    threads::plan(parted, &lives_apart, &mut plan);
    held::plan(facts, &lives, &mut plan);
    exits::plan(parted, &lives_apart, &mut plan);
    spares::plan(parted, &lives_apart, &mut plan);
    failing::plan(parted, &mut plan);
    if let Some(apart) = &apart {
        kept_parts::note(facts, apart, &mut plan);
    }
    late::tidy(facts, &lives, &mut plan);
    deferred::slots(facts, &mut plan);
    read::plan(facts, &mut plan);
    plan
}
