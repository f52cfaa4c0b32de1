// 4.1: a field of `self` is taken behind the deferred code; of what `self` leads to it would be read there, which may give something else.
use defer_runtime::{defer, with_defer};
use std::ops::Deref;

struct Held {
    count: u32,
}

struct Live(Held);

impl Deref for Live {
    type Target = Held;

    fn deref(&self) -> &Held {
        &self.0
    }
}

impl Live {
    fn check(&mut self) -> Option<u32> {
        self.0.count.checked_sub(1)
    }

    #[with_defer]
    fn finish(mut self) -> Option<u32> {
        defer!(println!("bye"));
        self.check()?;
        Some(self.count)
    }

    #[with_defer]
    async fn finish_later(mut self) -> Option<(u32, u32)> {
        defer!(println!("bye"));
        async {}.await;
        let left = self.check()?;
        Some((self.count, left))
    }
}

fn main() {}
