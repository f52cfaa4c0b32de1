// 3.3: each rest is a future in another, and rustc follows only so many.
use defer_runtime::{defer, with_defer};

fn say(_: u32) {}

async fn pause() {}

#[with_defer]
async fn f() {
    defer!(say(0));
    defer!(say(1));
    defer!(say(2));
    defer!(say(3));
    defer!(say(4));
    defer!(say(5));
    defer!(say(6));
    defer!(say(7));
    defer!(say(8));
    defer!(say(9));
    defer!(say(10));
    defer!(say(11));
    defer!(say(12));
    defer!(say(13));
    defer!(say(14));
    defer!(say(15));
    defer!(say(16));
    defer!(say(17));
    defer!(say(18));
    defer!(say(19));
    defer!(say(20));
    pause().await;
}

fn main() {}
