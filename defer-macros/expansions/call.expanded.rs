//! The CALL form: its values are evaluated now, the call follows the rest of the function.
fn call(log: &mut Vec<i32>) -> usize {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    let mut i = 1;
    defer!(imported_from_defer_runtime);
    let value0 = i;
    let left = __defer::run::<
        usize,
    >(|| {
        i += 1;
        log.push(i);
        log.len()
    });
    note("left", value0);
    #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
}
