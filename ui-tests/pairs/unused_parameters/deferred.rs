// 3.5, 9.3: what isn't used of the parameters of async functions and closures, and what needn't be `mut`.
#![deny(unused)]
use defer_runtime::{defer, with_defer};

async fn pause() {}

#[with_defer]
pub async fn parts((a, b): (String, String), [c, ..]: [u32; 3], d: String, _: String) -> String {
    defer!(|| println!("bye"));
    pause().await;
    a
}

#[with_defer]
pub async fn mutable((mut a, b): (String, String), mut c: String) -> String {
    defer!(|| println!("bye"));
    pause().await;
    a + &b + &c
}

#[with_defer]
pub async fn allowed(#[allow(unused_variables)] (a, b): (u32, u32), #[expect(unused_variables)] c: String, d: String) {
    defer!(|| println!("bye"));
    pause().await;
}

#[with_defer]
pub async fn closure() -> String {
    let closure = async |(a, b): (String, String), c: String| {
        defer!(|| println!("bye"));
        pause().await;
        a
    };
    closure((String::new(), String::new()), String::new()).await
}

fn main() {}
