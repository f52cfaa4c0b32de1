//! What `#[instrument(err)]` makes of a function before the attribute sees it: the body of the closure is the function.

#[with_defer]
fn instrumented(lines: &[&str]) -> Result<u32, ParseIntError> {
    let __tracing_attr_guard = span().enter();
    match (move || {
        if false {
            let __tracing_attr_fake_return: Result<u32, ParseIntError> = loop {};
            return __tracing_attr_fake_return;
        }
        {
            defer!(log("end"));
            lines[0].parse()
        }
    })() {
        Ok(x) => Ok(x),
        Err(e) => {
            event(&e);
            Err(e)
        }
    }
}
