//! Random programs do what the model says.

use defer_model::compare::compare;
use defer_model::compile::Workshop;
use defer_model::generate::Dialect;
use defer_model::verdict::Summary;

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
    let summary = assert_same("test", Dialect::Sync, 500);
    let missing: Vec<_> = summary
        .hits
        .missing()
        .into_iter()
        .filter(|rule| !rule.starts_with('8'))
        .collect();
    assert!(missing.is_empty(), "not hit: {missing:?}");
}

/// Each as above, and dropped after every number of polls.
#[test]
fn macro_does_what_the_model_says_of_async_functions() {
    let summary = assert_same("test-async", Dialect::Async, 340);
    assert!(
        summary.hits.missing().is_empty(),
        "not hit: {:?}",
        summary.hits.missing()
    );
}
