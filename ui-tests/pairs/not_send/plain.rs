// 8.5: what keeps a future from being sent is named.
use std::rc::Rc;

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

async fn in_front() {
    let shared = Rc::new(1);
    close().await;
    drop(shared);
}

async fn behind() {
    let shared = Rc::new(1);
    close().await;
    drop(shared);
}

async fn in_a_loop() {
    for n in 0..2 {
        let shared = Rc::new(n);
        close().await;
        drop(shared);
    }
}

async fn in_the_deferred_code() {
    let shared = Rc::new(1);
    close().await;
    println!("{shared}");
}

fn g() {
    spawn(in_front());
    spawn(behind());
    spawn(in_a_loop());
    spawn(in_the_deferred_code());
}

fn main() {}
