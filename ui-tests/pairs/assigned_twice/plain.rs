// 9.3: a variable without `mut` that gets a second value.
async fn close() {}

fn in_a_function() {
    let n = 1;
    println!("{n}");
    n = 2;
    println!("{n}");
}

fn in_a_loop() {
    for n in 0..2 {
        n += 1;
        println!("{n}");
    }
}

async fn in_an_async_function() {
    let n = 1;
    close().await;
    println!("{n}");
    n = 2;
    println!("{n}");
}

fn main() {}
