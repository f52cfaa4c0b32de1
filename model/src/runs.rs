//! Which runs a program is given: without a fault, with one of each kind, and dropped at each poll.

use crate::interpret::{Told, interpret};
use crate::lang::Program;
use crate::rules::Hits;

/// Where a run is made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nowhere.
    None,
    /// A panic at this step, from 1.
    Panic(u64),
    /// An error of this fallible call, from 1.
    Error(u64),
}

/// What is done to a run.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Where it is made to fail.
    pub fault: Fault,
    /// After how many polls its future is dropped, if it is.
    pub polls: Option<u64>,
}

/// How far a run came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Steps, each of which can be made to panic.
    pub steps: u64,
    /// Fallible calls.
    pub calls: u64,
    /// Polls that found it pending.
    pub polls: u64,
}

/// How a run went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What was made to fail.
    pub fault: String,
    /// What was said, failed and dropped.
    pub trace: String,
    /// What was returned, or which panic came out.
    pub outcome: String,
}

/// What a program does without a fault, with each one of a kind up to `limit`, dropped after each number of polls up to
/// it, and with some of the faults and drops that can meet: a drop after a fault, and a fault in what a drop runs.
///
/// # Errors
///
/// Where a program makes no sense, or goes on for too long.
pub fn runs(program: &Program, limit: u64, hits: &mut Hits) -> Result<Vec<Run>, String> {
    let mut runs = Vec::new();
    let mut run = |fault, polls| -> Result<Told, String> {
        let told = interpret(program, Plan { fault, polls }, hits)?;
        runs.push(told.run.clone());
        Ok(told)
    };
    let few = limit / 4;
    let end = run(Fault::None, None)?.end;
    let panics = (1..=end.steps.min(limit)).map(Fault::Panic);
    for fault in panics.chain((1..=end.calls.min(limit)).map(Fault::Error)) {
        let told = run(fault, None)?;
        for polls in (told.at_fault.polls + 1..=told.end.polls).take(few as usize) {
            run(fault, Some(polls))?;
        }
    }
    if !program.is_async {
        return Ok(runs);
    }
    for polls in 0..=end.polls.min(limit) {
        let Told { at_drop, end, .. } = run(Fault::None, Some(polls))?;
        let panics = (at_drop.steps + 1..=end.steps).take(few as usize).map(Fault::Panic);
        let errors = (at_drop.calls + 1..=end.calls).take(few as usize).map(Fault::Error);
        for fault in panics.chain(errors) {
            run(fault, Some(polls))?;
        }
    }
    Ok(runs)
}

impl Plan {
    /// As the line of a run begins.
    pub fn text(self) -> String {
        let fault = match self.fault {
            Fault::None => "no fault".into(),
            Fault::Panic(at) => format!("panic at step {at}"),
            Fault::Error(at) => format!("error in call {at}"),
        };
        match self.polls {
            None => fault,
            Some(polls) => format!("{fault}, dropped after {polls} polls"),
        }
    }
}
