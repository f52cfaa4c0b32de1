// 9.3: a bound that a generic function does not give.
async fn close() {}

fn in_a_function<T>(it: T) {
    println!("{it}");
}

fn in_a_loop<T>(all: &[T]) -> Vec<T> {
    let mut copies = Vec::new();
    for it in all {
        copies.push(T::clone(it));
    }
    copies
}

fn in_a_comparison<T>(a: T, b: T) -> bool {
    a == b
}

async fn in_an_async_function<T>(it: T) {
    close().await;
    println!("{it}");
}

fn main() {}
