//! A closure is a scope of its own, and so is a deferred block.

#[with_defer]
fn closure(items: &[Item]) -> u32 {
    let read = |item: &Item| -> u32 {
        defer!(item.close());
        item.read()
    };
    defer!(|| {
        defer!(log("last"));
        log("first");
    });
    items.iter().map(read).sum()
}
