//! A deferred call that needs a local of an inner block: the local lives on in the slot.
fn inner_local(path: Option<&Path>) -> io::Result<()> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let mut deferred_call0 = ::core::option::Option::None;
    let _ = || __defer::copied(&path);
    let left = __defer::run::<
        io::Result<()>,
    >(|| {
        if let Some(path) = path {
            let mut file = File::create(path)?;
            defer!(imported_from_defer_runtime);
            let left = __defer::run::<
                __defer::Carried<io::Result<()>, __defer::WayOut<_>>,
            >(|| {
                let value = {
                    let () = ();
                    file.write_all(b"x")?;
                };
                #[allow(unreachable_code, clippy::implicit_return)]
                __defer::carry(__defer::WayOut::Next(value))
            });
            if false {
                __defer::capture((&mut file,));
            }
            deferred_call0 = ::core::option::Option::Some((file,));
            #[allow(unreachable_code, clippy::implicit_return)]
            match __defer::finish(left)? {
                __defer::WayOut::Next(value) => value,
            }
        }
        work()
    });
    if let ::core::option::Option::Some((mut file,)) = deferred_call0 {
        if false {
            __defer::capture((&mut file,));
        }
        file.sync_all();
    }
    #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
}
