// 7.3: a closure or async block that never comes to its end gives `()` when it recovers, and nothing warns.
#![deny(warnings, unused, rust_2018_idioms, rust_2024_compatibility, unused_qualifications)]

use defer_runtime::{defer, errdefer, recover, with_defer};

fn work(_: u32) {}

async fn wait() {}

fn exit() -> ! {
    std::process::exit(1)
}

fn say_if(recovered: bool) {
    if recovered {
        work(1);
    }
}

#[with_defer]
fn start(c: bool) {
    let loops = move || {
        defer!(|| say_if(recover!().is_some()));
        loop {
            work(1);
        }
    };
    let labelled = || {
        errdefer!(work(2));
        defer!(|| drop(recover!()));
        'a: loop {
            for i in 0..3 {
                if i == 1 {
                    continue 'a;
                }
                if i == 2 {
                    break;
                }
            }
            if c {
                return;
            }
        }
    };
    let exits = || {
        defer!(|| drop(recover!()));
        exit()
    };
    let panics = |n: u32| {
        if c {
            defer!(|| drop(recover!()));
        }
        panic!("{n}")
    };
    let fails = || {
        errdefer!(work(3));
        loop {
            work(4);
        }
    };
    let asynchronous = async move {
        defer!(|| drop(recover!()));
        loop {
            wait().await;
        }
    };
    drop(std::thread::spawn(loops));
    let () = labelled();
    let _: (fn(), fn(u32), fn() -> !) = (|| (), |_| (), fails);
    let () = exits();
    let () = panics(1);
    let _: std::pin::Pin<Box<dyn Future<Output = ()>>> = Box::pin(asynchronous);
}

fn main() {
    let _ = start;
}
