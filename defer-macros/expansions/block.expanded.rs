//! The BLOCK form: nothing is evaluated now, so the rest may go on changing what the block sees.
fn block(path: &Path) -> io::Result<u64> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let mut read = 0;
    defer! {
        imported_from_defer_runtime
    };
    let left = __defer::run::<
        io::Result<u64>,
    >(|| {
        let mut file = File::open(path)?;
        defer!(imported_from_defer_runtime);
        let left = __defer::run::<
            io::Result<u64>,
        >(|| {
            read = io::copy(&mut file, &mut io::sink())?;
            Ok(read)
        });
        (|| -> () {
            #[allow(unused_assignments)]
            let () = read += 1;
            if read > 9 {
                return;
            }
            read = 9;
        })();
        #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
    });
    (|| -> () {
        println!("{read} bytes");
    })();
    #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
}
