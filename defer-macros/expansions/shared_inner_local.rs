//! Two deferred calls that share a local of an inner block: the second one's slot goes into the first one's.

#[with_defer]
fn shared_inner_local(wanted: bool) {
    if wanted {
        let mut list = Vec::new();
        defer!(|| show(&list));
        list.push(1);
        defer!(list.push(2));
        work();
    }
    more_work();
}
