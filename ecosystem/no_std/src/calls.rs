//! Functions and loops.

use crate::Trace;
use defer_runtime::{Leaving, defer, errdefer, leaving, okdefer, recover, with_defer};

/// What went wrong in a register.
#[derive(Debug, PartialEq)]
pub struct Fault;

/// Every form, and a way out in the middle (2, 3.3).
#[with_defer]
pub fn forms(trace: &mut Trace, early: bool) {
    let mut last = "block";
    defer!(Trace::note(&mut *trace, "call"));
    defer!(|| trace.note(last));
    if early {
        defer!(trace.note("early"));
        return;
    }
    last = "changed block";
    trace.note("body");
}

/// A named result, which a deferred block changes (5.2).
#[with_defer(sum = 1)]
pub fn sum(values: &[u32]) -> u32 {
    defer!(|| sum *= 10);
    for value in values {
        sum += value;
    }
}

/// An iteration is a scope (3.1), and failure is seen (6.1, 6.2).
#[with_defer]
pub fn registers(trace: &mut Trace, registers: &[Result<u8, Fault>]) -> Result<u8, Fault> {
    let mut last = 0;
    errdefer!(|fault| assert_eq!(*fault, Fault));
    for register in registers {
        defer!(|| trace.note("next"));
        errdefer!(|| trace.note("failed"));
        okdefer!(|| trace.note("read"));
        let Ok(value) = register else { return Err(Fault) };
        last = *value;
    }
    Ok(last)
}

/// No panic is ever under way where panics abort (7.6), and `recover!()` says so.
#[with_defer]
pub fn recovered(trace: &mut Trace) {
    defer!(|| {
        if let Some(panic) = recover!() {
            trace.note(match panic.message() {
                Some(_) => "panic with a message",
                None => "panic without a message",
            });
            panic.resume();
        }
        // 6.6
        trace.note(match leaving!() {
            Leaving::Normally => "no panic",
            Leaving::Panicking => "a panic",
            Leaving::Cancelled => "a cancellation",
        });
    });
    trace.note("body");
}
