//! A closure can't hold a borrow beside what it borrows, but it can make it: it begins in front of that, and the call has a slot (2.2).

#[with_defer]
fn step(queue: &mut Queue) -> Option<u32> {
    let last = queue.items.last_mut()?;
    defer!(log("stepped"));
    *last += 1;
    queue.advance();
    Some(queue.done)
}
