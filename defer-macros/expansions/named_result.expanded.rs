//! A named result: what the rest returns is assigned to it before the deferred code runs.
fn named_result(text: &str) -> Result<i32, Error> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    #[allow(unused_mut, unused_assignments)]
    let mut result: Result<i32, Error> = {
        #[allow(unused_imports)]
        use __defer::{ZeroOfDefault as _, ZeroOfResult as _};
        (&&__defer::zero::<Result<i32, Error>>()).value()
    };
    defer!(imported_from_defer_runtime);
    let mut left = __defer::assign_carried(
        __defer::run::<
            __defer::Carried<
                Result<i32, Error>,
                __defer::WayOut<
                    (),
                    __defer::Never,
                    ::core::option::Option<Result<i32, Error>>,
                >,
            >,
        >(|| {
            if text.is_empty() {
                return __defer::carry(
                    __defer::WayOut::Return(::core::option::Option::None),
                );
            }
            return __defer::carry({
                let value: Result<i32, Error> = Ok(text.parse()?);
                __defer::WayOut::Return(::core::option::Option::Some(value))
            });
        }),
        &mut result,
    );
    if let Some(panic) = recover!(@ left) {
        result = Err(Error::from(panic));
    }
    #[allow(unreachable_code)] __defer::finish(left);
    #[allow(unreachable_code, clippy::implicit_return)] { result }
}
