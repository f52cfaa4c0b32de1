// 2.1: the CALL form moves its argument now.
async fn close(name: String) {
    drop(name);
}

fn in_a_function(name: String) {
    drop(name);
    println!("{}", name.len());
}

fn in_a_loop(names: Vec<String>) {
    for name in names {
        drop(name);
        println!("{}", name.len());
    }
}

async fn in_an_async_function(name: String) {
    close(name).await;
    println!("{}", name.len());
}

fn main() {}
