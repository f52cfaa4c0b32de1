// 3.5, 8.5: a part that a closure or async block has captured alone can't be kept where another way out moves it.
use defer_runtime::{defer, with_defer};

struct Pair {
    first: String,
    second: String,
}

struct Two(String, String, u32);

#[with_defer]
fn by_a_field(pair: Pair, n: u32) -> impl FnOnce() -> usize {
    move || {
        defer!(println!("bye"));
        if n > 1 {
            return pair.first.len() + drop_of(pair.second);
        }
        0
    }
}

#[with_defer]
fn by_a_pattern(pair: Pair, n: u32) -> impl FnOnce() -> usize {
    move || {
        defer!(println!("bye"));
        if n > 1 {
            let Pair { first, .. } = pair;
            return first.len();
        }
        0
    }
}

#[with_defer]
fn by_reference(two: Two, n: u32) -> usize {
    let closure = || {
        defer!(println!("bye"));
        if n > 1 {
            match two {
                Two(first, _, count) => return first.len() + count as usize,
            }
        }
        0
    };
    closure()
}

#[with_defer]
async fn in_an_async_block(pair: Pair, n: u32) -> usize {
    async move {
        defer!(println!("bye"));
        if n > 1 {
            let second = pair.second;
            return second.len();
        }
        0
    }
    .await
}

fn drop_of(name: String) -> usize {
    name.len()
}

fn main() {}
