//! Deferred calls do what guards do at the same places.

use defer_model::compile::Workshop;
use defer_model::guards::generate::Dialect;
use defer_model::guards::report::{Summary, Told, run};

#[track_caller]
fn assert_same(folder: &str, is_async: bool, count: u64) -> Summary {
    let workshop = Workshop::new(folder, 2).unwrap();
    let dialect = Dialect {
        is_async,
        has_known: false,
    };
    let told = Told {
        shrunk: 1,
        refused: false,
    };
    let (mut summary, mut reports) = (Summary::default(), Vec::new());
    run(&workshop, dialect, 1..count + 1, told, &mut summary, |report| {
        reports.push(report);
    })
    .unwrap();
    if let Some(first) = reports.first() {
        panic!("{first}\nseeds that differ: {:?}", summary.faults);
    }
    // Most functions have to be such as rustc, and the macro, accept.
    let (invalid, refused) = (summary.invalid(), summary.refused());
    assert!(invalid * 50 <= count as usize, "{summary}");
    // It moves by receivers, macros and patterns more than anyone would, which the macro refuses beside other ways out (rule 0).
    assert!(refused * 5 <= 3 * count as usize, "{summary}");
    summary
}

/// What few functions have that the macro doesn't refuse: what a macro may leave is mostly refused where something is moved in it.
const RARE: [&str; 5] = [
    "3.1 break to a label",
    "3.1 break that a macro hides",
    "3.1 way out that a macro hides that is named as one of std",
    "copied out by a pattern",
    "copied out of by a move closure",
];

/// Each with an error in every fallible call, and a panic at every step.
#[test]
fn deferred_calls_do_what_guards_do() {
    let summary = assert_same("test-guards", false, 300);
    let missing: Vec<_> = summary
        .hits
        .missing()
        .into_iter()
        .filter(|feature| !feature.contains("async") && !feature.contains("await"))
        .filter(|feature| !RARE.contains(feature))
        .collect();
    assert!(missing.is_empty(), "not hit: {missing:?}");
}

/// Each as above, and dropped after every poll.
#[test]
fn deferred_calls_of_async_functions_do_what_guards_do() {
    let summary = assert_same("test-guards-async", true, 100);
    // There are less of these.
    let rare = [
        "3.1 continue to a label",
        "borrowed by a macro named as one of std",
        "borrowed by a pattern",
        "closure in a local",
        "moved into an iterator",
        "local of the name of the result",
    ];
    let missing = summary.hits.missing().into_iter();
    let missing: Vec<_> = missing
        .filter(|feature| !rare.contains(feature) && !RARE.contains(feature))
        .collect();
    assert!(missing.is_empty(), "not hit: {missing:?}");
}
