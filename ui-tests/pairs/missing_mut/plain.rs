// 9.3: a `mut` that is missing is asked for at the declaration.
async fn close() {}

fn in_a_function() {
    let names = Vec::new();
    names.push("a");
}

fn in_a_loop() {
    let names = Vec::new();
    for name in ["a", "b"] {
        names.push(name);
    }
}

fn behind_a_reference(names: &Vec<u32>) {
    names.push(1);
}

async fn in_an_async_function(names: Vec<u32>) {
    close().await;
    names.push(1);
}

fn main() {}
