//! The plan: pure functions from what is found in a function to what becomes of it. Each pass reads the facts and what the passes
//! before it have decided, and decides one thing:
//!
//! - [`places`]: where a block is split, and which deferred calls need a slot;
//! - [`cleanup`]: what deferred code looks at and may change;
//! - [`threads`]: what goes through a closure by value, with [`rest`], what a rest does to locals;
//! - [`held`]: what a future holds by `&mut`;
//! - [`exits`]: how each way out leaves the closures around it, with [`leaving`], what leaves a rest, and
//!   [`built`], what is built behind;
//! - [`print`]: the plan in about ten lines, for the snapshots beside `expansions/`.

mod built;
mod cleanup;
pub mod data;
mod exits;
mod held;
mod leaving;
mod lives;
mod places;
#[cfg(test)]
pub mod print;
mod rest;
mod threads;

use crate::resolve::facts::Facts;
use data::{ExitPlan, Plan};

/// Decides what becomes of a function.
pub fn plan(facts: &Facts) -> Plan {
    let mut plan = Plan {
        scopes: cleanup::scopes(facts),
        sites: cleanup::sites(facts),
        exits: facts.exits.ids().map(|_| ExitPlan::default()).collect(),
        locals: facts.locals.ids().map(|_| Default::default()).collect(),
        ..places::plan(facts)
    };
    cleanup::colour(facts, &mut plan);
    threads::plan(facts, &mut plan);
    held::plan(facts, &mut plan);
    exits::plan(facts, &mut plan);
    cleanup::slots(facts, &mut plan);
    plan
}
