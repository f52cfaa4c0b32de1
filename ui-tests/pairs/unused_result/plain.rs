// 2.11: a result that must be used warns as before.
#![deny(unused_must_use)]

async fn close() -> Result<(), String> {
    Ok(())
}

fn open() -> Result<(), String> {
    Ok(())
}

fn in_a_function() {
    open();
    println!("body");
}

fn in_the_body() {
    open();
}

fn in_a_loop() {
    for _ in 0..2 {
        open();
    }
}

async fn in_an_async_function() {
    close().await;
    close().await;
}

fn main() {}
