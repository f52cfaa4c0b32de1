//! Two deferred calls that share a local of an inner block: the second one's slot goes into the first one's.
fn shared_inner_local(wanted: bool) {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let mut deferred_call1 = ::core::option::Option::None;
    let mut left = __defer::run::<
        (),
    >(|| {
        if wanted {
            let mut list = Vec::new();
            defer!(imported_from_defer_runtime);
            let mut deferred_call0 = ::core::option::Option::None;
            let left = __defer::run(|| {
                list.push(1);
                defer!(imported_from_defer_runtime);
                deferred_call0 = ::core::option::Option::Some(());
                work();
            });
            if false {
                __defer::capture((&mut list,));
            }
            deferred_call1 = ::core::option::Option::Some((list, deferred_call0));
            #[allow(unreachable_code, clippy::implicit_return)]
            match __defer::finish(left) {
                value => value,
            }
        }
        more_work();
    });
    if let ::core::option::Option::Some((mut list, deferred_call0)) = deferred_call1 {
        if false {
            __defer::capture((&mut list,));
        }
        __defer::supersede(
            __defer::run(|| {
                if let ::core::option::Option::Some(()) = deferred_call0 {
                    list.push(2);
                }
            }),
            &mut left,
        );
        show(&list);
    }
    #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
}
