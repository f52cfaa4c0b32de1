//! What a `match` leaves of what it takes a part of stays outside of the closure, which is that of an arm (3.5).
fn left(both: Either<Log, Log>) -> Option<Log> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    defer!(imported_from_defer_runtime);
    let left = match both {
        Either::Left(left) | Either::Both(left, _) => {
            __defer::run::<Option<Log>>(|| { Some(left) })
        }
        _ => __defer::run::<Option<Log>>(|| { None }),
    };
    note();
    #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
}
