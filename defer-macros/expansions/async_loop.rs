//! A loop that awaits, with the ways out as data; the loop before it does not, and is as in any function (8.1).

#[with_defer]
async fn serve(listener: Listener, log: &mut Log) -> io::Result<()> {
    for address in listener.addresses() {
        defer!(log.add(address));
        check(address)?;
    }
    loop {
        let connection = listener.accept().await?;
        defer!(connection.close().await);
        if connection.is_last() {
            break;
        }
        connection.serve().await?;
    }
    Ok(())
}
