//! The parts of an argument are values of now, and what a name stays bound to is lent at exit.

#[with_defer]
fn arguments(conn: &mut Conn, n: i64) {
    defer!(show(&[&n, &"a", &next()], Some(Box::new(n))));
    defer!(close(conn));
    conn.send(n);
}
