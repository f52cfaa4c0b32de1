//! Rule 9.4: the frame of deferred code in a backtrace stands at the user's own line, never at the attribute.

use defer_runtime::{defer, with_defer};
use pretty_assertions::assert_eq;
use std::backtrace::Backtrace;
use std::cell::RefCell;

/// Each line that calls [`note`], by itself and by the backtrace.
type Lines = RefCell<Vec<(u32, u32)>>;

fn note(written: u32, lines: &Lines) {
    let backtrace = Backtrace::force_capture().to_string();
    // `at ./backtraces.rs:14:9`, of this function and then of its caller.
    let mut places = backtrace.lines().filter_map(|line| line.split_once("backtraces.rs:"));
    let (_, caller) = places.nth(1).expect("the frame of the caller is shown");
    let (line, _) = caller.split_once(':').expect("a column stands behind the line");
    lines
        .borrow_mut()
        .push((written, line.parse().expect("it is a number")));
}

#[with_defer]
fn function(reached: bool, lines: &Lines) {
    defer!(note(line!(), lines));
    defer!(|| {
        let line = line!() + 1;
        note(line, lines);
    });
    if reached {
        defer!(note(line!(), lines));
    }
    for _ in 0..1 {
        defer!(note(line!(), lines));
        note(line!(), lines);
    }
    let closure = || {
        defer!(note(line!(), lines));
        note(line!(), lines);
    };
    closure();
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "a release build has no line numbers")]
fn a_frame_stands_at_the_line_that_is_written() {
    let lines = Lines::default();
    function(true, &lines);
    let lines = lines.into_inner();
    let (written, shown): (Vec<u32>, Vec<u32>) = lines.into_iter().unzip();
    assert_eq!(shown, written);
    assert_eq!(shown.len(), 7);
}
