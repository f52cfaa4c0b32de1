//! Compiles each program of `fail` and compares what the compiler says with the `.stderr` beside it; the programs of
//! `pass` compile without a warning.

#[test]
fn ui() {
    let programs = trybuild::TestCases::new();
    programs.compile_fail("fail/*/*.rs");
    programs.pass("pass/*.rs");
}
