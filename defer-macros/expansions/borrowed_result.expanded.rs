//! A result that is borrowed from a `&mut` parameter: the closure takes the parameter by value.
fn borrowed_result<'a>(mut node: &'a mut Node, steps: &mut usize) -> &'a mut Node {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    defer!(imported_from_defer_runtime);
    let left = __defer::run::<
        &'a mut Node,
    >(|| {
        if false {
            __defer::capture((node,))
        }
        while node.next.is_some() {
            node = node.next.as_mut().unwrap();
        }
        node
    });
    *steps += 1;
    #[allow(unreachable_code, clippy::implicit_return)] __defer::finish(left)
}
