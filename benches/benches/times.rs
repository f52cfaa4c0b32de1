//! How long each kind of each case takes. `cargo bench -p defer-benches --features times`

use criterion::Criterion;
use defer_benches::cases::CASES;
use defer_benches::{KINDS, World, silence_panics};
use std::time::Duration;

fn main() {
    silence_panics();
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(300))
        .sample_size(100)
        .nresamples(1000)
        .without_plots()
        .configure_from_args();
    for case in CASES {
        let mut group = criterion.benchmark_group(case.title);
        for (kind, name) in case.kinds.into_iter().zip(KINDS) {
            let mut world = World::new();
            group.bench_function(name, |bencher| bencher.iter(|| kind(&mut world)));
        }
        group.finish();
    }
    criterion.final_summary();
}
