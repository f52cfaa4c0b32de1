//! Random programs do what the model says.

use defer_model::compare::compare;
use defer_model::compile::Workshop;
use defer_model::rules::Hits;

/// Each with a panic at every step and an error in every fallible call, one at a time.
#[test]
fn macro_does_what_the_model_says() {
    let workshop = Workshop::new("test", 4).unwrap();
    let mut hits = Hits::default();
    let differences = compare(&workshop, 1..=500, 1, &mut hits).unwrap();
    if let Some(first) = differences.first() {
        let seeds: Vec<_> = differences.iter().map(|difference| difference.seed).collect();
        panic!("{}\nseeds that differ: {seeds:?}", first.report(&workshop));
    }
    assert!(hits.missing().is_empty(), "not hit: {:?}", hits.missing());
}
