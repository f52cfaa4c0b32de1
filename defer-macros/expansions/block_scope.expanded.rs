//! With `scope = block` every block with a deferred call is a scope; others are left as they are.
fn block_scope(names: &[&str]) -> Result<usize, Error> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let mut lock = {
        let dir = open(".")?;
        defer!(imported_from_defer_runtime);
        let left = __defer::run::<
            __defer::Carried<Result<usize, Error>, __defer::WayOut<_>>,
        >(|| {
            let value = { dir.lock()? };
            #[allow(unreachable_code, clippy::implicit_return)]
            __defer::carry(__defer::WayOut::Next(value))
        });
        dir.close();
        #[allow(unreachable_code, clippy::implicit_return)]
        match __defer::finish(left)? {
            __defer::WayOut::Next(value) => value,
        }
    };
    for name in names {
        if name.is_empty() {
            defer!(imported_from_defer_runtime);
            let left = __defer::run::<
                __defer::WayOut<
                    __defer::Never,
                    __defer::Never,
                    __defer::Never,
                    __defer::Jump<_>,
                >,
            >(|| {
                return __defer::WayOut::Jump(__defer::Jump::This(()));
            });
            log("empty");
            #[allow(unreachable_code, clippy::implicit_return)]
            match __defer::finish(left) {
                __defer::WayOut::Jump(__defer::Jump::This(())) => continue,
            }
        }
        if name.len() > 9 {
            log("long");
        }
        let Some(rest) = name.strip_prefix("a") else {
            errdefer!(imported_from_defer_runtime);
            let left = __defer::run::<
                __defer::WayOut<__defer::Never, __defer::Never, Result<usize, Error>>,
            >(|| {
                return {
                    let value: Result<usize, Error> = Err(Error::new(lock));
                    __defer::WayOut::Return(value)
                };
            });
            if __defer::failed_in_loop(&left) {
                log("no a");
            }
            #[allow(unreachable_code, clippy::implicit_return)]
            match __defer::finish(left) {
                __defer::WayOut::Return(value) => return value,
            }
        };
        log(rest);
    }
    Ok(names.len())
}
