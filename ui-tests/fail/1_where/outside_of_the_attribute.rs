// 1.4: outside of the attribute, `defer!` says what is missing.
use defer_runtime::defer;

fn main() {
    defer!(println!("bye"));
}
