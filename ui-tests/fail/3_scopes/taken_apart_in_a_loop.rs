// 3.5: a pattern that names all parts of what it matches is taken to leave nothing behind where that gets a new value in the loop. A type with
// a `Drop` of its own is left, which is an error.
use defer_runtime::{defer, with_defer};

struct Fd(u32);

impl Drop for Fd {
    fn drop(&mut self) {}
}

#[with_defer]
fn in_a_loop(mut fd: Fd, n: u32) -> u32 {
    let mut sum = 0;
    for i in 0..n {
        defer!(println!("bye"));
        match fd {
            Fd(id) => sum += id,
        }
        if sum > 10 {
            break;
        }
        fd = Fd(i);
    }
    sum
}

fn main() {}
