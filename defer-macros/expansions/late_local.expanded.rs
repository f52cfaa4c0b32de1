//! A local that gets its value later is declared in the closure that gives it one; from an inner block it is given back.
fn late_local(is_fast: bool) -> u32 {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let mut kept_label = ::core::option::Option::None;
    defer!(imported_from_defer_runtime);
    let left = __defer::run::<
        u32,
    >(|| {
        let mut deferred_call0 = ::core::option::Option::None;
        let left = __defer::run::<
            u32,
        >(|| {
            let speed;
            if is_fast {
                let gear = 5;
                defer!(imported_from_defer_runtime);
                let left = __defer::run::<
                    __defer::WayOut<_>,
                >(|| {
                    let speed;
                    let value = {
                        let () = ();
                        speed = gear * 10;
                    };
                    #[allow(unreachable_code, clippy::implicit_return)]
                    __defer::WayOut::Next((value, speed))
                });
                deferred_call0 = ::core::option::Option::Some((gear,));
                #[allow(unreachable_code, clippy::implicit_return)]
                match __defer::finish(left) {
                    __defer::WayOut::Next((value, speed_back)) => {
                        speed = speed_back;
                        value
                    }
                }
            } else {
                speed = 1;
            }
            defer!(imported_from_defer_runtime);
            let left = __defer::run::<
                u32,
            >(|| {
                let label;
                let value: u32 = 'spared0: {
                    label = speed.to_string();
                    show(&label);
                    speed
                };
                #[allow(unreachable_code)]
                {
                    __defer::spare(&mut kept_label, label);
                }
                #[allow(unreachable_code, clippy::implicit_return)] value
            });
            log("shown");
            #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
        });
        if let ::core::option::Option::Some((gear,)) = deferred_call0 {
            log(gear);
        }
        #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
    });
    log("done");
    #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
}
