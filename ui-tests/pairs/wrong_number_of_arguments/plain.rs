// 9.3: an argument too few, or too many.
async fn close(_: u32) {}

fn open(_: u32) {}

fn in_a_function() {
    open();
}

fn in_a_loop() {
    for n in 0..2 {
        open(n, n);
    }
}

async fn in_an_async_function() {
    close().await;
}

fn main() {}
