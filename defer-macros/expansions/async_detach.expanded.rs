//! Deferred calls that a spawner completes (8.4).
async fn session(mut connection: Connection) -> u32 {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    #[allow(unreachable_code, clippy::implicit_return)]
    {
        __defer::detached(
                |remaining| {
                    let _ = tokio::spawn(remaining);
                },
                async move {
                    let control = &__defer::Control::new();
                    let body = async move {
                        if false {
                            __defer::capture((connection,));
                        }
                        if false {
                            return { __defer::typed::<u32>() };
                        }
                        defer!(imported_from_defer_runtime);
                        let left = {
                            let mut left = __defer::run_async(
                                    control,
                                    async {
                                        if false {
                                            return { __defer::typed::<u32>() };
                                        }
                                        if false {
                                            use __defer::{CapturedByMut as _, CapturedByRef as _};
                                            connection.__captured();
                                        }
                                        connection.serve().await
                                    },
                                )
                                .await;
                            {
                                let _deferring = control.deferring();
                                connection.close().await;
                            }
                            #[allow(unreachable_code)]
                            {
                                __defer::note_cancelled(control, &mut left);
                            }
                            left
                        };
                        #[allow(unreachable_code, clippy::implicit_return)]
                        'left: {
                            let unwind = match { left } {
                                ::core::result::Result::Ok(value) => break 'left value,
                                ::core::result::Result::Err(unwind) => unwind,
                            };
                            __defer::resume(unwind).await
                        }
                    };
                    let body = ::core::pin::pin!(body);
                    __defer::detachable(control, body).await
                },
            )
            .await
    }
}
