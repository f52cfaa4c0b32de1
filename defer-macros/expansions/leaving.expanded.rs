//! Deferred code is given `left` to ask how its scope is left. A closure that never ends and recovers gives `()`.
fn leaving() {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    defer!(imported_from_defer_runtime);
    let left = __defer::run::<
        (),
    >(|| {
        spawn(|| {
            defer!(imported_from_defer_runtime);
            let mut left = __defer::run(|| {
                loop {
                    work();
                }
            });
            if false {
                return __defer::finish(left);
            }
            log(recover!(@ inferred left));
            #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
        });
    });
    log(leaving!(@ left));
    #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
}
