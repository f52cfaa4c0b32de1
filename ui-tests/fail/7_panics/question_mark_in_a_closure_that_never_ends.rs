// 7.3: with a `?` it gives a `Result`, of which there is none behind a panic.
use defer_runtime::{defer, recover, with_defer};

fn work() -> Result<(), u32> {
    Ok(())
}

#[with_defer]
fn f() {
    std::thread::spawn(|| {
        defer!(|| drop(recover!()));
        loop {
            work()?;
        }
    });
}

fn main() {}
