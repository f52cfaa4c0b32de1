//! What one way out moves is kept on the others: there it comes out of the closure, to be dropped behind the deferred call (3.5).
fn hand_over(file: File, is_urgent: bool) -> io::Result<u64> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let mut kept_lock = ::core::option::Option::None;
    let lock = Lock::new(&file)?;
    defer!(imported_from_defer_runtime);
    let left = __defer::run::<
        io::Result<u64>,
    >(|| {
        #[allow(clippy::diverging_sub_expression)]
        let value: io::Result<u64> = 'spared0: {
            #[allow(unreachable_code)]
            return {
                let size = match __defer::Attempt::attempt(file.size()) {
                    ::core::result::Result::Ok(value) => value,
                    ::core::result::Result::Err(early) => {
                        break 'spared0 (|| -> io::Result<u64> { match early? {} })();
                    }
                };
                if is_urgent {
                    send(lock);
                } else {
                    {
                        __defer::spare(&mut kept_lock, lock);
                    }
                }
                Ok(size)
            };
        };
        #[allow(unreachable_code)]
        {
            __defer::spare(&mut kept_lock, lock);
        }
        #[allow(unreachable_code, clippy::implicit_return)] value
    });
    unlock();
    #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
}
