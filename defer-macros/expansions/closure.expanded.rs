//! A closure is a scope of its own, and so is a deferred block.
fn closure(items: &[Item]) -> u32 {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let read = |item: &Item| -> u32 {
        defer!(imported_from_defer_runtime);
        let left = __defer::run::<u32>(|| { item.read() });
        item.close();
        #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
    };
    defer!(imported_from_defer_runtime);
    let left = __defer::run::<u32>(|| { items.iter().map(read).sum() });
    (|| -> () {
        defer!(imported_from_defer_runtime);
        let left = __defer::run::<
            (),
        >(|| {
            log("first");
        });
        log("last");
        #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
    })();
    #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
}
