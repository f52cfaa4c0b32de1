//! Every kind of a case does the same, so what they cost can be compared.

use defer_benches::cases::CASES;
use defer_benches::{KINDS, World, silence_panics};
use std::panic::{AssertUnwindSafe, catch_unwind};

#[test]
fn every_kind_of_a_case_does_the_same() {
    silence_panics();
    for case in CASES {
        let done = case.kinds.map(|kind| {
            let mut world = World::new();
            // Twice: the second call finds what the first left.
            let results = [kind(&mut world), kind(&mut world)];
            assert!(world.ledger.is_closed(), "{case:?}");
            (results, world.ledger)
        });
        for (kind, name) in done.iter().zip(KINDS) {
            assert_eq!(kind, &done[0], "{case:?}, {name}");
        }
    }
}

#[test]
fn every_kind_cleans_up_behind_a_failure() {
    silence_panics();
    for steps in 0..4 {
        for case in CASES {
            let done = case.kinds.map(|kind| {
                let mut world = World::with_steps(steps);
                let result = catch_unwind(AssertUnwindSafe(|| kind(&mut world)));
                (result.ok(), world.ledger)
            });
            // On a panic nothing is cleaned up by hand.
            let [by_hand, guard, ..] = &done;
            if by_hand.0.is_some() {
                assert_eq!(by_hand, guard, "{case:?}, {steps} steps");
            }
            for (kind, name) in done[1..].iter().zip(&KINDS[1..]) {
                assert!(kind.1.is_closed(), "{case:?}, {name}, {steps} steps");
                assert_eq!(kind, guard, "{case:?}, {name}, {steps} steps");
            }
        }
    }
}
