// 2.4: a `&mut` reference that is lent at exit can't be given away before.
use defer_runtime::{defer, with_defer};

fn close(_: &mut u32) {}

#[with_defer]
fn f(conn: &mut u32) -> &mut u32 {
    defer!(close(conn));
    conn
}

fn main() {
    f(&mut 1);
}
