// 2.4: a place begins with a name; what a call, a macro or a literal gives is another place each time.
use defer_runtime::{defer, with_defer};

struct Pool {
    open: u32,
}

fn pool() -> &'static mut Pool {
    Box::leak(Box::new(Pool { open: 0 }))
}

fn decrement(n: &mut u32) {
    *n -= 1;
}

#[with_defer]
fn f(c: bool) {
    let (mut a, mut b) = ([1], [2]);
    defer!(decrement(&mut pool().open));
    defer!(decrement(&mut *Box::new(1)));
    defer!(decrement(&mut (vec![1])[0]));
    defer!(decrement(&mut (if c { &mut a } else { &mut b })[0]));
    defer!(decrement(&mut (1, 2).0));
    defer!(drop(&*&a[0]));
}

#[with_defer]
async fn g() -> Option<()> {
    defer!(decrement(&mut Some(pool())?.open));
    defer!(decrement(&mut async { pool() }.await.open));
    None
}

fn main() {}
