//! Random programs do what the model says.

use defer_model::compare::compare;
use defer_model::compile::Workshop;
use defer_model::generate::Dialect;
use defer_model::verdict::Summary;

/// What the first programs don't hit: longer runs do, and tests by hand have it.
const RARE: [&str; 3] = [
    "3.4 local of an inner block lives on",
    "6.5 success takes along what errdefer mentions",
    "6.5 success takes it along out of a loop",
];

/// What the first async programs don't hit either, and the others do.
const RARE_IN_ASYNC: [&str; 2] = ["2.4 address in a box", "2.6 inline capture of a raw identifier"];

/// How many times as many programs as a first look takes. With [`ALL`] they come to each rule.
fn programs() -> u64 {
    std::env::var("PROGRAMS").map_or(1, |times| times.parse().expect("`PROGRAMS` is a number"))
}

/// What the gate asks for.
const ALL: u64 = 4;

#[track_caller]
fn assert_same(folder: &str, dialect: Dialect, count: u64) -> Summary {
    let workshop = Workshop::new(folder, 4).unwrap();
    let mut summary = Summary::default();
    let differences = compare(&workshop, dialect, 1..=count, 1, &mut summary).unwrap();
    if let Some(first) = differences.first() {
        let seeds: Vec<_> = differences.iter().map(|difference| difference.seed).collect();
        panic!("{}\nseeds that differ: {seeds:?}", first.report(&workshop));
    }
    println!("{summary}");
    summary
}

/// Each with a panic at every step and an error in every fallible call, one at a time.
#[test]
fn macro_does_what_the_model_says() {
    let summary = assert_same("test", Dialect::Sync, 200 * programs());
    if programs() < ALL {
        return;
    }
    let missing: Vec<_> = summary
        .hits
        .missing()
        .into_iter()
        .filter(|rule| !rule.starts_with('8') && !rule.contains("cancel") && !RARE.contains(rule))
        .collect();
    assert!(missing.is_empty(), "not hit: {missing:?}");
}

/// Each as above, and dropped after every number of polls.
#[test]
fn macro_does_what_the_model_says_of_async_functions() {
    let summary = assert_same("test-async", Dialect::Async, 108 * programs());
    if programs() < ALL {
        return;
    }
    let missing = summary.hits.missing().into_iter();
    let is_rare = |rule: &&str| RARE.contains(rule) || RARE_IN_ASYNC.contains(rule);
    let missing: Vec<_> = missing.filter(|rule| !is_rare(rule)).collect();
    assert!(missing.is_empty(), "not hit: {missing:?}");
}
