//! A named result of two fields, and deferred calls that look at it in a loop.
fn named_in_a_loop(items: &[Item]) -> (u32, Option<Error>) {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    #[allow(unused_mut, unused_assignments)]
    let mut n: u32 = 0;
    #[allow(unused_mut, unused_assignments)]
    let mut error: Option<Error> = None;
    for item in items {
        defer!(imported_from_defer_runtime);
        let left = __defer::assign(
            __defer::run::<
                __defer::WayOut<
                    (),
                    __defer::Never,
                    ::core::option::Option<(u32, Option<Error>)>,
                >,
            >(|| {
                if let Err(problem) = item.check() {
                    return {
                        let value: (u32, Option<Error>) = (n, Some(problem));
                        __defer::WayOut::Return(::core::option::Option::Some(value))
                    };
                }
                #[allow(unreachable_code, clippy::implicit_return)]
                __defer::WayOut::Next(())
            }),
            |value| (n, error) = value,
        );
        n += 1;
        #[allow(unreachable_code, clippy::implicit_return)]
        match __defer::finish(left) {
            __defer::WayOut::Next(()) => {}
            __defer::WayOut::Return(()) => return (n, error),
        }
    }
    #[allow(unreachable_code, clippy::implicit_return)] { (n, error) }
}
