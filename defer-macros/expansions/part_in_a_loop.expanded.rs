//! A part that an iteration moves on one way out goes through the closure by value, as a local does; another way out spares it.
fn part_in_a_loop(mut pair: Pair, n: usize) -> usize {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    for i in 0.. {
        defer!(imported_from_defer_runtime);
        let mut kept_3_pair_first = ::core::option::Option::None;
        #[allow(unreachable_code)]
        if let ::core::option::Option::Some(never) = __defer::NEVER {
            #[allow(unused_imports)]
            use __defer::{CopiedPart as _, MovedPart as _};
            let _ = || {
                let part = &&__defer::part(&pair.first);
                part.leads_from(&pair);
            };
            let _ = || {
                __defer::unboxed(&pair);
            };
            match never {}
        }
        let left = __defer::run::<
            __defer::WayOut<_, _, usize>,
        >(|| {
            #[allow(clippy::diverging_sub_expression)]
            let value: __defer::WayOut<_, _, usize> = 'spared0: {
                #[allow(unreachable_code)]
                return {
                    if i == n {
                        return {
                            let value: usize = spend(pair.first);
                            __defer::WayOut::Return(value)
                        };
                    }
                    if pair.second.is_empty() {
                        break 'spared0 __defer::WayOut::Break(());
                    }
                    #[allow(unreachable_code, clippy::implicit_return)]
                    __defer::WayOut::Next((pair.first,))
                };
            };
            #[allow(unreachable_code)]
            {
                __defer::spare(&mut kept_3_pair_first, pair.first);
            }
            #[allow(unreachable_code, clippy::implicit_return)] value
        });
        {
            use __defer::{KeptCopy as _, KeptMoved as _};
            #[allow(unreachable_code, unused_assignments)]
            if let ::core::option::Option::Some((pair_first3_back, way)) = __defer::Kept(
                    kept_3_pair_first,
                )
                .given_back()
            {
                __defer::goes_on(way);
                pair.first = pair_first3_back;
            }
        }
        let _ = || {
            let _ = pair.second;
        };
        advance();
        #[allow(unreachable_code, clippy::implicit_return)]
        match __defer::finish(left) {
            __defer::WayOut::Next((pair_first3_back,)) => {
                use __defer::{BackCopy as _, BackMoved as _};
                #[allow(unreachable_code, unused_assignments)]
                match __defer::Back::of(&pair_first3_back).given(pair_first3_back) {
                    __defer::Given::Back(pair_first3_back, way) => {
                        __defer::goes_on(way);
                        pair.first = pair_first3_back;
                    }
                    __defer::Given::Copied(way) => {
                        __defer::goes_on(way);
                    }
                }
            }
            __defer::WayOut::Break(()) => break,
            __defer::WayOut::Return(value) => return value,
        }
    }
    0
}
