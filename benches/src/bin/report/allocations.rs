//! Allocations per call.

use super::PerKind;
use allocation_counter::measure;
use defer_benches::World;
use defer_benches::cases::CASES;
use std::hint::black_box;

/// Counts all of them. The first call of each isn't counted: it may set up what later ones use.
pub fn count() -> PerKind<u64> {
    CASES.map(|case| {
        case.kinds.map(|kind| {
            let mut world = World::new();
            black_box(kind(&mut world));
            let info = measure(|| {
                black_box(kind(black_box(&mut world)));
            });
            info.count_total
        })
    })
}
