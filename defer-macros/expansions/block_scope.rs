//! With `scope = block` every block with a deferred call is a scope; others are left as they are.

#[with_defer(scope = block)]
fn block_scope(names: &[&str]) -> Result<usize, Error> {
    let lock = {
        let dir = open(".")?;
        defer!(dir.close());
        dir.lock()?
    };
    for name in names {
        if name.is_empty() {
            defer!(log("empty"));
            continue;
        }
        if name.len() > 9 {
            log("long");
        }
        let Some(rest) = name.strip_prefix("a") else {
            errdefer!(log("no a"));
            return Err(Error::new(lock));
        };
        log(rest);
    }
    Ok(names.len())
}
