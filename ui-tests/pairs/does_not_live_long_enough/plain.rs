// 9.3: what is borrowed is gone before the borrow is used.
async fn close() {}

fn in_a_function() {
    let longest;
    {
        let name = String::new();
        longest = &name;
    }
    println!("{longest}");
}

fn in_a_loop() {
    let mut longest = "";
    for n in 0..2 {
        let name = n.to_string();
        longest = &name;
    }
    println!("{longest}");
}

async fn in_an_async_function() {
    let longest;
    {
        let name = String::new();
        longest = &name;
    }
    close().await;
    println!("{longest}");
}

fn main() {}
