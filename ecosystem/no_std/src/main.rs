//! Runs the library's functions on this machine and prints what they did.

use defer_no_std::calls::Fault;
use defer_no_std::{Trace, awaits, calls};
use std::cell::RefCell;

fn main() {
    print("forms", |trace| calls::forms(trace, false));
    print("forms, early", |trace| calls::forms(trace, true));
    print("sum", |trace| {
        trace.note(if calls::sum(&[2, 3]) == 60 { "60" } else { "not 60" });
    });
    print("registers", |trace| {
        assert_eq!(calls::registers(trace, &[Ok(1), Ok(2)]), Ok(2));
    });
    print("registers, failing", |trace| {
        assert_eq!(calls::registers(trace, &[Ok(1), Err(Fault), Ok(2)]), Err(Fault));
    });
    print("recovered", calls::recovered);
    let trace = RefCell::default();
    awaits::cancelled(&trace);
    awaits::finished(&trace);
    print!("# awaits\n{}", trace.into_inner());
}

fn print(name: &str, traced: impl FnOnce(&mut Trace)) {
    let mut trace = Trace::default();
    traced(&mut trace);
    print!("# {name}\n{trace}");
}
