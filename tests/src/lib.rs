//! What the tests share: a trace that deferred code writes to, and the output of real Go to hold it against.

use std::cell::RefCell;
use std::path::Path;

thread_local! {
    static TRACE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Adds a line to the trace of this thread.
pub fn say(line: impl ToString) {
    TRACE.with_borrow_mut(|trace| trace.push(line.to_string()));
}

/// The lines that `program` said.
pub fn trace(program: impl FnOnce()) -> Vec<String> {
    TRACE.take();
    program();
    TRACE.take()
}

/// What real Go printed for the program of this name in `go-cases`.
pub fn go_output(case: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("go-cases")
        .join(case)
        .with_extension("out");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(str::to_owned).collect()
}
