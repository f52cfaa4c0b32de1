// 3.5, 9.3: a parameter of an async function whose pattern doesn't match all of its values.

async fn pause() {}

async fn refutable(Some(n): Option<u32>, m: u32) -> u32 {
    pause().await;
    n + m
}

async fn refutable_part((1, n): (u32, u32)) -> u32 {
    pause().await;
    n
}

fn main() {}
