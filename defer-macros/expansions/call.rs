//! The CALL form: its values are evaluated now, the call follows the rest of the function.

#[with_defer]
fn call(log: &mut Vec<i32>) -> usize {
    let mut i = 1;
    defer!(note("left", i));
    i += 1;
    log.push(i);
    log.len()
}
