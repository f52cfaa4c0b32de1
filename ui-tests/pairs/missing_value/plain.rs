// 9.3: a value that is missing at the end is asked for by the return type.
async fn close() {}

fn in_a_function() -> u32 {
    println!("body");
}

fn of_a_semicolon(n: u32) -> u32 {
    n + 1;
}

fn behind_a_loop() -> u32 {
    for _ in 0..2 {
        return 1;
    }
}

async fn in_an_async_function() -> u32 {
    close().await;
}

fn main() {}
