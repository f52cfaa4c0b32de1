// 9.3: a type that is not known.
async fn close() {}

fn in_a_function() {
    let n = "1".parse().unwrap();
    println!("{}", n);
}

fn in_a_loop() {
    for part in ["1", "2"] {
        let all = part.chars().collect();
        drop(all);
    }
}

async fn in_an_async_function() {
    let none = None;
    close().await;
    drop(none);
}

fn main() {}
