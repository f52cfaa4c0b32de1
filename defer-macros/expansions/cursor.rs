//! A cursor that the condition of the loop borrows from comes out of the closure with its new value.

#[with_defer]
fn cursor(list: &mut Node) -> &mut Option<Box<Node>> {
    let mut cursor = &mut list.next;
    while let Some(next) = cursor {
        defer!(log("step"));
        cursor = &mut next.next;
    }
    cursor
}
