//! A closure that is returned is made behind the rest, where its type is expected.
fn returned_closure<'a, T: Eq>(
    wanted: &'a T,
    items: &'a [T],
) -> impl Fn(&usize) -> bool + use<'a, T> {
    #[allow(unused_imports)]
    use ::defer_runtime::__private as __defer;
    defer!(imported_from_defer_runtime);
    let left = __defer::run::<()>(|| {});
    log("made");
    #[allow(unreachable_code)] __defer::finish(left);
    move |&at| items[at] == *wanted
}
