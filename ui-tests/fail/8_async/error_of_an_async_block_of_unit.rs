// 6.2: an async block that can't fail has no error.
use defer_runtime::{errdefer, with_defer};

async fn close() {}

#[with_defer]
async fn f() {
    async {
        errdefer!(|error| println!("{error}"));
        close().await;
    }
    .await
}

fn main() {}
