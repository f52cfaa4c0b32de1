//! Calls in inner blocks: a slot each, filled where control reaches it, and looked at behind the rest.
fn conditional(verbose: bool) -> u32 {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let mut deferred_call0 = ::core::option::Option::None;
    let mut deferred_call1 = ::core::option::Option::None;
    let mut left = __defer::run::<
        u32,
    >(|| {
        if verbose {
            defer!(imported_from_defer_runtime);
            deferred_call0 = ::core::option::Option::Some((now(),));
        } else {
            defer!(imported_from_defer_runtime);
            deferred_call1 = ::core::option::Option::Some(());
        }
        work()
    });
    __defer::supersede(
        __defer::run(|| {
            if let ::core::option::Option::Some(()) = deferred_call1 {
                count();
            }
        }),
        &mut left,
    );
    if let ::core::option::Option::Some((value0,)) = deferred_call0 {
        log("end", value0);
    }
    #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
}
