// 9.3: each method says its own, and both are there.
use defer_runtime::{defer, recover, with_defer};

struct S;

#[with_defer]
impl S {
    fn f(&self) -> u32 {
        defer!(|| drop(recover!()));
        1
    }

    async fn g(&self) -> u32 {
        defer!(self.f().await.max(1));
        let closed = defer!(println!("bye"));
        2
    }
}

fn main() {
    println!("{}", S.f());
    drop(S.g());
}
