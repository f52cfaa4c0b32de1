//! A local that each iteration moves goes through the closure by value; a value comes out of `loop` with it.
fn loop_moves(mut input: Input) -> usize {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let mut acc = Vec::new();
    let steps = loop {
        defer!(imported_from_defer_runtime);
        let left = __defer::run::<
            __defer::WayOut<_, _>,
        >(|| {
            acc = step(acc, input.next());
            if input.is_empty() {
                return __defer::WayOut::Break((acc.len(), acc));
            }
            #[allow(unreachable_code, clippy::implicit_return)]
            __defer::WayOut::Next((acc,))
        });
        input.advance();
        #[allow(unreachable_code, clippy::implicit_return)]
        match __defer::finish(left) {
            __defer::WayOut::Next((acc_back,)) => {
                acc = acc_back;
            }
            __defer::WayOut::Break((value, acc_back)) => {
                acc = acc_back;
                break value;
            }
        }
    };
    steps + acc.len()
}
