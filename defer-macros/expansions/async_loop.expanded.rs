//! A loop that awaits, with the ways out as data; the loop before it does not, and is as in any function (8.1).
async fn serve(mut listener: Listener, log: &mut Log) -> io::Result<()> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let control = &__defer::Control::new();
    let body = async {
        if false {
            __defer::capture((log,));
        }
        if false {
            use __defer::{CapturedByMut as _, CapturedByRef as _};
            listener.__captured();
        }
        if false {
            return { __defer::typed::<io::Result<()>>() };
        }
        for address in listener.addresses() {
            defer!(imported_from_defer_runtime);
            let value0 = address;
            let left = __defer::run::<
                __defer::Carried<io::Result<()>, __defer::WayOut<()>>,
            >(|| {
                check(address)?;
                #[allow(unreachable_code, clippy::implicit_return)]
                __defer::carry(__defer::WayOut::Next(()))
            });
            log.add(value0);
            #[allow(unreachable_code, clippy::implicit_return)]
            match __defer::finish(left)? {
                __defer::WayOut::Next(()) => {}
            }
        }
        loop {
            let mut connection = listener.accept().await?;
            defer!(imported_from_defer_runtime);
            let left = __defer::run_async(
                    control,
                    async {
                        if false {
                            return {
                                __defer::typed::<
                                    __defer::Carried<io::Result<()>, __defer::WayOut<(), _>>,
                                >()
                            };
                        }
                        if false {
                            __defer::capture((&mut connection,));
                        }
                        if connection.is_last() {
                            return __defer::carry(__defer::WayOut::Break(()));
                        }
                        connection.serve().await?;
                        #[allow(unreachable_code, clippy::implicit_return)]
                        __defer::carry(__defer::WayOut::Next(()))
                    },
                )
                .await;
            connection.close().await;
            #[allow(unreachable_code, clippy::implicit_return)]
            match 'left: {
                let unwind = match { left } {
                    ::core::result::Result::Ok(value) => break 'left value,
                    ::core::result::Result::Err(unwind) => unwind,
                };
                __defer::resume(unwind).await
            }? {
                __defer::WayOut::Next(()) => {}
                __defer::WayOut::Break(()) => break,
            }
        }
        Ok(())
    };
    let body = ::core::pin::pin!(body);
    #[allow(unreachable_code, clippy::implicit_return)]
    { __defer::cancellable(control, body).await }
}
