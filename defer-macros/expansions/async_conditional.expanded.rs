//! Conditional deferred calls that await: each but the first runs in a guard of its own, so that a cancellation in one
//! still runs the others (8.3).
async fn open(with_log: bool) {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let control = &__defer::Control::new();
    let body = async move {
        if false {
            __defer::capture((with_log,));
        }
        let mut deferred_call0 = ::core::option::Option::None;
        let mut deferred_call1 = ::core::option::Option::None;
        let left = {
            let mut left = __defer::run_async::<
                (),
                _,
            >(
                    control,
                    async {
                        if with_log {
                            defer!(imported_from_defer_runtime);
                            deferred_call0 = ::core::option::Option::Some(());
                            defer!(imported_from_defer_runtime);
                            deferred_call1 = ::core::option::Option::Some(());
                        }
                        work().await;
                    },
                )
                .await;
            __defer::supersede(
                __defer::run_async(
                        control,
                        async {
                            if false {
                                __defer::capture(&mut left);
                            }
                            if let ::core::option::Option::Some(()) = deferred_call1 {
                                flush(2).await;
                            }
                        },
                    )
                    .await,
                &mut left,
            );
            if let ::core::option::Option::Some(()) = deferred_call0 {
                flush(1).await;
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
    #[allow(unreachable_code, clippy::implicit_return)]
    { __defer::cancellable(control, body).await }
}
