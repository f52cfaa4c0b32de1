// 2.2: what a block mentions must be there at exit.
async fn close() {}

fn in_a_function(name: String) {
    drop(name);
    println!("{name}");
}

fn in_a_loop(names: Vec<String>) {
    for name in names {
        drop(name);
        println!("{name}");
    }
}

async fn in_an_async_function(name: String) {
    close().await;
    drop(name);
    println!("{name}");
}

fn main() {}
