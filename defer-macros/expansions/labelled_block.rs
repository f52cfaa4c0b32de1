//! A block with a label is a scope: its deferred calls run where it ends, and a value comes out of it by `break` or at its end.

#[with_defer]
fn labelled_block(path: &Path) -> io::Result<u64> {
    let size = 'read: {
        let mut file = File::open(path)?;
        defer!(file.sync_all());
        if path.is_dir() {
            break 'read 0;
        }
        file.metadata()?.len()
    };
    Ok(size)
}
