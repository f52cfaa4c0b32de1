//! A cursor that the condition of the loop borrows from comes out of the closure with its new value.
fn cursor(list: &mut Node) -> &mut Option<Box<Node>> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let mut cursor = &mut list.next;
    while let Some(next) = cursor {
        defer!(imported_from_defer_runtime);
        let left = __defer::run::<
            __defer::WayOut<_>,
        >(|| {
            if false {
                __defer::capture((next,))
            }
            #[allow(clippy::needless_late_init)]
            let cursor;
            cursor = &mut next.next;
            #[allow(unreachable_code, clippy::implicit_return)]
            __defer::WayOut::Next((cursor,))
        });
        log("step");
        #[allow(unreachable_code, clippy::implicit_return)]
        match __defer::finish(left) {
            __defer::WayOut::Next((cursor_back,)) => {
                cursor = cursor_back;
            }
        }
    }
    cursor
}
