//! A named result of two fields, and deferred calls that look at it in a loop.

#[with_defer(n = 0, error = None)]
fn named_in_a_loop(items: &[Item]) -> (u32, Option<Error>) {
    for item in items {
        defer!(|| n += 1);
        if let Err(problem) = item.check() {
            return (n, Some(problem));
        }
    }
}
