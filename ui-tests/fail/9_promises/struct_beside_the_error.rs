// 9.3: and what is no function.
use defer_runtime::with_defer;

#[with_defer]
struct S {
    n: u32,
}

fn main() {
    println!("{}", S { n: 1 }.n);
}
