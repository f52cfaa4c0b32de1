// 0: `vec!` moves a part that it is given, so it has to be the standard library's.
use defer_runtime::{defer, with_defer};

macro_rules! vec {
    ($value:expr) => {
        $value.len()
    };
}

#[with_defer]
fn f(pair: (String, String), n: u32) -> usize {
    defer!(println!("bye"));
    if n > 0 {
        return vec![pair.0];
    }
    0
}

fn main() {
    f((String::new(), String::new()), 0);
}
