// 9.3: a value of a wrong type in the middle of a body.
async fn close() {}

fn in_a_function() {
    let n: u32 = "a";
    println!("{n}");
}

fn in_a_loop(text: &str) {
    for c in text.chars() {
        let n: u32 = c;
        println!("{n}");
    }
}

fn in_a_branch(c: bool) {
    let n = if c {
        println!("branch");
        1
    } else {
        "a"
    };
    println!("{n}");
}

async fn in_an_async_function() {
    let n: u32 = close().await;
    println!("{n}");
}

fn main() {}
