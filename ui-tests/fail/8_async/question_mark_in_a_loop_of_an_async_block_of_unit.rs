// 3.1: in a loop of it too.
use defer_runtime::{defer, with_defer};

async fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
async fn f() {
    async {
        for _ in 0..3 {
            defer!(println!("bye"));
            close().await?;
        }
    }
    .await
}

fn main() {}
