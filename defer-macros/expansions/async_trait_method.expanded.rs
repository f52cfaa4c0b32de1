//! What `#[async_trait]` makes of a method before the attribute sees it: the body of the future is the function (8.1).
fn answer<'life0, 'async_trait>(
    &'life0 self,
    question: String,
) -> ::core::pin::Pin<
    Box<dyn ::core::future::Future<Output = u32> + ::core::marker::Send + 'async_trait>,
>
where
    'life0: 'async_trait,
    Self: 'async_trait,
{
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    Box::pin(async move {
        let control = &__defer::Control::new();
        let body = async move {
            if false {
                return { __defer::typed::<u32>() };
            }
            #[allow(unused_mut, unused_assignments)]
            let mut result: u32 = {
                #[allow(unused_imports)]
                use __defer::{ZeroOfDefault as _, ZeroOfResult as _};
                (&&__defer::zero::<u32>()).value()
            };
            if let ::core::option::Option::Some(__ret) = ::core::option::Option::None::<
                u32,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            let __self = self;
            let question = question;
            defer!(imported_from_defer_runtime);
            let left = __defer::assign(
                __defer::run_async(
                        control,
                        async {
                            if false {
                                return {
                                    __defer::typed::<
                                        __defer::WayOut<
                                            (),
                                            __defer::Never,
                                            ::core::option::Option<u32>,
                                        >,
                                    >()
                                };
                            }
                            return {
                                let value: u32 = __self.ask(question).await;
                                __defer::WayOut::Return(::core::option::Option::Some(value))
                            };
                        },
                    )
                    .await,
                |value| result = value,
            );
            result += 1;
            #[allow(unreachable_code)]
            'left: {
                let unwind = match { left } {
                    ::core::result::Result::Ok(value) => break 'left value,
                    ::core::result::Result::Err(unwind) => unwind,
                };
                __defer::resume(unwind).await
            };
            #[allow(unreachable_code, clippy::implicit_return)] { result }
        };
        let body = ::core::pin::pin!(body);
        #[allow(unreachable_code, clippy::implicit_return)]
        { __defer::cancellable(control, body).await }
    })
}
