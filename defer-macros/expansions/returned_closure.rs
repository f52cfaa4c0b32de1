//! A closure that is returned is made behind the rest, where its type is expected.

#[with_defer]
fn returned_closure<'a, T: Eq>(wanted: &'a T, items: &'a [T]) -> impl Fn(&usize) -> bool + use<'a, T> {
    defer!(log("made"));
    move |&at| items[at] == *wanted
}
