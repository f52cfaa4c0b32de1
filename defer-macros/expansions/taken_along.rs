//! What a success takes along is built behind the closure, which only borrows it: `errdefer!` may mention it, and the other parts come out
//! as data.

#[with_defer]
fn taken_along(path: &Path) -> Result<Store, Error> {
    let mut lock = Lock::open(path)?;
    errdefer!(lock.release());
    if lock.is_new() {
        return Ok(Store::Empty(lock));
    }
    let log = Log::read(&lock)?;
    Ok(Store::Full { lock, last: log.last(), log })
}
