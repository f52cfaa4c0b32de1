// 9.3: a borrow that a later change ends is shown where it is taken, changed and used.
async fn close() {}

fn in_a_function(mut names: Vec<u32>) {
    let first = &names[0];
    names.push(1);
    println!("{first}");
}

fn borrowed_in_front(mut names: Vec<u32>) {
    let first = &names[0];
    names.push(1);
    println!("{first}");
}

fn in_a_loop(mut names: Vec<u32>) {
    for _ in 0..2 {
        let first = &names[0];
        names.push(1);
        println!("{first}");
    }
}

async fn in_an_async_function(mut names: Vec<u32>) {
    let first = &names[0];
    names.push(1);
    close().await;
    println!("{first}");
}

fn main() {}
