//! What one way out moves is kept on the others: there it comes out of the closure, to be dropped behind the deferred call (3.5).

#[with_defer]
fn hand_over(file: File, is_urgent: bool) -> io::Result<u64> {
    let lock = Lock::new(&file)?;
    defer!(unlock());
    let size = file.size()?;
    if is_urgent {
        send(lock);
    }
    Ok(size)
}
