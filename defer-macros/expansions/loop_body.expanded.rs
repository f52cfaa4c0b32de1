//! A loop body is a scope: its ways out become data that the closure returns. A returned local of the function is
//! built outside, since the next iteration still needs it.
fn loop_body(items: &[Item]) -> Vec<u32> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let mut out = Vec::new();
    for item in items {
        defer!(imported_from_defer_runtime);
        let left = __defer::run::<
            __defer::WayOut<(), _, Vec<u32>, __defer::Jump<_>>,
        >(|| {
            match item.read() {
                0 => return __defer::WayOut::Next(()),
                1 => return __defer::WayOut::Break(()),
                2 => {
                    return {
                        let value: Vec<u32> = Vec::new();
                        __defer::WayOut::Return(value)
                    };
                }
                3 => {
                    return {
                        let _ = (&mut out,);
                        __defer::WayOut::Jump(__defer::Jump::This(()))
                    };
                }
                n => out.push(n),
            }
            #[allow(unreachable_code, clippy::implicit_return)] __defer::WayOut::Next(())
        });
        let _ = || {
            let _ = out;
        };
        item.close();
        #[allow(unreachable_code, clippy::implicit_return)]
        match __defer::finish(left) {
            __defer::WayOut::Next(()) => {}
            __defer::WayOut::Break(()) => break,
            __defer::WayOut::Return(value) => return value,
            __defer::WayOut::Jump(__defer::Jump::This(())) => return out,
        }
    }
    out
}
