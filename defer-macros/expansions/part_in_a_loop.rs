//! A part that an iteration moves on one way out goes through the closure by value, as a local does; another way out spares it.

#[with_defer]
fn part_in_a_loop(pair: Pair, n: usize) -> usize {
    for i in 0.. {
        defer!(advance());
        if i == n {
            return spend(pair.first);
        }
        if pair.second.is_empty() {
            break;
        }
    }
    0
}
