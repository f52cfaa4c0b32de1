//! A deferred call that needs a local of an inner block: the local lives on in the slot.

#[with_defer]
fn inner_local(path: Option<&Path>) -> io::Result<()> {
    if let Some(path) = path {
        let mut file = File::create(path)?;
        defer!(file.sync_all());
        file.write_all(b"x")?;
    }
    work()
}
