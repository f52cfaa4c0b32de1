//! The BLOCK form: nothing is evaluated now, so the rest may go on changing what the block sees.

#[with_defer]
fn block(path: &Path) -> io::Result<u64> {
    let mut read = 0;
    defer! { println!("{read} bytes"); }
    let mut file = File::open(path)?;
    defer!(|| {
        read += 1;
        if read > 9 {
            return;
        }
        read = 9;
    });
    read = io::copy(&mut file, &mut io::sink())?;
    Ok(read)
}
