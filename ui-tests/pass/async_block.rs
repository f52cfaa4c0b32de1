// 3.1: nor in an async block, whose type is known by what it ends with or by what it is used for.
#![deny(warnings, unused, rust_2018_idioms, rust_2024_compatibility, unused_qualifications)]

use defer_runtime::{defer, errdefer, with_defer};

async fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer]
fn returned() -> impl Future<Output = Result<(), String>> {
    async {
        defer!(close().await?);
        close().await?;
        Ok(())
    }
}

#[with_defer]
async fn in_an_async_fn() -> Result<(), String> {
    let first: Result<(), String> = async {
        errdefer!(|error| println!("{error}"));
        close().await.ok();
        Ok(())
    }
    .await;
    first?;
    async {
        for _ in 0..3 {
            defer!(close().await?);
            close().await?;
        }
        Ok::<_, String>(())
    }
    .await
}

#[with_defer]
fn in_a_function(name: &str) -> u32 {
    let greeting = async {
        defer!(println!("bye, {name}"));
        close().await
    };
    drop(greeting);
    1
}

fn main() {
    drop((returned(), in_an_async_fn()));
    in_a_function("a");
}
