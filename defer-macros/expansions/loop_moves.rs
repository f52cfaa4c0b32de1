//! A local that each iteration moves goes through the closure by value; a value comes out of `loop` with it.

#[with_defer]
fn loop_moves(mut input: Input) -> usize {
    let mut acc = Vec::new();
    let steps = loop {
        defer!(|| input.advance());
        acc = step(acc, input.next());
        if input.is_empty() {
            break acc.len();
        }
    };
    steps + acc.len()
}
