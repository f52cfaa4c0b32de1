// 0: whether a method takes its receiver can't be told, so it does not go through the iteration by value.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(names: Vec<String>, n: usize) -> String {
    loop {
        defer!(println!("bye"));
        if n > 1 {
            return names.into_iter().collect();
        }
    }
}

fn main() {
    println!("{}", f(Vec::new(), 2));
}
