//! A result that is borrowed from a `&mut` parameter: the closure takes the parameter by value.

#[with_defer]
fn borrowed_result<'a>(mut node: &'a mut Node, steps: &mut usize) -> &'a mut Node {
    defer!(|| *steps += 1);
    while node.next.is_some() {
        node = node.next.as_mut().unwrap();
    }
    node
}
