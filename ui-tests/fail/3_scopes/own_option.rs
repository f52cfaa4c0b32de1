// 3.5: an `Option` of a number is taken to be `Copy`, and not kept on the ways out that don't move it.
use defer_runtime::{defer, with_defer};

#[allow(dead_code)]
enum Option<T> {
    Some(T),
    None,
}

impl<T> Option<T> {
    fn close(self) {}
}

#[with_defer]
fn closes(found: Option<u32>, n: u32) -> bool {
    defer!(println!("bye"));
    if n == 0 {
        return false;
    }
    found.close();
    true
}

fn main() {
    closes(Option::None, 1);
}
