//! The model does what real Go does, where a `go` is installed.

use defer_model::compile::run_go;
use defer_model::generate::{Dialect, generate};
use defer_model::lang::Program;
use defer_model::print_go;
use defer_model::rules::Hits;
use defer_model::runs::{Run, runs};
use pretty_assertions::assert_eq;

const FAULTS: u64 = 10;

#[test]
fn model_does_what_go_does() {
    let mut programs: Vec<(u64, Program, Vec<Run>)> = Vec::new();
    for seed in 1..=300 {
        let program = generate(seed, Dialect::Go);
        if print_go::print(&program, "program").is_some()
            && let Ok(runs) = runs(&program, FAULTS, &mut Hits::default())
        {
            programs.push((seed, program, runs));
        }
    }
    assert!(programs.len() > 100, "Go has only {} of the programs", programs.len());
    let list: Vec<_> = programs.iter().map(|(_, program, _)| program).collect();
    let Some(got) = run_go(&list, FAULTS).unwrap() else {
        println!("skipped: there is no `go`");
        return;
    };
    for (index, (seed, program, expected)) in programs.iter().enumerate() {
        let runs: Vec<_> = got
            .iter()
            .filter(|(of, _)| *of == index)
            .map(|(_, run)| run.clone())
            .collect();
        let text = print_go::print(program, "program").unwrap_or_default();
        assert_eq!(runs, *expected, "seed {seed}\n{text}");
    }
}
