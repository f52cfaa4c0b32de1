// 9.3: a value of a wrong type is shown by itself.
async fn close() {}

fn in_a_function() -> u32 {
    "a"
}

fn in_a_loop() -> u32 {
    loop {
        return "a";
    }
}

fn by_break() -> u32 {
    loop {
        break "a";
    }
}

async fn in_an_async_function() -> u32 {
    close().await;
    "a"
}

fn main() {}
