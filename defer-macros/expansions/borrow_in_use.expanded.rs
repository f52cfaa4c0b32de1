//! A closure can't hold a borrow beside what it borrows, but it can make it: it begins in front of that, and the call has a slot (2.2).
fn step(queue: &mut Queue) -> Option<u32> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let mut deferred_call0 = ::core::option::Option::None;
    let left = __defer::run::<
        Option<u32>,
    >(|| {
        if false {
            __defer::capture((queue,))
        }
        {
            let last = queue.items.last_mut()?;
            {
                let asked = __defer::Dropless::of();
                #[allow(unreachable_patterns, unreachable_code)]
                if let ::core::option::Option::Some(never) = __defer::NEVER {
                    let _ = || asked.is_of(&last);
                    match never {}
                }
                asked.check_borrow();
            }
            defer!(imported_from_defer_runtime);
            deferred_call0 = ::core::option::Option::Some(());
            *last += 1;
            queue.advance();
            Some(queue.done)
        }
    });
    if let ::core::option::Option::Some(()) = deferred_call0 {
        log("stepped");
    }
    #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
}
