//! Compiles each program of `fail` and `pairs` and compares what the compiler says with the `.stderr` beside it; the
//! programs of `pass` compile without a warning.

mod coverage;
mod diagnostics;
mod errors_page;
mod generated_names;
mod nightly;
mod project;
mod same_errors;

#[test]
fn ui() {
    let programs = trybuild::TestCases::new();
    programs.compile_fail("fail/*/*.rs");
    programs.compile_fail("pairs/*/*.rs");
    programs.pass("pass/*.rs");
}
