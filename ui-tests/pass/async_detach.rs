// 8.4: nor one that is handed to a spawner.
#![deny(warnings, unused, rust_2018_idioms, rust_2024_compatibility, unused_qualifications)]

use defer_runtime::{defer, errdefer, recover, with_defer};
use std::borrow::Cow;
use std::sync::Arc;

fn spawn(task: impl Future<Output = ()> + Send + 'static) -> Result<(), String> {
    drop(task);
    Ok(())
}

async fn close() -> Result<(), String> {
    Ok(())
}

#[with_defer(detach = spawn)]
async fn owns(name: String, shared: Arc<u32>, (a, mut b): (u32, u32), _: &'static str, text: Cow<'static, str>) -> u32 {
    defer!(|| println!("{name} {shared} {a} {b} {text}"));
    defer!(|| {
        b += 1;
        close().await.ok();
    });
    close().await.ok();
    *shared
}

#[with_defer(detach = |task| spawn(task))]
async fn generic<T: Send + 'static>(value: T, more: impl FnOnce(&T) -> &T + Send + 'static) -> Result<T, String> {
    errdefer!(close().await?);
    more(&value);
    close().await?;
    Ok(value)
}

#[with_defer(result, detach = spawn)]
async fn named() -> Result<u32, String> {
    for _ in 0..3 {
        defer!(close().await?);
        close().await?;
    }
    defer!(|| {
        if let Some(panic) = recover!() {
            close().await.ok();
            result = Err(panic.to_string());
        }
    });
    result = Ok(1);
    close().await?;
    return;
}

struct Connection;

impl Connection {
    #[with_defer(detach = spawn)]
    async fn close(self: Arc<Self>) {
        defer!(drop(close().await));
        close().await.ok();
    }

    // Where nothing is awaited nothing is handed on.
    #[with_defer(detach = spawn)]
    async fn awaits_nothing(self) {
        defer!(println!("bye"));
    }

    // 1.3: nor where nothing is deferred, whatever it borrows.
    #[with_defer(detach = spawn)]
    async fn defers_nothing(&self, name: &str) {
        close().await.ok();
        println!("{name}");
    }
}

// Found: `unreachable statement`, of the attribute's own code behind a deferred block that never ends.
#[cfg(any())]
#[with_defer(detach = spawn)]
async fn diverges() {
    defer!(|| {
        close().await.ok();
        panic!("bye");
    });
    close().await.ok();
}

fn is_send(_: impl Future + Send + 'static) {}

fn main() {
    is_send(owns(String::new(), Arc::new(1), (1, 2), "", "".into()));
    is_send(generic(1, |n| n));
    is_send(named());
    is_send(Arc::new(Connection).close());
    is_send(Connection.awaits_nothing());
    drop(Connection.defers_nothing(""));
    #[cfg(any())]
    is_send(diverges());
}
