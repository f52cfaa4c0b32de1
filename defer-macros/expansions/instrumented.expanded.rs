//! What `#[instrument(err)]` makes of a function before the attribute sees it: the body of the closure is the function.
fn instrumented(lines: &[&str]) -> Result<u32, ParseIntError> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let __tracing_attr_guard = span().enter();
    match (move || {
        if false {
            let __tracing_attr_fake_return: Result<u32, ParseIntError> = loop {};
            return __tracing_attr_fake_return;
        }
        defer!(imported_from_defer_runtime);
        let left = __defer::run::<Result<u32, ParseIntError>>(|| { lines[0].parse() });
        log("end");
        #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
    })() {
        Ok(x) => Ok(x),
        Err(e) => {
            event(&e);
            Err(e)
        }
    }
}
