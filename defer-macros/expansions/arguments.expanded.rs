//! The parts of an argument are values of now, and what a name stays bound to is lent at exit.
fn arguments(conn: &mut Conn, n: i64) {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    defer!(imported_from_defer_runtime);
    let (value0, value1) = (next(), Box::new(n));
    let left = __defer::run::<
        (),
    >(|| {
        defer!(imported_from_defer_runtime);
        let left = __defer::run::<
            (),
        >(|| {
            conn.send(n);
        });
        close(&mut *conn);
        #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
    });
    {
        match ::core::option::Option::Some(()) {
            Some(..) => {}
            _ => {}
        }
        show(&[&n, &"a", &value0], Some(value1));
    }
    #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
}
