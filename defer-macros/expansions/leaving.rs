//! Deferred code is given `left` to ask how its scope is left. A closure that never ends and recovers gives `()`.

#[with_defer]
fn leaving() {
    defer!(|| log(leaving!()));
    spawn(|| {
        defer!(|| log(recover!()));
        loop {
            work();
        }
    });
}
