//! A block with a label is a scope: its deferred calls run where it ends, and a value comes out of it by `break` or at its end.
fn labelled_block(path: &Path) -> io::Result<u64> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let size = 'read: {
        #[allow(unreachable_code)]
        if false {
            __defer::capture(());
            break 'read __defer::typed();
        }
        let mut file = File::open(path)?;
        defer!(imported_from_defer_runtime);
        let left = __defer::run::<
            __defer::Carried<io::Result<u64>, __defer::WayOut<_>>,
        >(|| {
            let value = {
                if path.is_dir() {
                    return __defer::carry(__defer::WayOut::Next(0));
                }
                file.metadata()?.len()
            };
            #[allow(unreachable_code, clippy::implicit_return)]
            __defer::carry(__defer::WayOut::Next(value))
        });
        file.sync_all();
        #[allow(unreachable_code, clippy::implicit_return)]
        match __defer::finish(left)? {
            __defer::WayOut::Next(value) => value,
        }
    };
    Ok(size)
}
