//! What `#[async_trait]` makes of a method before the attribute sees it: the body of the future is the function (8.1).

#[with_defer(result)]
fn answer<'life0, 'async_trait>(
    &'life0 self,
    question: String,
) -> ::core::pin::Pin<Box<dyn ::core::future::Future<Output = u32> + ::core::marker::Send + 'async_trait>>
where
    'life0: 'async_trait,
    Self: 'async_trait,
{
    Box::pin(async move {
        if let ::core::option::Option::Some(__ret) = ::core::option::Option::None::<u32> {
            #[allow(unreachable_code)]
            return __ret;
        }
        let __self = self;
        let question = question;
        let __ret: u32 = {
            defer!(|| result += 1);
            __self.ask(question).await
        };
        #[allow(unreachable_code)]
        __ret
    })
}
