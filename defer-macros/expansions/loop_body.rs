//! A loop body is a scope: its ways out become data that the closure returns. A returned local of the function is
//! built outside, since the next iteration still needs it.

#[with_defer]
fn loop_body(items: &[Item]) -> Vec<u32> {
    let mut out = Vec::new();
    for item in items {
        defer!(|| item.close());
        match item.read() {
            0 => continue,
            1 => break,
            2 => return Vec::new(),
            3 => return out,
            n => out.push(n),
        }
    }
    out
}
