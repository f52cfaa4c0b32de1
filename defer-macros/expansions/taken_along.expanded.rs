//! What a success takes along is built behind the closure, which only borrows it: `errdefer!` may mention it, and the other parts come out
//! as data.
fn taken_along(path: &Path) -> Result<Store, Error> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let mut lock = Lock::open(path)?;
    errdefer!(imported_from_defer_runtime);
    let left = __defer::uncarry::<
        _,
        _,
        Result<Store, Error>,
        _,
        _,
    >(
        __defer::run::<
            __defer::Carried<
                Result<Store, Error>,
                __defer::WayOut<
                    __defer::Never,
                    __defer::Never,
                    Result<Store, Error>,
                    __defer::Jump<_, __defer::Jump<_>>,
                >,
            >,
        >(|| {
            #[allow(unreachable_code, clippy::implicit_return)]
            __defer::carry({
                let value: Result<Store, Error> = {
                    if lock.is_new() {
                        return __defer::carry({
                            if false {
                                __defer::success::<
                                    Result<Store, Error>,
                                >(
                                    Ok(
                                        __defer::made(
                                            Store::Empty({
                                                let part = __defer::typed_as(&lock);
                                                part
                                            }),
                                            |made| match made {
                                                Store::Empty(..) => {}
                                                #[allow(unreachable_patterns)]
                                                _ => {}
                                            },
                                        ),
                                    ),
                                );
                            }
                            __defer::WayOut::Jump(__defer::Jump::This(()))
                        });
                    }
                    let log = Log::read(&lock)?;
                    return __defer::carry({
                        let part1;
                        let part2;
                        if false {
                            part1 = __defer::typed();
                            part2 = __defer::typed();
                            __defer::success::<
                                Result<Store, Error>,
                            >(
                                Ok(Store::Full {
                                    lock: {
                                        let part = __defer::typed_as(&lock);
                                        part
                                    },
                                    last: part1,
                                    log: part2,
                                }),
                            );
                        }
                        part1 = log.last();
                        part2 = log;
                        __defer::WayOut::Jump(
                            __defer::Jump::Other(__defer::Jump::This((part1, part2))),
                        )
                    });
                };
                __defer::WayOut::Return(value)
            })
        }),
    );
    if __defer::failed_in_loop(&left) {
        lock.release();
    }
    #[allow(unreachable_code, clippy::implicit_return)]
    match __defer::finish(left) {
        __defer::WayOut::Return(value) => return value,
        __defer::WayOut::Jump(__defer::Jump::This(())) => return Ok(Store::Empty(lock)),
        __defer::WayOut::Jump(
            __defer::Jump::Other(__defer::Jump::This((part1, part2))),
        ) => {
            return Ok(Store::Full {
                lock,
                last: part1,
                log: part2,
            });
        }
    }
}
