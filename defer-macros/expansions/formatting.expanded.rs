//! A formatting macro: what is `Copy` is copied now, anything else is borrowed until exit.
fn formatting(mut n: u32, name: &str) {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    defer!(imported_from_defer_runtime);
    let (value0, value1, value2) = (
        n + 1,
        {
            use __defer::{ByBorrow as _, ByCopy as _};
            (&&__defer::Snapshot(&n)).take()
        },
        {
            use __defer::{ByBorrow as _, ByCopy as _};
            (&&__defer::Snapshot(&name)).take()
        },
    );
    let left = __defer::run::<
        (),
    >(|| {
        n += 1;
    });
    (|| -> () {
        println!("{name}: {} of {n}", value0, n = value1, name = value2);
    })();
    #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
}
