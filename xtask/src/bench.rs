//! What `#[with_defer]` costs: builds what `report` of `defer-benches` measures, and starts it.

use super::command::{Done, cargo, needs, program, run};

pub fn report(arguments: &[String]) -> Done {
    needs(program("valgrind").arg("--version"), "apt-get install valgrind")?;
    run(&mut cargo("build --quiet --profile bench -p defer-benches --bins"))?;
    if !arguments.iter().any(|argument| argument == "--expansion") {
        run(&mut cargo("bench --quiet --no-run -p defer-benches --bench times"))?;
    }
    run(cargo("run --quiet --profile bench -p defer-benches --bin report --").args(arguments))
}
