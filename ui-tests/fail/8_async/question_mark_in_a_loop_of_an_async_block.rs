// 3.1: and where a loop in it is left by `?`.
use defer_runtime::{defer, with_defer};

async fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
async fn f() -> Result<(), String> {
    async {
        for _ in 0..3 {
            defer!(println!("bye"));
            close().await?;
        }
        Ok(())
    }
    .await
}

fn main() {}
