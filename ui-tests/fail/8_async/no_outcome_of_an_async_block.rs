// 6.1: the same in an async block.
use defer_runtime::{errdefer, with_defer};

struct Status;

#[with_defer]
async fn f() {
    let block = async {
        errdefer!(std::future::ready(()).await);
        Status
    };
    block.await;
}

fn main() {}
