// 9.3: a `match` that leaves a value out.
async fn close() {}

fn in_a_function(n: Option<u32>) -> u32 {
    match n {
        Some(n) => n,
    }
}

fn in_a_loop(all: &[Option<u32>]) {
    for n in all {
        match n {
            None => println!("none"),
        }
    }
}

async fn in_an_async_function(n: Option<u32>) -> u32 {
    close().await;
    let Some(n) = n;
    n
}

fn main() {}
