//! Labels: a jump further out than the loop at hand is carried on behind each closure that it leaves.
fn labels(rows: &[Vec<i32>]) -> bool {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    'rows: for row in rows {
        if false {
            continue 'rows;
        }
        defer!(imported_from_defer_runtime);
        let left = __defer::run::<
            __defer::WayOut<(), _>,
        >(|| {
            for cell in row {
                defer!(imported_from_defer_runtime);
                let left = __defer::run::<
                    __defer::WayOut<
                        (),
                        __defer::Never,
                        __defer::Never,
                        __defer::Jump<_, __defer::Jump<_>>,
                    >,
                >(|| {
                    match *cell {
                        0 => return __defer::WayOut::Jump(__defer::Jump::This(())),
                        1 => {
                            return __defer::WayOut::Jump(
                                __defer::Jump::Other(__defer::Jump::This(())),
                            );
                        }
                        _ => {}
                    }
                    #[allow(unreachable_code, clippy::implicit_return)]
                    __defer::WayOut::Next(())
                });
                log("cell");
                #[allow(unreachable_code, clippy::implicit_return)]
                match __defer::finish(left) {
                    __defer::WayOut::Next(()) => {}
                    __defer::WayOut::Jump(__defer::Jump::This(())) => {
                        return __defer::WayOut::Next(());
                    }
                    __defer::WayOut::Jump(
                        __defer::Jump::Other(__defer::Jump::This(())),
                    ) => return __defer::WayOut::Break(()),
                }
            }
            #[allow(unreachable_code, clippy::implicit_return)] __defer::WayOut::Next(())
        });
        log("row");
        #[allow(unreachable_code, clippy::implicit_return)]
        match __defer::finish(left) {
            __defer::WayOut::Next(()) => {}
            __defer::WayOut::Break(()) => break 'rows,
        }
    }
    true
}
