// 1.4: outside of any function too.
use defer_runtime::defer;

defer! { println!("bye") }

fn main() {}
