//! What the tests say lines with.

use std::cell::RefCell;

thread_local! {
    static TRACE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Adds a line to the trace of this thread.
#[allow(clippy::needless_pass_by_value, reason = "it is called with text and numbers")]
pub fn say(line: impl ToString) {
    TRACE.with_borrow_mut(|trace| trace.push(line.to_string()));
}

/// The lines that `program` said.
pub fn trace<T>(program: impl FnOnce() -> T) -> Vec<String> {
    TRACE.take();
    program();
    TRACE.take()
}

/// Runs a future to its end.
#[allow(dead_code, reason = "not every test is async")]
pub fn finish<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(future)
}
