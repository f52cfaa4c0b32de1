// 9.3: a name without an import, or without a lifetime.
async fn close() {}

fn in_a_function() {
    let seen: HashMap<u32, u32> = HashMap::new();
    drop(seen);
}

fn in_a_loop() {
    for n in 0..2 {
        println!("{}", n + missing);
    }
}

fn without_a_lifetime(a: &str, b: &str) -> &str {
    if a.len() > b.len() { a } else { b }
}

async fn in_an_async_function() {
    missing().await;
}

fn main() {}
