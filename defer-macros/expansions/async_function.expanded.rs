//! An async function: the rest is an async block, and the body stands in a future that can be cancelled (8.1, 8.2).
async fn copy(from: &str, to: &str) -> io::Result<u64> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let control = &__defer::Control::new();
    let body = async move {
        if false {
            __defer::capture((to, from));
        }
        if false {
            return { __defer::typed::<io::Result<u64>>() };
        }
        let mut target = File::create(to).await?;
        defer!(imported_from_defer_runtime);
        let left = {
            let mut left = __defer::run_async(
                    control,
                    async {
                        if false {
                            return { __defer::typed::<io::Result<u64>>() };
                        }
                        if false {
                            __defer::capture((&mut target,));
                        }
                        let mut source = File::open(from).await?;
                        tokio::io::copy(&mut source, &mut target).await
                    },
                )
                .await;
            {
                let deferred = async {
                    if false {
                        return {
                            __defer::typed::<__defer::Carried<io::Result<u64>, ()>>()
                        };
                    }
                    target.sync_all().await?;
                    #[allow(unreachable_code)] __defer::carry(())
                }
                    .await;
                __defer::fail(deferred, &mut left);
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
