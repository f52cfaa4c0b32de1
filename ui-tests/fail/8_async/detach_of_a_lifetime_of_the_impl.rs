// 8.4: and of the type that the function is a method of.
use defer_runtime::{defer, with_defer};

async fn close() {}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    drop(task);
}

struct Name<'a>(&'a str);

impl<'a> Name<'a> {
    #[with_defer(detach = spawn)]
    async fn f(self) {
        defer!(close().await);
        close().await;
        println!("{}", self.0);
    }
}

fn main() {}
