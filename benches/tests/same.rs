//! Every kind of a case does the same, so what they cost can be compared.

use defer_benches::cases::CASES;
use defer_benches::{KINDS, World, silence_panics};

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
