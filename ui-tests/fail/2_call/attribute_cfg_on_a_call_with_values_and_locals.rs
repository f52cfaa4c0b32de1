// 2.10: the one place where `#[cfg]` cannot be honoured says so.
use defer_runtime::{defer, with_defer};

fn close(_: u32, _: &mut u32) {}

#[with_defer]
fn f(n: u32) {
    if n > 1 {
        let mut m = n;
        #[cfg(all())]
        defer!(close(n, &mut m));
        m += 1;
        println!("{m}");
    }
}

fn main() {}
