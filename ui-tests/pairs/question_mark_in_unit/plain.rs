// 9.3: a `?` in a function that cannot fail.
async fn close() {}

fn in_a_function(text: &str) {
    let n: u32 = text.parse()?;
    println!("{n}");
}

fn in_a_loop(text: &str) {
    for part in text.split(' ') {
        let n: u32 = part.parse()?;
        println!("{n}");
    }
}

async fn in_an_async_function(text: &str) {
    close().await;
    let n: u32 = text.parse()?;
    println!("{n}");
}

fn main() {}
