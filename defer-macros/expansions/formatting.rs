//! A formatting macro: what is `Copy` is copied now, anything else is borrowed until exit.

#[with_defer]
fn formatting(mut n: u32, name: &str) {
    defer!(println!("{name}: {} of {n}", n + 1));
    n += 1;
}
