//! What a `match` leaves of what it takes a part of stays outside of the closure, which is that of an arm (3.5).

#[with_defer]
fn left(both: Either<Log, Log>) -> Option<Log> {
    defer!(note());
    match both {
        Either::Left(left) | Either::Both(left, _) => Some(left),
        _ => None,
    }
}
