// 3.5: a borrow of a local is not returned past it.
async fn close() {}

fn in_a_function() -> &'static str {
    let name = String::new();
    &name
}

fn declared_in_front() -> &'static str {
    let name = String::new();
    &name
}

fn in_a_loop() -> &'static str {
    loop {
        let name = String::new();
        return &name;
    }
}

async fn in_an_async_function() -> &'static str {
    let name = String::new();
    close().await;
    &name
}

fn main() {}
