//! `?` in a loop body: the ways out travel inside the function's result, so that `?` leaves the closure as well.
fn loop_question(lines: &[&str]) -> Result<u32, ParseIntError> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let mut sum = 0;
    for line in lines {
        defer!(imported_from_defer_runtime);
        let left = __defer::run::<
            __defer::Carried<Result<u32, ParseIntError>, __defer::WayOut<(), _>>,
        >(|| {
            if line.is_empty() {
                return __defer::carry(__defer::WayOut::Break(()));
            }
            sum += line.parse::<u32>()?;
            #[allow(unreachable_code, clippy::implicit_return)]
            __defer::carry(__defer::WayOut::Next(()))
        });
        let _ = || {
            let _ = line;
        };
        log(sum);
        #[allow(unreachable_code, clippy::implicit_return)]
        match __defer::finish(left)? {
            __defer::WayOut::Next(()) => {}
            __defer::WayOut::Break(()) => break,
        }
    }
    Ok(sum)
}
