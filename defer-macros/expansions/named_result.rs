//! A named result: what the rest returns is assigned to it before the deferred code runs.

#[with_defer(result)]
fn named_result(text: &str) -> Result<i32, Error> {
    defer!(|| {
        if let Some(panic) = recover!() {
            result = Err(Error::from(panic));
        }
    });
    if text.is_empty() {
        return;
    }
    Ok(text.parse()?)
}
