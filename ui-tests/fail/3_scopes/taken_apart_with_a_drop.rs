// 3.5: a pattern that names all parts is taken to leave nothing behind, but what has a `Drop` is still there where all parts are `Copy`.
use defer_runtime::{defer, with_defer};

enum Handle {
    Open(u32),
    Closed,
}

impl Drop for Handle {
    fn drop(&mut self) {}
}

#[with_defer]
fn by_a_match(handle: Handle, n: u32) -> Option<u32> {
    defer!(println!("bye"));
    n.checked_sub(1)?;
    match handle {
        Handle::Open(id) => Some(id),
        Handle::Closed => None,
    }
}

fn main() {}
