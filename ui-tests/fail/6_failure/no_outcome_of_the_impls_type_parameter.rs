// 6.1: a `T` of the `impl` around may be a failure, too.
use defer_runtime::{errdefer, with_defer};

struct Pool<T> {
    items: Vec<T>,
    unused: u32,
}

impl<T: Clone> Pool<T> {
    #[with_defer]
    fn first(&mut self) -> T {
        errdefer! {
            self.unused += 1;
        }
        self.items[0].clone()
    }
}

fn main() {}
